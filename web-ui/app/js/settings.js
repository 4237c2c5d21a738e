// Settings: everything the rig can be told, what was kept, and how it gets from the one to the other.
import { ask, may, say, state } from "./api.js";
import { Picture } from "./parts.js";
import { count, discard, load, look, mistakes, review, save, settings } from "./settings-draft.js";
import { Fields, Sections } from "./settings-form.js";
import { Stage, Themes, withLook } from "./settings-look.js";
import { Log, Recordings, Versions } from "./settings-kept.js";
import { html, signal, useEffect, useRef } from "./ui.js";
import { label, learn, look as color, said, t } from "./words.js";

await learn(() => import("./german-help.js"));

const WAIT_MS = 1000;

/** What a section's own state is now. @param {{list: string, name: string}} props */
function Now({ list, name }) {
  const one = state.value?.[list]?.find((/** @type {any} */ item) => item.name === name);
  return one ? html`<p class="now"><i class=${`dot ${color(one.state)}`}></i>${said(one.text)}</p>` : null;
}

const withPicture = (/** @type {string} */ name) => html`${state.value?.cameras.some((/** @type {any} */ one) => one.name === name) ? html`<${Picture} input=${name} alt=${`${t("Camera")} ${name}`} />` : ""}<${Now} list="cameras" name=${name} />`;
const withState = (/** @type {string} */ list) => (/** @type {string} */ name) => html`<${Now} list=${list} name=${name} />`;

/** The parts of the page. `named`: sections of which there are several; `plain`: those that are there once. */
const parts = [
  { id: "cameras", name: "Cameras", named: [{ section: "camera", what: "Another camera", before: withPicture }] },
  { id: "sound", name: "Sound", named: [{ section: "microphone", what: "Another microphone", before: withState("microphones") }] },
  { id: "scenes", name: "Scenes", named: [{ section: "scene", what: "Another scene" }], plain: ["programme"] },
  { id: "cards", name: "Cards", top: Stage, look: true, plain: ["overlay"], named: [{ section: "card", what: "Another card", before: withLook, folded: true }, { section: "safe-area", what: "A free area of your own" }] },
  { id: "cues", name: "Run of show", named: [{ section: "cue", what: "Another cue", folded: true }] },
  { id: "outputs", name: "Outputs", named: [{ section: "output", what: "Another output", before: withState("outputs") }], plain: ["encoder"] },
  { id: "shop", name: "Shop", plain: ["shop"] },
  { id: "recordings", name: "Recordings", kept: Recordings, creator: true, plain: ["recording"] },
  { id: "room", name: "Control room", plain: ["web"], people: true, rest: true },
  { id: "log", name: "Log", kept: Log },
  { id: "before", name: "Config", kept: Versions },
];

const open = signal(location.hash.slice(1));
addEventListener("hashchange", () => (open.value = location.hash.slice(1)));

/** @param {string} name */
const table = (name) => settings.value.sections.find((/** @type {any} */ one) => one.name === name);

/** Sections that no part above names: a newer rig may have some. */
function others() {
  const known = parts.flatMap((part) => [...(part.plain ?? []), ...(part.named ?? []).map((one) => one.section)]);
  return settings.value.sections.filter((/** @type {any} */ one) => !known.includes(one.name));
}

/** A section that is there once. @param {any} one its table */
const Plain = (one) => html`<section class="panel set" key=${one.name} aria-labelledby=${`of-${one.name}`}><h2 id=${`of-${one.name}`}>${t(label(one.name))}</h2>
  <p class="hint">${t(one.help)}</p>${one.name === "overlay" && html`<${Themes} />`}<${Fields} table=${one} part=${one.present[0]} /></section>`;

