// Tech check: is everything go? The rig measures and judges; every line that is not go says what to do.
import { ask, command, may, me, say, state } from "./api.js";
import { Picture } from "./parts.js";
import { html, signal, useEffect, useState } from "./ui.js";
import { both, language, t } from "./check-words.js";
import { around, label } from "./words.js";

const POLL_MS = 1000;

/** The board as the rig told it last. @type {import("@preact/signals").Signal<any>} */
const board = signal(null);
/** Signed reports, newest first. @type {import("@preact/signals").Signal<any[]>} */
const reports = signal([]);

/** What is shown first when a thing has several lines. */
const ranks = ["off", "go", "wait", "todo", "warn", "no-go"];
const rank = (/** @type {any} */ line) => ranks.indexOf(line.verdict);
const looks = { off: "off", go: "go", wait: "wait", todo: "wait", warn: "wait", "no-go": "bad" };
const look = (/** @type {string} */ verdict) => looks[/** @type {keyof typeof looks} */ (verdict)] ?? "off";

async function load() {
  board.value = await ask("GET", "/api/v1/check");
}

async function loadReports() {
  reports.value = (await ask("GET", "/api/v1/check/reports")).reports;
}

const tell = (/** @type {Promise<any>} */ doing) => doing.catch((error) => say(error.message, { bad: true }));

/** Does a command of the check and shows what came of it. @param {...(string | number)} words */
async function doing(...words) {
  if (await command("check", ...words)) await tell(load());
}

/** Lines that are about the same thing. @param {any[]} lines @returns {{key: string, kind: string, name: string, lines: any[], worst: any}[]} */
function subjects(lines) {
  const all = new Map();
  for (const line of lines) {
    const key = line.subject === null ? line.id : `${line.kind}/${line.subject}`;
    const known = all.get(key) ?? { key, kind: line.kind, subject: line.subject, name: line.subject === null ? both(line.title) : label(line.subject), lines: [] };
    known.lines.push(line);
    all.set(key, known);
  }
  return [...all.values()].map((one) => ({ ...one, worst: one.lines.reduce((/** @type {any} */ a, /** @type {any} */ b) => (rank(b) > rank(a) ? b : a)) }));
}

/** @param {{subject: any}} props */
function Details({ subject }) {
  const lines = subject.lines.filter((/** @type {any} */ line) => line.verdict !== "off" || subject.lines.length === 1);
  if (lines.length < 2 && !lines[0]?.detail) return null;
  return html`<details><summary>${t("details")}<span class="unseen"> ${subject.name}</span></summary>
    <ul>${lines.map((/** @type {any} */ line) => html`<li key=${line.id}><i class=${`dot ${look(line.verdict)}`} aria-hidden="true"></i>
      <span><b>${both(line.title)}</b> <em class=${look(line.verdict)}>${t(`verdict ${line.verdict}`)}</em><br />${around(both(line.text))}${line.detail && html`<small>${both(line.detail)}</small>`}</span></li>`)}</ul></details>`;
}

/** @param {{subject: any, children?: any}} props */
function Row({ subject, children }) {
  const { worst } = subject;
  const fine = worst.verdict === "go" && subject.kind === "camera";
  return html`<li id=${subject.key} tabindex="-1" class=${subject.kind}>
    ${subject.kind === "camera" && html`<${Picture} input=${subject.subject} alt=${t("picture of", subject.name)} />`}
    <div><header><b>${subject.name}</b><em class=${look(worst.verdict)}><i class=${`dot ${look(worst.verdict)}`} aria-hidden="true"></i>${t(`verdict ${worst.verdict}`)}</em></header>
    <p>${fine ? t("fine") : around(both(worst.text))}</p>
    ${children}<${Details} subject=${subject} /></div></li>`;
}

/** Five seconds of a microphone, to be heard. @param {{mic: string}} props */
function Listen({ mic }) {
  const sound = board.value.sounds.find((/** @type {any} */ one) => one.microphone === mic)?.state;
  const [taken, setTaken] = useState(0);
  useEffect(() => void (sound === "ready" && setTaken(Date.now())), [sound]);
  return html`<div class="actions"><button disabled=${sound === "recording"} aria-label=${t("record of", label(mic))} onClick=${() => doing("record", mic)}>
      ${sound === "recording" ? t("recording") : t("record")}</button>
    ${sound === "ready" && taken > 0 && html`<audio controls preload="none" aria-label=${t("recorded of", label(mic))} src=${`/api/v1/check/sound/${encodeURIComponent(mic)}?${taken}`}></audio>`}</div>`;
}

/** @param {{line: any}} props */
function Sync({ line }) {
  const cameras = state.value?.cameras ?? [], mics = state.value?.microphones ?? [];
  const [camera, setCamera] = useState(cameras[0]?.name), [mic, setMic] = useState(mics[0]?.name);
  const wish = board.value.sync;
  const choose = (/** @type {string} */ text, /** @type {any[]} */ list, /** @type {string} */ value, /** @type {(name: string) => void} */ set) =>
    list.length > 1 && html`<select aria-label=${text} value=${value} onChange=${(/** @type {any} */ event) => set(event.target.value)}>
      ${list.map((one) => html`<option value=${one.name}>${label(one.name)}</option>`)}</select>`;
  return html`<div class="actions">${choose(t("camera"), cameras, camera, setCamera)}${choose(t("microphone"), mics, mic, setMic)}
    <button disabled=${line.verdict === "wait"} onClick=${() => doing("sync", camera, mic)}>${t("clap")}</button>
    ${wish && html`<button class="main" onClick=${() => command("delay", wish.microphone, wish.delay_ms).then(() => doing("sync", camera, mic))}>${t("set delay", wish.delay_ms)}</button>`}</div>`;
}

