// What is kept: recordings, the journal, the log, and the settings as they were.
import { ask, say } from "./api.js";
import { look, settings } from "./settings-draft.js";
import { html, useEffect, useRef, useState } from "./ui.js";
import { bytes, duration, t, when } from "./words.js";

const LOG_MS = 3000;
const LIST_MS = 10000;

/** Asks again and again while the page is open. @param {string} path @param {number} every_ms @returns {any} */
function useAnswer(path, every_ms) {
  const [answer, setAnswer] = useState(/** @type {any} */ (null));
  useEffect(() => {
    let timer = 0;
    let open = true;
    async function again() {
      if (!document.hidden) await ask("GET", path).then((now) => open && setAnswer(now)).catch(() => {});
      if (open) timer = setTimeout(again, every_ms);
    }
    again();
    return () => { open = false; clearTimeout(timer); };
  }, [path]);
  return answer;
}

export function Recordings() {
  const list = useAnswer("/api/v1/recordings", LIST_MS)?.recordings;
  const [playing, setPlaying] = useState("");
  const player = useRef(/** @type {HTMLVideoElement | null} */ (null));
  useEffect(() => void (playing && player.current?.focus()), [playing]);
  const address = (/** @type {string} */ name) => `/api/v1/recordings/${encodeURIComponent(name)}`;
  return html`<section class="panel" aria-labelledby="recordings"><h2 id="recordings">${t("Recordings")}</h2>
    ${playing && html`<video ref=${player} class="player" controls autoplay playsinline src=${address(playing)} aria-label=${playing}></video>
      <button onClick=${() => setPlaying("")}>${t("Close the player")}</button>`}
    ${!list && html`<p class="hint">${t("Asking the rig…")}</p>`}
    ${list && !list.length && html`<p class="hint">${t("Nothing was recorded yet.")}</p>`}
    <ul class="rows kept">${(list ?? []).map((/** @type {any} */ one) => html`<li key=${one.name}>
      <span><b>${one.writing && html`<i class="dot bad"></i>`}${when(Date.parse(one.began))}</b>
        <small>${one.writing ? t("Is being recorded") : duration(one.length_ms / 1000)} · ${bytes(one.bytes)}</small></span>
      <button onClick=${() => setPlaying(one.name)}>${t("Play")}<span class="hidden"> ${one.name}</span></button>
      <a class="button" href=${address(one.name)} download=${one.name}>${t("Download")}<span class="hidden"> ${one.name}</span></a></li>`)}</ul></section>
    <section class="panel" aria-labelledby="journal"><h2 id="journal">${t("What was shown, and when")}</h2>
      <p class="hint">${t("Every card, price and number as it stood on the picture. Keep it with your records of the sale.")}</p>
      <p class="row"><a class="button" href="/api/v1/journal?format=csv" download="journal.csv">${t("Download as a table")}</a>
        <a class="button" href="/api/v1/journal" download="journal.jsonl">${t("For programs (JSON)")}</a></p></section>`;
}

export function Log() {
  const lines = useAnswer("/api/v1/log?lines=200", LOG_MS)?.lines ?? [];
  const [all, setAll] = useState(false);
  const seen = lines.filter((/** @type {any} */ line) => all || line.level !== "debug").slice(-200).reverse();
  return html`<section class="panel" aria-labelledby="log"><header><h2 id="log">${t("Log")}</h2>
      <label class="choice"><input type="checkbox" checked=${all} onChange=${() => setAll(!all)} /><span>${t("Every detail")}</span></label></header>
    <p class="hint">${t("The newest line is on top. Keys and passwords are masked.")}</p>
    <ol class="log" tabindex="0" aria-labelledby="log">${seen.map((/** @type {any} */ line) => html`<li class=${`level-${line.level}`}>
      <time>${new Date(line.at).toLocaleTimeString()}</time> <b>${line.level === "notice" ? line.room : `${line.room} · ${t(line.level)}`}</b> ${line.text}</li>`)}</ol></section>`;
}

/** A config that was written elsewhere, and the ones before this. */
export function Versions() {
  const file = useRef(/** @type {HTMLInputElement | null} */ (null));
  async function read() {
    const text = await file.current?.files?.[0]?.text();
    if (text && text.length > 60000) say(t("This file is too long for a config."), { bad: true });
    else if (text) await look({ text });
    if (file.current) file.current.value = "";
  }
  return html`<section class="panel" aria-labelledby="load"><h2 id="load">${t("A config from a file")}</h2>
      <p class="hint">${t("You see what differs before anything is changed.")}</p>
      <label class="button file">${t("Choose a file…")}<input type="file" class="hidden" ref=${file} accept=".conf,text/plain" onChange=${read} /></label></section>
    <section class="panel" aria-labelledby="before"><h2 id="before">${t("As it was before")}</h2>
      ${!settings.value.versions.length && html`<p class="hint">${t("Nothing was changed here yet.")}</p>`}
      <ul class="rows">${settings.value.versions.map((/** @type {any} */ one) => html`<li key=${one.id}><span><b>${when(Date.parse(one.at))}</b></span>
        <button onClick=${() => look({ version: one.id })}>${t("Look at it")}<span class="hidden"> ${one.at}</span></button></li>`)}</ul></section>`;
}