/** @param {{part: any}} props */
function Part({ part }) {
  if (!may("tech")) return part.kept ? html`<${part.kept} />` : null;
  const plain = [...(part.plain ?? []).map(table), ...(part.rest ? others().filter((/** @type {any} */ one) => !one.named) : [])].filter(Boolean);
  const named = [...(part.named ?? []), ...(part.rest ? others().filter((/** @type {any} */ one) => one.named).map((/** @type {any} */ one) => ({ section: one.name, what: "Another one" })) : [])];
  return html`${part.top && html`<${part.top} />`}
    ${part.people && html`<section class="panel"><h2>${t("People and links")}</h2><p class="hint">${t("Who may come in, and how, is on a page of its own.")}</p><p><a class="button" href="/people">${t("To the page “People”")}</a></p></section>`}
    ${part.kept && html`<${part.kept} />`}
    ${part.look && plain.map(Plain)}
    ${named.map((/** @type {any} */ one) => table(one.section) && html`<${Sections} key=${one.section} table=${table(one.section)} what=${t(one.what)} before=${one.before} folded=${one.folded} />`)}
    ${!part.look && plain.map(Plain)}`;
}

/** What a change is about, in words. @param {any} one */
const about = (one) => [t(label(one.section)), one.name && `“${one.name}”`, one.key && `– ${t(label(one.key))}`].filter(Boolean).join(" ");

const groups = [
  { when: "now", text: "Acts at once" },
  { when: "output", text: "Acts when this output is started the next time" },
  { when: "start", text: "Counts from the next start on" },
  { when: "restart", text: "Waits for a restart" },
];

/** For one line of the file. @type {Record<string, string>} */
const tags = { now: "at once", output: "at its next start", start: "from the next start on", restart: "after a restart" };

/** A line that is gone because a new one says the same thing otherwise. @param {any} line @param {any[]} diff */
const isReplaced = (line, diff) => line.kind === "-" && diff.some((one) => one.kind === "+" && one.text.split("=")[0] === line.text.split("=")[0]);

const marks = { "+": "new: ", "-": "gone: ", " ": "", "~": "" };

function Review() {
  const dialog = useRef(/** @type {HTMLDialogElement | null} */ (null));
  const now = review.value;
  useEffect(() => void (now && !dialog.current?.open && dialog.current?.showModal()), [now]);
  if (!now) return null;
  return html`<dialog ref=${dialog} class="review" aria-labelledby="review" onClose=${() => (review.value = null)}>
    <h1 id="review">${t("Save this?")}</h1>
    ${!now.diff.length && html`<p>${t("Nothing differs.")}</p>`}
    ${groups.map((group) => {
      const list = now.effects.filter((/** @type {any} */ one) => one.when === group.when);
      return list.length > 0 && html`<h2>${t(group.text)}</h2><ul>${list.map((/** @type {any} */ one) => html`<li>${about(one)}</li>`)}</ul>`;
    })}
    ${now.diff.length > 0 && html`<h2>${t("In the file")}</h2><ol class="diff" tabindex="0" aria-label=${t("In the file")}>
      ${now.diff.map((/** @type {any} */ line) => html`<li class=${line.kind === "+" ? "plus" : line.kind === "-" ? "minus" : line.kind === "~" ? "gap" : ""}>
        <span class="hidden">${t(marks[/** @type {keyof typeof marks} */ (line.kind)])}</span><span aria-hidden="true">${line.kind === "~" ? "⋯" : line.kind}</span> ${line.text}${line.when && !isReplaced(line, now.diff) && html` <em class="when">${t(tags[line.when])}</em>`}</li>`)}</ol>`}
    <p class="row"><button class="main" autofocus disabled=${!now.diff.length} onClick=${save}>${t("Save")}</button><button onClick=${() => dialog.current?.close()}>${t("Go back")}</button></p></dialog>`;
}

/** Until the rig answers again. */
async function comeBack() {
  for (;;) {
    await new Promise((done) => setTimeout(done, WAIT_MS));
    try {
      await load();
      return say(t("The rig is back."));
    } catch { /* not yet */ }
  }
}

const asked = signal("");

