// The run of show for the producer: what is on, what comes next, GO.
import { command, may, state } from "./api.js";
import { current, next, useLeft } from "./cues.js";
import { html, useEffect } from "./ui.js";
import { duration, said, word as t } from "./words.js";

const GUARD_MS = 600; // a second tap of the same hand takes no second cue
let taken_at = -GUARD_MS;

const director = () => may("creator", "producer");

/** Takes the cue that is seen here as the next one: when two press at once, it is the same for both. */
export function go() {
  const cue = next();
  if (!cue || !director() || performance.now() - taken_at < GUARD_MS) return;
  taken_at = performance.now();
  command("cue", "go", cue.name);
}

function back() {
  if (director() && state.value?.rundown?.steps_back) command("cue", "back");
}

/** N is GO, B takes back; the other letters are cards, and the sound. @param {KeyboardEvent} event */
function onKey(event) {
  if (/** @type {HTMLElement} */ (event.target).matches("input:not([type=range]), textarea, select") || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  const key = event.key.toLowerCase();
  if (key === "n") go();
  else if (key === "b") back();
}

function Left() {
  const left = useLeft();
  if (left === null) return null;
  return html`<span class=${`time ${left < 0 ? "over" : ""}`}>${left < 0 ? `+${duration(-left)}` : duration(left)}<span class="unseen"> ${left < 0 ? t("over") : t("to go")}</span></span>`;
}

export function Cues() {
  const cues = state.value?.cues ?? [];
  const { problem, leaves_out, left_out, steps_back } = state.value?.rundown ?? {};
  const on = current();
  const coming = next();
  useEffect(() => {
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, []);
  if (!cues.length) return null;
  return html`<section class="panel run" aria-labelledby="run">
    <h2 id="run">${t("Run of show")}</h2>
    <p class="on-now"><small>${t("Now")}</small><b>${on ? on.title : t("Not begun")}${on && html`<${Left} />`}</b></p>
    <label class="then"><small>${t("Next")}</small>
      <select value=${coming?.name ?? ""} disabled=${!director()} onChange=${async (/** @type {any} */ event) => { if (event.target.value) await command("cue", "next", event.target.value); }}>
        ${!coming && html`<option value="">${t("That was the last one")}</option>`}
        ${cues.map((/** @type {import("./cues.js").Cue} */ cue, /** @type {number} */ i) => html`<option key=${cue.name} value=${cue.name}>${i + 1}. ${cue.title}</option>`)}</select></label>
    <button class="back" aria-keyshortcuts="b" disabled=${!director() || !steps_back} onClick=${back}><kbd aria-hidden="true">B</kbd>${t("Take back")}</button>
    <button class="take" aria-keyshortcuts="n" disabled=${!director() || !coming || problem} onClick=${go}><kbd aria-hidden="true">N</kbd>${t("GO")}</button>
    ${left_out && html`<p class="wait" role="status"><small>${t("Now")}</small>${said(left_out)}</p>`}
    ${leaves_out && html`<p class="wait then-out" role="status"><small>${t("Next")}</small>${said(leaves_out)}</p>`}
    ${problem && html`<p class="bad" role="status">${said(problem)}</p>`}
  </section>`;
}
