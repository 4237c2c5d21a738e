// Where the programme goes, how fast, and what was left out on the way.
import { command, may, state } from "./api.js";
import { Switch } from "./parts.js";
import { effect, html, signal, useEffect, useRef, useState } from "./ui.js";
import { decimal, label, look, rate, said, word as t } from "./words.js";

const KEEP_S = 300;
const STEP_MS = 1000;

/** What each output did in the last minutes, since the page was opened: [time, kbit/s, packets left out]. @type {Map<string, [number[], number[], number[]]>} */
const history = new Map();
/** Counts the steps of that history. */
const step = signal(0);
/** @type {Map<string, number>} */
const dropped = new Map();

/** @param {any} output */
function note(output) {
  const rows = history.get(output.name) ?? [[], [], []];
  const before = dropped.get(output.name) ?? output.dropped_packets;
  const values = [Date.now() / 1000, output.state === "live" ? (output.kbps ?? 0) : 0, Math.max(0, output.dropped_packets - before)];
  rows.forEach((row, i) => {
    row.push(values[i]);
    if (row.length > KEEP_S) row.shift();
  });
  dropped.set(output.name, output.dropped_packets);
  history.set(output.name, rows);
}

setInterval(() => {
  if (!state.value) return;
  state.value.outputs.forEach(note);
  step.value++;
}, STEP_MS);

/** The colours of the sheet, as a canvas needs them. @param {string} name */
const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/** @param {{name: string}} props */
function Graph({ name }) {
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => {
    let over = false;
    let end = () => {};
    (async () => {
      const { default: Plot } = await import("uplot");
      const place = box.current;
      if (over || !place) return;
      const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", second: "2-digit" });
      const axis = { stroke: colour("--quiet"), grid: { stroke: colour("--line"), width: 1 }, ticks: { show: false }, font: "12px system-ui" };
      const plot = new Plot({
        width: place.clientWidth, height: 150, cursor: { show: false }, legend: { show: false },
        scales: { y: { range: (_, __, max) => [0, Math.max(max * 1.15, 500)] }, lost: { range: (_, __, max) => [0, Math.max(max, 10)] } },
        axes: [{ ...axis, space: 90, values: (_, ticks) => ticks.map((one) => clock.format(one * 1000)) }, { ...axis, size: 52, values: (_, ticks) => ticks.map((one) => decimal(one / 1000)) }],
        series: [{}, { stroke: colour("--go"), width: 2, scale: "y", points: { show: false } }, { stroke: colour("--bad"), fill: colour("--bad"), width: 1, scale: "lost", paths: Plot.paths.bars?.({ size: [1, 6] }) }],
      }, history.get(name) ?? [[], [], []], place);
      const stop = effect(() => { if (step.value >= 0) plot.setData(history.get(name) ?? [[], [], []]); });
      const watch = new ResizeObserver(() => plot.setSize({ width: place.clientWidth, height: 150 }));
      watch.observe(place);
      end = () => { stop(); watch.disconnect(); plot.destroy(); };
    })();
    return () => { over = true; end(); };
  }, [name]);
  return html`<div class="graph" ref=${box} role="img" aria-label=${`${t("Bitrate and packets left out of")} ${label(name)}`}></div>
    <p class="hint key"><i class="line"></i>Mbit/s <i class="bars"></i>${t("packets left out")}</p>`;
}

/** @param {{one: any}} props */
function Output({ one }) {
  const [open, setOpen] = useState(false);
  const on = one.state !== "stopped" && one.state !== "idle";
  const waits = one.state === "retrying" || one.state === "rejected";
  return html`<li class="output">
    <span><b><i class=${`dot ${look(one.state)}`}></i>${label(one.name)}</b><small>${said(one.text)}${one.state === "live" ? ` ${rate(one.kbps)}` : ""}</small></span>
    ${waits && may("creator", "tech") && html`<button class="link small" aria-label=${`${t("Try now")}: ${label(one.name)}`} onClick=${() => command("output", "start", one.name)}>${t("Try now")}</button>`}
    <button class="link small" aria-expanded=${open} onClick=${() => setOpen(!open)}>${open ? t("Hide graph") : t("Graph")}</button>
    <${Switch} on=${on} label=${`${t("Output")} ${one.name}`} disabled=${!may("creator", "tech")} onFlip=${() => command("output", on ? "stop" : "start", one.name)} />
    ${open && html`<div class="more"><${Graph} name=${one.name} /></div>`}</li>`;
}

export function Outputs() {
  const outputs = state.value?.outputs ?? [];
  const recording = state.value?.recording;
  const records = recording && recording.state !== "stopped" && recording.state !== "idle";
  return html`<section class="panel outputs" aria-labelledby="outputs"><h2 id="outputs">${t("Where it goes")}</h2>
    <ul class="rows">
      ${outputs.map((/** @type {any} */ one) => html`<${Output} key=${one.name} one=${one} />`)}
      ${recording && html`<li><span><b><i class=${`dot ${look(recording.state)}`}></i>${t("Recording")}</b><small>${said(recording.text)}</small></span>
        <${Switch} on=${records} label=${t("Recording")} disabled=${!may("creator", "tech")} onFlip=${() => command("record", records ? "stop" : "start")} /></li>`}
    </ul></section>`;
}