/** What can be started from a row. @param {any} subject */
function actions(subject) {
  if (subject.kind === "microphone" && subject.lines.length > 1) return html`<${Listen} mic=${subject.subject} />`;
  if (subject.key === "sync" && subject.worst.verdict !== "off") return html`<${Sync} line=${subject.worst} />`;
  const running = state.value?.outputs.some((/** @type {any} */ one) => one.name === subject.subject && !["idle", "stopped"].includes(one.state));
  if (subject.kind === "output" && !running)
    return html`<div class="actions"><button disabled=${subject.worst.verdict === "wait"} aria-label=${t("test of", subject.name)} onClick=${() => doing("uplink", subject.subject)}>${t("test")}</button></div>`;
  return null;
}

/** The answer, readable from across the stall. @param {{all: any[]}} props */
function Verdict({ all }) {
  const { verdict, counts, lines } = board.value;
  const open = all.filter((one) => rank(one.worst) >= ranks.indexOf("todo")).sort((a, b) => rank(b.worst) - rank(a.worst));
  const jump = (/** @type {Event} */ event, /** @type {string} */ key) => {
    event.preventDefault();
    const row = document.getElementById(key);
    row?.scrollIntoView({ block: "center" });
    row?.focus();
  };
  return html`<section class=${`verdict ${look(verdict)}`}>
    <p role="status"><b>${t(`total ${verdict}`)}</b> <span>${t(`why ${verdict}`, verdict === "no-go" ? counts["no-go"] : verdict === "warn" ? counts.warn : counts.todo)}</span></p>
    ${counts.wait > 0 && html`<progress aria-label=${t("progress")} max=${lines.length} value=${lines.length - counts.wait}></progress>`}
    ${open.length > 0 && html`<ul>${open.map((one) => html`<li key=${one.key}><a href=${`#${one.key}`} onClick=${(/** @type {Event} */ event) => jump(event, one.key)}>${one.worst.verdict === "no-go" ? "✕" : one.worst.verdict === "warn" ? "!" : "○"} ${one.name}</a></li>`)}</ul>`}
  </section>`;
}

function SignOff() {
  const [name, setName] = useState(/** @type {any} */ (me.value).name ?? "");
  const address = (/** @type {any} */ one) => `/api/v1/check/reports/${one.id}.html${language === "de" ? "?lang=de" : ""}`;
  const when = (/** @type {any} */ one) => new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" }).format(Date.parse(one.at));
  async function sign(/** @type {Event} */ event) {
    event.preventDefault();
    const before = reports.value.length;
    if (!(await command("check", "sign", name.trim()))) return;
    say(t("signed", name.trim()));
    // The report is there when its pictures are.
    for (let i = 0; i < 10 && reports.value.length === before; i++) {
      await new Promise((done) => setTimeout(done, 300));
      await tell(loadReports());
    }
  }
  return html`<section class="panel sign" aria-labelledby="sign"><h2 id="sign">${t("sign-off")}</h2>
    <form onSubmit=${sign}><label>${t("your name")}<input value=${name} required maxlength="60" autocomplete="name" onInput=${(/** @type {any} */ event) => setName(event.target.value)} /></label>
      <button class="main">${t("sign")}</button></form>
    ${reports.value.length > 0 && html`<h2>${t("reports")}</h2><ul class="rows">${reports.value.slice(0, 10).map((one) => html`<li key=${one.id}>
      <span><b><i class=${`dot ${look(one.verdict)}`} aria-hidden="true"></i>${one.name}</b><small>${when(one)} · ${t(`total ${one.verdict}`)}</small></span>
      <a class="button" href=${address(one)} target="_blank" rel="noopener">${t("open")}</a>
      <a class="button" href=${address(one)} download=${`tallybox-check-${one.id}.html`} aria-label=${t("download of", when(one))}>${t("download")}</a></li>`)}</ul>`}</section>`;
}

const groups = ["picture", "sound", "where", "sale", "rig"];

export function Check() {
  const allowed = may("creator", "tech");
  useEffect(() => {
    if (!allowed) return;
    let timer = 0, gone = false;
    async function poll() {
      if (!document.hidden) await load().catch(() => {});
      if (!gone) timer = setTimeout(poll, POLL_MS);
    }
    tell(load().then(() => (board.value.open ? null : doing("start"))).then(loadReports));
    timer = setTimeout(poll, POLL_MS);
    return () => { gone = true; clearTimeout(timer); };
  }, [allowed]);
  if (!allowed) return html`<section class="panel"><p>${t("check is not yours")}</p></section>`;
  if (!board.value) return html`<p class="hint" role="status">${t("total wait")}</p>`;
  if (!board.value.open)
    return html`<section class="verdict off"><p role="status"><b>${t("total off")}</b> <span>${t("why off")}</span></p><button onClick=${() => doing("start")}>${t("start")}</button></section><${SignOff} />`;
  const all = subjects(board.value.lines);
  return html`<h1 class="unseen">${t("tech check")}</h1><${Verdict} all=${all} />
    <div class="tools"><button onClick=${() => doing("start")}>${t("again")}</button><button onClick=${() => doing("stop")}>${t("stop")}</button></div>
    ${groups.map((group) => {
      const rows = all.filter((one) => one.lines[0].group === group);
      return rows.length > 0 && html`<section class="panel checks" key=${group} aria-labelledby=${`group-${group}`}><h2 id=${`group-${group}`}>${t(`group ${group}`)}</h2>
        <ul>${rows.map((one) => html`<${Row} key=${one.key} subject=${one}>${actions(one)}<//>`)}</ul></section>`;
    })}<${SignOff} />`;
}
