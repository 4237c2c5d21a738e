// Pictures of cards as the rig draws them: those of the show, and those of settings that are not saved.
import { link } from "./api.js";
import { html, useEffect, useRef, useState } from "./ui.js";

const SHOWN_MS = 1000; // a card that counts down is another picture each second
const HIDDEN_MS = 5000;
const TYPING_MS = 300;
const BUSY_MS = 500;
const BUSY = 503;

/** @typedef {{url: string, why: string}} Look an address for an <img>, or why there is none */

/** The answer as a look; null: ask again later. @param {Response} answer @returns {Promise<Look | null>} */
async function read(answer) {
  if (answer.ok) return { url: URL.createObjectURL(await answer.blob()), why: "" };
  const content = await answer.json().catch(() => ({}));
  return answer.status === BUSY ? null : { url: "", why: content.error ?? "" };
}

/** The newest look, and a way to put another in its place. @returns {[Look, (next: Look | null) => void]} */
function useLook() {
  const [look, setLook] = useState(/** @type {Look} */ ({ url: "", why: "" }));
  const last = useRef({ url: "", gone: false });
  const put = (/** @type {Look | null} */ next) => {
    if (!next) return;
    if (last.current.url) URL.revokeObjectURL(last.current.url);
    last.current.url = next.url;
    if (last.current.gone) URL.revokeObjectURL(next.url);
    else setLook(next);
  };
  useEffect(() => () => {
    last.current.gone = true;
    URL.revokeObjectURL(last.current.url);
  }, []);
  return [look, put];
}

/**
 * How a card of the show looks. `picture` is its state's number for that; null: there is nothing to draw.
 * @param {string} name @param {number | null} picture @param {boolean} shown
 */
export function useCard(name, picture, shown) {
  const [look, put] = useLook();
  const asked = useRef(-HIDDEN_MS);
  useEffect(() => {
    if (picture === null) return put({ url: "", why: "" });
    async function load() {
      asked.current = performance.now();
      const answer = await fetch(`/api/v1/cards/${encodeURIComponent(name)}/picture`).catch(() => null);
      if (answer) put(await read(answer));
    }
    const timer = setTimeout(load, Math.max(0, asked.current + (shown ? SHOWN_MS : HIDDEN_MS) - performance.now()));
    return () => clearTimeout(timer);
  }, [name, picture, shown, link.value]);
  return look;
}

/** One draft at a time. @type {Promise<unknown>} */
let line = Promise.resolve();

/** @param {string} body @param {() => boolean} wanted @returns {Promise<Look | null>} */
async function draw(body, wanted) {
  for (; wanted(); await new Promise((done) => setTimeout(done, BUSY_MS))) {
    const answer = await fetch("/api/v1/settings/picture", { method: "POST", headers: { "Content-Type": "application/json" }, body }).catch(() => null);
    const look = answer && (await read(answer));
    if (look) return look;
  }
  return null;
}

/** How something would look with changes that are not saved; asked for again when they change. @param {object} wanted as /api/v1/settings/picture takes it */
export function useDraft(wanted) {
  const [look, put] = useLook();
  const body = JSON.stringify(wanted);
  const first = useRef(true);
  useEffect(() => {
    let gone = false;
    const begin = () => {
      line = line.then(() => draw(body, () => !gone)).then(put, () => {});
    };
    const timer = setTimeout(begin, first.current ? 0 : TYPING_MS);
    first.current = false;
    return () => { gone = true; clearTimeout(timer); };
  }, [body]);
  return look;
}

/** A card on a ground on which every theme can be told. @param {{look: Look, alt: string, children?: any}} props */
export function CardLook({ look, alt, children }) {
  return html`<span class="look">${look.url ? html`<img src=${look.url} alt=${alt} />` : html`<span class="none">${children}</span>`}</span>`;
}
