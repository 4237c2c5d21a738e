// The microphones: how loud they are, gain and mute; and what the programme sounds like.
import { command, levels, may, state, wantMeters } from "./api.js";
import { html, useEffect, useRef, useState } from "./ui.js";
import { label, level, look, said, word as t } from "./words.js";

const FALL_PER_S = 0.35; // of the whole meter: a peak stays readable
const HOLD_MS = 1500; // the mark of the highest peak
const OLD_MS = 1000; // levels that are not told any more are none
const SEND_MS = 120; // a slider that moves is told so often
const GAIN_MIN = -40;
const GAIN_MAX = 12;

/**
 * A meter that moves by itself, past the page's own drawing.
 * @param {{find: () => (number | null)[] | undefined}} props
 */
function Meter({ find }) {
  const bar = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => {
    let shown = 0, hold = 0, heldAt = 0, last = performance.now();
    let frame = requestAnimationFrame(function draw(now) {
      const peak = now - levels.at < OLD_MS ? level(find()?.[0] ?? null) : 0;
      shown = Math.max(peak, shown - (FALL_PER_S * (now - last)) / 1000);
      if (shown >= hold || now - heldAt > HOLD_MS) {
        hold = shown;
        heldAt = now;
      }
      last = now;
      bar.current?.style.setProperty("--level", shown.toFixed(3));
      bar.current?.style.setProperty("--hold", hold.toFixed(3));
      frame = requestAnimationFrame(draw);
    });
    const done = wantMeters();
    return () => {
      cancelAnimationFrame(frame);
      done();
    };
  }, []);
  return html`<span class="meter" ref=${bar} aria-hidden="true"><i></i><b></b></span>`;
}

/** @param {{mic: any}} props */
function Gain({ mic }) {
  const [moved, setMoved] = useState(/** @type {number | null} */ (null));
  const sent = useRef({ at: 0, timer: 0 });
  const gain = moved ?? Math.round(mic.gain_db);
  function send(/** @type {number} */ db) {
    const wait = Math.max(0, sent.current.at + SEND_MS - performance.now());
    clearTimeout(sent.current.timer);
    sent.current.timer = setTimeout(() => {
      sent.current.at = performance.now();
      command("gain", mic.name, db);
    }, wait);
  }
  useEffect(() => {
    const timer = moved === null ? 0 : setTimeout(() => setMoved(null), 1000);
    return () => clearTimeout(timer);
  }, [moved]);
  return html`<label class="gain"><span class="hidden">${t("Gain of")} ${label(mic.name)}</span>
    <input type="range" min=${GAIN_MIN} max=${GAIN_MAX} step="1" value=${gain} disabled=${!may("creator", "producer", "tech")}
      aria-valuetext=${`${gain} dB`} onDblClick=${() => { setMoved(0); send(0); }}
      onInput=${(/** @type {any} */ event) => { const db = Number(event.target.value); setMoved(db); send(db); }} />
    <output>${gain > 0 ? "+" : gain < 0 ? "−" : ""}${Math.abs(gain)} dB</output></label>`;
}

/** @param {{mic: any, index: number}} props */
function Microphone({ mic, index }) {
  return html`<li class=${`mic ${mic.mute ? "muted" : ""}`}>
    <span><b>${label(mic.name)}</b>${mic.state !== "live" && html`<small class=${look(mic.state)}>${said(mic.text)}</small>`}
      <${Meter} find=${() => levels.microphones[index]} />
      <${Gain} mic=${mic} /></span>
    <button class=${`mute ${mic.mute ? "on" : ""}`} aria-pressed=${mic.mute} aria-label=${`${mic.mute ? t("Muted") : t("Mute")} ${label(mic.name)}`} disabled=${!may("creator", "producer", "tech")}
      onClick=${() => command(mic.mute ? "unmute" : "mute", mic.name)}>${mic.mute ? t("Muted") : t("Mute")}</button></li>`;
}

export function Sound() {
  const mics = state.value?.microphones ?? [];
  const lufs = state.value?.loudness?.short_term_lufs;
  return html`<section class="panel" aria-labelledby="sound">
    <header><h2 id="sound">${t("Sound")}</h2>
      <p class="hint">${typeof lufs === "number" && lufs > -70 ? `${lufs.toFixed(0).replace("-", "−")} LUFS` : t("silent")}</p></header>
    <div class="mic total"><${Meter} find=${() => levels.programme} /></div>
    <ul class="rows">${mics.map((/** @type {any} */ mic, /** @type {number} */ i) => html`<${Microphone} key=${mic.name} mic=${mic} index=${i} />`)}</ul>
  </section>`;
}
