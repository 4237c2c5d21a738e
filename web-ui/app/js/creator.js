// For whoever stands before the camera: what is on air, what is said and sold now, what comes next. Nothing else.
import { state } from "./api.js";
import { current, next, useLeft } from "./cues.js";
import { Picture } from "./parts.js";
import { counted } from "./stock.js";
import { html, useEffect } from "./ui.js";
import { duration, label, money, said, word as t } from "./words.js";

/** Keeps the screen on while the page is seen, where the browser lets it. */
function useWakeLock() {
  useEffect(() => {
    /** @type {WakeLockSentinel | null} */
    let lock = null;
    let gone = false;
    async function hold() {
      if (document.hidden || !navigator.wakeLock) return;
      lock = await navigator.wakeLock.request("screen").catch(() => null);
      if (gone) lock?.release();
    }
    addEventListener("visibilitychange", hold); // the browser takes it away from a page that is not seen
    hold();
    return () => {
      gone = true;
      removeEventListener("visibilitychange", hold);
      lock?.release();
    };
  }, []);
}

/** What is sold now: the cue's product, else that of the picture. */
function productNow() {
  const cards = state.value?.cards ?? [];
  const sku = current()?.sku ?? cards.find((/** @type {any} */ card) => card.shown && card.sku)?.sku ?? cards.find((/** @type {any} */ card) => card.sku)?.sku;
  return (state.value?.products ?? []).find((/** @type {any} */ one) => one.sku === sku);
}

/** Words in place of the number, by the product's state. @type {Record<string, string>} */
const instead = { upcoming: "Coming soon", sold_out: "Sold out", paused: "The sale is paused", ended: "Not sold any more" };

/** @param {{product: any}} props */
function Left({ product }) {
  const said = instead[product.state] ?? (product.state === "live" && product.available === 0 ? "Sold out" : "");
  if (said) return html`<p class="left words"><b>${t(said)}</b></p>`;
  if (product.state === "preorder") return html`<p class="left"><b>${product.pre.cap - product.pre.sold}</b><span>${t("to order ahead")}, ${t("ships by")} ${product.pre.ship_by}</span></p>`;
  return html`<p class="left"><b>${product.available}</b><span>${product.cap ? `${t("of")} ${product.cap} ${t("left")}` : t("left")}</span></p>`;
}

/** @param {{product: any}} props */
function Product({ product: told }) {
  const product = counted(told);
  const { price } = product;
  return html`<section class="sold" aria-label=${t("Product")}>
    <p class="title">${product.title}<span>${price?.was && html`<s>${money({ ...price, minor: price.was })}</s> `}${money(price)}</span></p>
    <${Left} product=${product} />
    ${product.hubs.length > 0 && html`<p class="hubs">${product.hubs.map((/** @type {any} */ hub) => html`<span key=${hub.name}>${hub.name} <b>${hub.available}</b></span>`)}</p>`}
  </section>`;
}

/** What counts down: the cue, and a deadline that viewers see. */
function Countdown() {
  const left = useLeft();
  const card = (state.value?.cards ?? []).find((/** @type {any} */ one) => one.kind === "countdown" && one.shown && one.left_s !== null);
  if (left === null && !card) return null;
  return html`<div class="clocks" role="timer">
    ${left !== null && html`<p class=${left < 0 ? "over" : left <= 10 ? "soon" : ""}><b>${left < 0 ? `+${duration(-left)}` : duration(left)}</b><span>${left < 0 ? t("over") : t("to go")}</span></p>`}
    ${card && html`<p><b>${duration(card.left_s)}</b><span>${card.text ?? t("until the deadline")}</span></p>`}
  </div>`;
}

/** The cue that is on. */
function Now() {
  const cue = current();
  const left_out = state.value?.rundown?.left_out;
  if (!cue) return html`<section class="cue-now"><h2>${t("Now")}</h2><p class="cue-title">${t("Not begun")}</p></section>`;
  return html`<section class="cue-now" aria-labelledby="now">
    <h2 id="now">${t("Now")}</h2>
    <p class="cue-title">${cue.title}</p>
    ${left_out && html`<p class="wait">${said(left_out)}</p>`}
    ${cue.script && html`<p class="script">${cue.script}</p>`}
  </section>`;
}

/** The one on standby. */
function Next() {
  const cue = next();
  const { problem, leaves_out } = state.value?.rundown ?? {};
  return html`<section class="cue-next" aria-labelledby="next">
    <h2 id="next">${t("Next")}</h2>
    <p class="cue-title">${cue ? cue.title : t("That was the last one")}</p>
    ${problem && html`<p class="bad">${said(problem)}</p>`}
    ${leaves_out && html`<p class="wait">${said(leaves_out)}</p>`}
    ${cue?.script && html`<p class="script">${cue.script}</p>`}
  </section>`;
}

export function Creator() {
  const show = state.value ?? {};
  const product = productNow();
  const scene = show.programme?.scene ?? "";
  const has_cues = (show.cues ?? []).length > 0;
  useWakeLock();
  return html`<div class="presenter">
    <header><${Picture} input="programme" alt=${t("The programme as viewers see it")} />
      <p class="scene-name"><small>${t("On the picture")}</small>${label(scene)}</p><${Countdown} /></header>
    ${has_cues && html`<${Now} />`}
    ${product ? html`<${Product} product=${product} />` : !has_cues && html`<p class="hint">${t("Nothing is for sale yet.")}</p>`}
    ${has_cues && html`<${Next} />`}
  </div>`;
}
