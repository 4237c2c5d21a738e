// For whoever stands before the camera: what is on, what is for sale, what is left. Nothing else.
import { state } from "./api.js";
import { Picture } from "./parts.js";
import { html } from "./ui.js";
import { label, money } from "./words.js";

export function Creator() {
  const now = state.value ?? {};
  const cards = now.cards ?? [];
  const sku = (cards.find((/** @type {any} */ card) => card.shown && card.sku) ?? cards.find((/** @type {any} */ card) => card.sku))?.sku;
  const product = (now.products ?? []).find((/** @type {any} */ one) => one.sku === sku);
  return html`<section class="presenter">
    <${Picture} input="programme" alt="The programme" />
    <p class="scene-name">${label(now.programme?.scene ?? "")}</p>
    ${product
      ? html`<div class="left"><b>${product.available}</b><span>${product.cap ? `of ${product.cap} left` : "left"}</span></div>
          <p class="title">${product.title}<span>${money(product.price)}</span></p>`
      : html`<p class="hint">Nothing is for sale yet.</p>`}
  </section>`;
}