/** @param {boolean} force */
async function restart(force) {
  try {
    await ask("POST", "/api/v1/restart", { force });
    asked.value = "";
    say(t("The rig starts anew. That takes some seconds."));
    comeBack();
  } catch (error) {
    if (force) say(/** @type {Error} */ (error).message, { bad: true });
    else asked.value = /** @type {Error} */ (error).message;
  }
}

/** Outputs that are live go on as they are until they are started the next time. */
function PendingOutputs() {
  const list = settings.value.pending.filter((/** @type {any} */ one) => one.when === "output");
  if (!list.length) return null;
  return html`<section class="panel pending" aria-labelledby="pending-outputs"><h2 id="pending-outputs">${t("Goes on as before until it is stopped and started again")}</h2>
    <ul>${list.map((/** @type {any} */ one) => html`<li>${about(one)}</li>`)}</ul></section>`;
}

function Pending() {
  const list = settings.value.pending.filter((/** @type {any} */ one) => one.when !== "output");
  if (!list.length) return null;
  return html`<section class="panel pending" aria-labelledby="pending"><h2 id="pending">${t("Waits for a restart")}</h2>
    <ul>${list.map((/** @type {any} */ one) => html`<li>${about(one)}</li>`)}</ul>
    ${asked.value
      ? html`<p class="why" role="alert">${asked.value}</p><p class="hint">${t("Viewers would see a break of some seconds.")}</p>
        <p class="row"><button onClick=${() => (asked.value = "")}>${t("Not now")}</button><button class="panic" onClick=${() => restart(true)}>${t("Restart anyway")}</button></p>`
      : html`<p class="row"><button onClick=${() => restart(false)}>${t("Restart now")}</button></p>`}</section>`;
}

/** A mistake without the line of the file, in which nobody looks here. @param {string} line */
function mistake(line) {
  const [, where, why] = /^(?:[^[]*:\d+: )?(\[[^\]]*\](?: [a-z_]+)?: )?(.*)$/.exec(line) ?? ["", "", line];
  return (where ?? "") + said(why);
}

function Bar() {
  const wrong = mistakes.value;
  if (!count.value && !wrong.length) return null;
  return html`<div class="save" role="region" aria-label=${t("Changes")}>
    ${wrong.length > 0 && html`<div class="why" role="alert">${wrong.slice(0, 4).map((line) => html`<p>${mistake(line)}</p>`)}</div>`}
    <p class="row"><span>${count.value === 1 ? t("1 change") : `${count.value} ${t("changes")}`}</span>
      <button onClick=${discard}>${t("Discard")}</button><button class="main" disabled=${!count.value} onClick=${() => look()}>${t("Look and save")}</button></p></div>`;
}

export function Settings() {
  const tech = may("tech");
  const mine = parts.filter((part) => tech || part.creator);
  const part = mine.find((one) => one.id === open.value) ?? mine[0];
  useEffect(() => void (tech && load().catch((error) => say(error.message, { bad: true }))), []);
  useEffect(() => void document.querySelector(".parts [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" }), [part, settings.value === null]);
  if (!part) return html`<p class="hint">${t("Only the creator and tech staff change settings. Ask one of them.")}</p>`;
  if (tech && !settings.value) return html`<p class="hint">${t("Asking the rig…")}</p>`;
  return html`<nav class="parts" aria-label=${t("Settings")}>${mine.map((one) => html`<a key=${one.id} href=${`#${one.id}`} aria-current=${one === part ? "true" : null}>${t(one.name)}</a>`)}</nav>
    <div class="part">${tech && !settings.value.writable && html`<section class="panel"><p class="why">${said(settings.value.why)}</p></section>`}
      ${tech && settings.value.errors.length > 0 && html`<section class="panel"><h2>${t("The config has mistakes, or names what is not there")}</h2><ul class="why">${settings.value.errors.map((/** @type {string} */ line) => html`<li>${mistake(line)}</li>`)}</ul></section>`}
      ${tech && html`<${PendingOutputs} /><${Pending} />`}<${Part} part=${part} /></div>
    ${tech && html`<${Bar} /><${Review} />`}`;
}
