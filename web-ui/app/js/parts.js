// Pieces that several pages share.
import { state } from "./api.js";
import { html, useEffect, useState } from "./ui.js";
import { duration } from "./words.js";

const PICTURE_MS = 250;

/** A number that counts up once a second, to draw again. */
function useSeconds() {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  return now;
}

/** The on-air lamp with the time since the first server took the show. */
export function OnAir() {
  const now = useSeconds();
  const outputs = state.value?.outputs ?? [];
  const live = outputs.filter((/** @type {any} */ one) => one.state === "live").length;
  const recording = state.value?.recording?.state === "live";
  const since = Date.parse(state.value?.programme?.since ?? "");
  const text = live ? "On air" : recording ? "Recording" : "Off air";
  return html`<div class=${`lamp ${live ? "on" : recording ? "rec" : ""}`} role="status">
    <i aria-hidden="true"></i><b>${text}</b>
    ${(live || recording) && since ? html`<span class="time">${duration((now - since) / 1000)}</span>` : ""}
  </div>`;
}

/**
 * The newest picture of an input, a few times a second while it is on the screen.
 * @param {{input: string, alt: string}} props
 */
export function Picture({ input, alt }) {
  const [url, setUrl] = useState("");
  useEffect(() => {
    let stopped = false, shown = "";
    async function next() {
      if (document.hidden) return void setTimeout(next, 1000);
      const answer = await fetch(`/api/v1/pictures/${encodeURIComponent(input)}`).catch(() => null);
      if (stopped) return;
      if (answer?.ok) {
        const fresh = URL.createObjectURL(await answer.blob());
        if (shown) URL.revokeObjectURL(shown);
        shown = fresh;
        setUrl(fresh);
      }
      setTimeout(next, answer?.ok ? PICTURE_MS : 2000);
    }
    next();
    return () => {
      stopped = true;
      if (shown) URL.revokeObjectURL(shown);
    };
  }, [input]);
  return html`<div class="picture">${url && html`<img src=${url} alt=${alt} />`}</div>`;
}

/** A switch. @param {{on: boolean, label: string, onFlip: () => void, disabled?: boolean}} props */
export function Switch({ on, label, onFlip, disabled }) {
  return html`<button class="switch" role="switch" aria-checked=${on} aria-label=${label} disabled=${disabled} onClick=${onFlip}><i></i></button>`;
}
