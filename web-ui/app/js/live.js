// Live: the picture, the scenes, what is for sale, the sound, where it goes.
import { command, may, say, state } from "./api.js";
import { OnAir, Picture, Switch } from "./parts.js";
import { html, signal, useEffect, useRef } from "./ui.js";
import { label, level, look, money, rate, trouble } from "./words.js";

const HOLD_MS = 350;
const fade_ms = signal(600);
const chosen = signal(""); // the product whose stock is in hand; "" = the one on the picture

/** Goes to a scene, by a cut or a fade. @param {string} name @param {number} ms */
async function take(name, ms) {
  const set = ms > 0 ? ["transition", "crossfade", ms] : ["transition", "cut"];
  if (await command(...set)) await command("scene", name);
}

/** The calm slate at once, and the way back. */
export async function panic() {
  const before = state.value?.programme.scene;
  const slates = (state.value?.scenes ?? []).filter((/** @type {any} */ one) => one.layout === "slate");
  const slate = slates.find((/** @type {any} */ one) => one.name === "break") ?? slates[0];
  if (!slate) return say("There is no slate to show. Add a [scene] with layout = slate.", { bad: true });
  if (before === slate.name) return say("The slate is on already. Choose a scene to go on.");
  await take(slate.name, 0);
  say(`“${label(slate.name)}” is on.`, { undo: () => take(before, 0) });
}

/** @param {{scene: any, number: number}} props */
function Scene({ scene, number }) {
  const on = state.value?.programme.scene === scene.name;
  const held = useRef(0);
  const down = () => { held.current = setTimeout(() => { held.current = 0; take(scene.name, fade_ms.value); }, HOLD_MS); };
  const up = () => { if (held.current) { clearTimeout(held.current); held.current = 0; take(scene.name, 0); } };
  return html`<button class=${`scene ${on ? "on" : ""}`} aria-pressed=${on} disabled=${!may("creator", "producer")}
      onPointerDown=${down} onPointerUp=${up} onPointerLeave=${() => { clearTimeout(held.current); held.current = 0; }}
      onKeyDown=${(/** @type {KeyboardEvent} */ event) => { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); take(scene.name, event.shiftKey ? fade_ms.value : 0); } }}
      onContextMenu=${(/** @type {Event} */ event) => event.preventDefault()}>
    <span class=${`glyph ${scene.layout}`} aria-hidden="true">
      ${scene.cameras.map((/** @type {string} */ camera) => html`<${Picture} input=${camera} alt="" />`)}
    </span>
    <span class="name"><kbd>${number}</kbd>${label(scene.name)}</span>
  </button>`;
}

