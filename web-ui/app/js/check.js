// Tech check: is everything go? Every line that is not says what to do.
import { state } from "./api.js";
import { html } from "./ui.js";
import { label, look } from "./words.js";

const LOW_DBFS = -45; // a voice that never comes above this is lost under the music
const CLIP_DBFS = -0.5;

/** @typedef {{name: string, look: string, text: string}} Line */

/** @param {any} mic @returns {Line} */
function microphone(mic) {
  const name = `Microphone ${label(mic.name)}`;
  if (mic.state !== "live") return { name, look: look(mic.state), text: mic.text };
  if (mic.mute) return { name, look: "wait", text: "Muted. Unmute it on the page “Live” before the show." };
  if (mic.peak_dbfs === null) return { name, look: "bad", text: "No sound at all. Is it switched on?" };
  if (mic.peak_dbfs < LOW_DBFS) return { name, look: "wait", text: `Very quiet (${mic.peak_dbfs.toFixed(0)} dB). Speak into it; raise its gain if it stays so.` };
  if (mic.peak_dbfs > CLIP_DBFS) return { name, look: "wait", text: "Too loud. Lower its gain." };
  return { name, look: "go", text: `Sounds good (${mic.peak_dbfs.toFixed(0)} dB).` };
}

/** What is checked, in the order in which people walk through it. @param {any} now @returns {{title: string, lines: Line[]}[]} */
function board(now) {
  const plain = (/** @type {string} */ kind) => (/** @type {any} */ one) => ({ name: `${kind} ${label(one.name)}`, look: look(one.state), text: one.text });
  const missed = now.programme.missed_ticks;
  return [
    { title: "Picture", lines: now.cameras.map(plain("Camera")) },
    { title: "Sound", lines: now.microphones.map(microphone) },
    { title: "Where it goes", lines: [...now.outputs.map(plain("To")), { name: "Recording", look: look(now.recording.state), text: now.recording.text }] },
    { title: "What is for sale", lines: now.cards.filter((/** @type {any} */ card) => card.sku).map((/** @type {any} */ card) => ({
        name: `Card ${label(card.name)}`, look: card.freshness === "fresh" ? "go" : card.freshness === "aged" ? "wait" : "bad",
        text: card.freshness === "unknown" ? `No number for ${card.sku}. Is it in the shop, and is the shop reached?` : card.says })) },
    { title: "The rig", lines: [{ name: "Programme", look: now.programme.on_air ? (missed ? "wait" : "go") : "bad",
        text: now.programme.on_air ? (missed ? `${missed} frames were left out since the start: the rig is busy.` : "Runs without a missed frame.") : "Does not run." }] },
  ];
}

export function Check() {
  const groups = board(state.value).filter((group) => group.lines.length);
  const lines = groups.flatMap((group) => group.lines);
  const bad = lines.filter((line) => line.look === "bad").length;
  const wait = lines.filter((line) => line.look === "wait").length;
  const verdict = bad ? "No go" : wait ? "Almost" : "Go";
  return html`<section class=${`verdict ${bad ? "bad" : wait ? "wait" : "go"}`} role="status">
      <b>${verdict}</b><span>${bad ? `${bad} to mend` : wait ? `${wait} to look at` : "Everything is ready."}</span></section>
    <div class="board">${groups.map((group) => html`<section class="panel" key=${group.title}><h2>${group.title}</h2>
      <ul class="rows">${group.lines.map((line) => html`<li key=${line.name}><span><b><i class=${`dot ${line.look}`}></i>${line.name}</b><small>${line.text}</small></span>
        <em class=${line.look}>${line.look === "go" ? "go" : line.look === "bad" ? "no go" : line.look === "wait" ? "look" : "off"}</em></li>`)}</ul></section>`)}</div>`;
}
