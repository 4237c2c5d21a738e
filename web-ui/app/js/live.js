// Live: the programme, the scenes, what is for sale, the sound, where it goes.
import { command, may, say, state } from "./api.js";
import { Cues } from "./live-cues.js";
import { Outputs } from "./live-outputs.js";
import { listening, Programme, ProgrammeProblem } from "./live-programme.js";
import { cardKeys, Cards, Stock, toggle } from "./live-sale.js";
import { Sound } from "./live-sound.js";
import { Picture } from "./parts.js";
import { html, signal, useEffect, useRef } from "./ui.js";
import { decimal, label, word as t } from "./words.js";

const HOLD_MS = 350;
const fade_ms = signal(600);

/** Goes to a scene, by a cut or a fade. @param {string} name @param {number} ms */
const take = (name, ms) => command("scene", name, ms);

/** The scene to which the way back leads, while the break was called in a hurry; or null. */
export const wayBack = () => /** @type {string | null} */ (state.value?.programme.back_to ?? null);

/** The calm slate at once, or back to what was on before it. */
export async function panic() {
  if (wayBack()) return void command("panic", "off");
  const now = state.value?.scenes.find((/** @type {any} */ one) => one.name === state.value?.programme.scene);
  if (now?.layout === "slate") return say(t("The slate is on already. Choose a scene to go on."));
  if (await command("panic")) say(t("The slate is on."), { undo: () => command("panic", "off") });
}

/** @param {{scene: any, number: number}} props */
function Scene({ scene, number }) {
  const on = state.value?.programme.scene === scene.name;
  const held = useRef(0);
  const let_go = () => { clearTimeout(held.current); held.current = 0; };
  const down = () => { held.current = setTimeout(() => { held.current = 0; take(scene.name, fade_ms.value); }, HOLD_MS); };
  const up = () => { if (held.current) { let_go(); take(scene.name, 0); } };
  return html`<button class=${`scene ${on ? "on" : ""}`} aria-pressed=${on} disabled=${!may("creator", "producer", "tech")}
      onPointerDown=${down} onPointerUp=${up} onPointerLeave=${let_go} onPointerCancel=${let_go}
      onKeyDown=${(/** @type {KeyboardEvent} */ event) => { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); take(scene.name, event.shiftKey ? fade_ms.value : 0); } }}
      onContextMenu=${(/** @type {Event} */ event) => event.preventDefault()}>
    <span class=${`glyph ${scene.layout}`} aria-hidden="true">
      ${scene.cameras.map((/** @type {string} */ camera) => html`<${Picture} input=${camera} alt="" />`)}
    </span>
    <span class="name"><kbd>${number}</kbd>${label(scene.name)}</span>
  </button>`;
}

/** Digits are scenes (with Shift they fade), letters are cards, Escape is the break, M is the sound here. @param {KeyboardEvent} event */
function onKey(event) {
  if (/** @type {HTMLElement} */ (event.target).matches("input:not([type=range]), textarea, select") || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  const digit = /^Digit([1-9])$/.exec(event.code)?.[1];
  const scene = digit && (state.value?.scenes ?? [])[Number(digit) - 1];
  const card = event.key.length === 1 && (state.value?.cards ?? [])[cardKeys.indexOf(event.key.toLowerCase())];
  if (scene) take(scene.name, event.shiftKey ? fade_ms.value : 0);
  else if (event.key === "Escape") panic();
  else if (event.key.toLowerCase() === "m") listening.value = !listening.value;
  else if (card) toggle(card);
}

function Scenes() {
  const scenes = state.value?.scenes ?? [];
  useEffect(() => {
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, []);
  return html`<section class="panel scenes" aria-labelledby="scenes">
    <header><h2 id="scenes">${t("Scenes")}</h2>
      <label class="slider">${t("Hold to fade")}
        <input type="range" min="200" max="2000" step="100" value=${fade_ms.value}
          onInput=${(/** @type {any} */ event) => (fade_ms.value = Number(event.target.value))} />
        <output>${decimal(fade_ms.value / 1000)} s</output></label>
    </header>
    <div class="grid">${scenes.map((/** @type {any} */ scene, /** @type {number} */ i) => html`<${Scene} key=${scene.name} scene=${scene} number=${i + 1} />`)}</div>
    <p class="hint keys">${t("Keys: digits cut, with Shift they fade; letters switch cards; Esc is the break; M is the sound here.")}</p>
  </section>`;
}

export function Live() {
  return html`<div class="wide"><div><${Programme} /><${ProgrammeProblem} /></div><${Cues} /><${Scenes} /><${Outputs} /></div>
    <div class="narrow"><${Stock} /><${Cards} /><${Sound} /></div>`;
}