function Scenes() {
  const scenes = state.value?.scenes ?? [];
  useEffect(() => {
    function onKey(/** @type {KeyboardEvent} */ event) {
      if (/** @type {HTMLElement} */ (event.target).matches("input, textarea, select")) return;
      const scene = (state.value?.scenes ?? [])[Number(event.key) - 1];
      if (scene && !event.ctrlKey && !event.metaKey && !event.altKey) take(scene.name, event.shiftKey ? fade_ms.value : 0);
      if (event.key === "Escape") panic();
    }
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, []);
  return html`<section class="panel scenes" aria-labelledby="scenes">
    <header><h2 id="scenes">Scenes</h2>
      <label class="slider">Hold to fade
        <input type="range" min="200" max="2000" step="100" value=${fade_ms.value}
          onInput=${(/** @type {any} */ event) => (fade_ms.value = Number(event.target.value))} />
        <output>${(fade_ms.value / 1000).toFixed(1)} s</output></label>
    </header>
    <div class="grid">${scenes.map((/** @type {any} */ scene, /** @type {number} */ i) => html`<${Scene} key=${scene.name} scene=${scene} number=${i + 1} />`)}</div>
  </section>`;
}

/** The product in hand: the one that was picked, else the one on the picture, else the first. */
function inHand() {
  const products = state.value?.products ?? [];
  const cards = state.value?.cards ?? [];
  const shown = cards.find((/** @type {any} */ card) => card.shown && card.sku)?.sku;
  const sku = chosen.value || shown || cards.find((/** @type {any} */ card) => card.sku)?.sku;
  return products.find((/** @type {any} */ one) => one.sku === sku) ?? products[0];
}

function Stock() {
  const products = state.value?.products ?? [];
  const product = inHand();
  const seller = may("creator", "producer");
  if (!product) return html`<section class="panel stock"><h2>Stock</h2><p class="hint">No product yet. Its card shows it as soon as the shop or you tell of one.</p></section>`;
  return html`<section class="panel stock" aria-labelledby="stock">
    <header><h2 id="stock">Stock</h2>
      ${products.length > 1 && html`<select aria-label="Product" value=${product.sku} onChange=${(/** @type {any} */ event) => (chosen.value = event.target.value)}>
        ${products.map((/** @type {any} */ one) => html`<option value=${one.sku}>${one.title}</option>`)}</select>`}
    </header>
    <p class="title">${product.title}<span>${money(product.price)}</span></p>
    <div class="count">
      <button aria-label="−1, one sold here" disabled=${!seller || product.available === 0} onClick=${() => command("stock", "sell", product.sku)}>−1</button>
      <p><b>${product.available}</b><span>${product.cap ? `of ${product.cap} left` : "left"}</span></p>
      <button aria-label="+1, one more" disabled=${!seller} onClick=${() => command("stock", "set", product.sku, product.available + 1)}>+1</button>
    </div>
    <p class="hint">Tap −1 for each piece sold at the stall.</p>
  </section>`;
}

function Cards() {
  const cards = state.value?.cards ?? [];
  if (!cards.length) return null;
  return html`<section class="panel" aria-labelledby="cards"><h2 id="cards">Cards</h2>
    <ul class="rows">${cards.map((/** @type {any} */ card) => html`<li key=${card.name}>
      <span><b>${label(card.name)}</b><small>${card.says}</small>${card.problem && html`<small class="bad" role="status">${trouble(card.problem)}</small>`}</span>
      <${Switch} on=${card.shown} label=${`Card ${card.name}`} disabled=${!may("creator", "producer")}
        onFlip=${() => command("card", card.shown ? "hide" : "show", card.name)} /></li>`)}</ul>
  </section>`;
}

function Sound() {
  const mics = state.value?.microphones ?? [];
  return html`<section class="panel" aria-labelledby="sound"><h2 id="sound">Sound</h2>
    <ul class="rows">${mics.map((/** @type {any} */ mic) => html`<li key=${mic.name} class="mic">
      <span><b>${label(mic.name)}</b>${mic.state !== "live" && html`<small class=${look(mic.state)}>${mic.text}</small>`}
        <span class="meter" aria-hidden="true"><i style=${{ transform: `scaleX(${mic.mute ? 0 : level(mic.peak_dbfs)})` }} class=${mic.peak_dbfs > -3 ? "hot" : ""}></i></span></span>
      <button class=${`mute ${mic.mute ? "on" : ""}`} aria-pressed=${mic.mute} onClick=${() => command(mic.mute ? "unmute" : "mute", mic.name)}>${mic.mute ? "Muted" : "Mute"}</button></li>`)}</ul>
  </section>`;
}

function Outputs() {
  const outputs = state.value?.outputs ?? [];
  const recording = state.value?.recording;
  return html`<section class="panel" aria-labelledby="outputs"><h2 id="outputs">Where it goes</h2>
    <ul class="rows">
      ${outputs.map((/** @type {any} */ one) => html`<li key=${one.name}>
        <span><b><i class=${`dot ${look(one.state)}`}></i>${label(one.name)}</b><small>${one.text}${one.state === "live" ? ` ${rate(one.kbps)}` : ""}</small></span>
        <${Switch} on=${one.state !== "stopped" && one.state !== "idle"} label=${`Output ${one.name}`} disabled=${!may("creator")}
          onFlip=${() => command("output", one.state === "stopped" || one.state === "idle" ? "start" : "stop", one.name)} /></li>`)}
      ${recording && html`<li><span><b><i class=${`dot ${look(recording.state)}`}></i>Recording</b><small>${recording.text}</small></span>
        <${Switch} on=${recording.state !== "stopped" && recording.state !== "idle"} label="Recording" disabled=${!may("creator")}
          onFlip=${() => command("record", recording.state === "stopped" || recording.state === "idle" ? "start" : "stop")} /></li>`}
    </ul></section>`;
}

export function Live() {
  return html`<div class="wide">
      <section class="programme" aria-label="Programme"><${Picture} input="programme" alt="The programme as viewers see it" />
        <p class="tag"><${OnAir} /> ${label(state.value?.programme.scene ?? "")}</p></section>
      <${Scenes} />
    </div>
    <div class="narrow"><${Stock} /><${Cards} /><${Sound} /><${Outputs} /></div>`;
}
