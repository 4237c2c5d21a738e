// Pieces that several pages share.
import { link, state } from "./api.js";
import { html, signal, useEffect, useState } from "./ui.js";
import { duration, word as t } from "./words.js";

const PICTURE_MS = 250;
const RETRY_MS = 2000;

/** A number that counts up once a second, to draw again. */
export function useSeconds() {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  return now;
}

/** The on-air lamp with the time since the first server took the show. Without a link to the rig it claims nothing. */
export function OnAir() {
  const now = useSeconds();
  const outputs = state.value?.outputs ?? [];
  const known = link.value === "open";
  const live = known && outputs.some((/** @type {any} */ one) => one.state === "live");
  const recording = known && state.value?.recording?.state === "live";
  const since = Date.parse(state.value?.programme?.since ?? "");
  const text = !known ? t("Not known") : live ? t("On air") : recording ? t("Recording") : t("Off air");
  return html`<div class=${`lamp ${live ? "on" : recording ? "rec" : ""}`} role="status">
    <i aria-hidden="true"></i><b>${text}</b>
    ${(live || recording) && since ? html`<span class="time">${duration((now - since) / 1000)}</span>` : ""}
  </div>`;
}

/** What is fetched now: one loop for each input, however many places show it. @type {Map<string, {url: import("@preact/signals").Signal<string>, users: number, running: boolean}>} */
const feeds = new Map();

/** @param {string} input @param {{url: import("@preact/signals").Signal<string>, users: number, running: boolean}} feed */
async function follow(input, feed) {
  feed.running = true;
  while (feed.users > 0) {
    let wait = PICTURE_MS;
    if (!document.hidden) {
      const answer = await fetch(`/api/v1/pictures/${encodeURIComponent(input)}`).catch(() => null);
      const last = feed.url.peek();
      if (answer?.ok) feed.url.value = URL.createObjectURL(await answer.blob());
      else wait = RETRY_MS;
      if (answer?.ok && last) URL.revokeObjectURL(last);
    }
    await new Promise((done) => setTimeout(done, wait));
  }
  feed.running = false;
  URL.revokeObjectURL(feed.url.peek());
  feed.url.value = "";
  feeds.delete(input);
}

/** @param {string} input */
function useFeed(input) {
  const [feed] = useState(() => {
    const known = feeds.get(input) ?? { url: signal(""), users: 0, running: false };
    feeds.set(input, known);
    return known;
  });
  useEffect(() => {
    feed.users++;
    feeds.set(input, feed);
    if (!feed.running) follow(input, feed);
    return () => void feed.users--;
  }, [feed]);
  return feed.url.value;
}

/**
 * The newest picture of an input, a few times a second while it is on the screen.
 * @param {{input: string, alt: string}} props
 */
export function Picture({ input, alt }) {
  const url = useFeed(input);
  return html`<div class="picture">${url && html`<img src=${url} alt=${alt} />`}</div>`;
}

/** A switch. @param {{on: boolean, label: string, onFlip: () => void, disabled?: boolean}} props */
export function Switch({ on, label, onFlip, disabled }) {
  return html`<button class="switch" role="switch" aria-checked=${on} aria-label=${label} disabled=${disabled} onClick=${onFlip}><i></i></button>`;
}
