// What is for sale: the stock in hand, and the cards that tell of it.
import { command, may, state } from "./api.js";
import { CardLook, useCard } from "./card-picture.js";
import { Switch } from "./parts.js";
import { counted } from "./stock.js";
import { html, signal } from "./ui.js";
import { label, money, said, word as t } from "./words.js";

const chosen = signal(""); // the product whose stock is in hand; "" = the one on the picture

/** Keys that switch the cards, in the order of the page: they are in one row on every keyboard. */
export const cardKeys = "asdfghjkl";

/** Shows or hides a card. @param {any} card */
export const toggle = (card) => command("card", card.shown ? "hide" : "show", card.name);

/** The product in hand: the one that was picked, else the one on the picture, else the first. */
function inHand() {
  const products = state.value?.products ?? [];
  const cards = state.value?.cards ?? [];
  const shown = cards.find((/** @type {any} */ card) => card.shown && card.sku)?.sku;
  const sku = chosen.value || shown || cards.find((/** @type {any} */ card) => card.sku)?.sku;
  return products.find((/** @type {any} */ one) => one.sku === sku) ?? products[0];
}

/** @param {{label: string, sku: string, onPick: (sku: string) => void, disabled?: boolean}} props */
function Products({ label: text, sku, onPick, disabled }) {
  const products = state.value?.products ?? [];
  const known = products.some((/** @type {any} */ one) => one.sku === sku);
  return html`<select aria-label=${text} value=${sku} disabled=${disabled} onChange=${(/** @type {any} */ event) => onPick(event.target.value)}>
    ${!known && html`<option value=${sku}>${sku}</option>`}
    ${products.map((/** @type {any} */ one) => html`<option key=${one.sku} value=${one.sku}>${one.title}</option>`)}</select>`;
}

/** One of the numbers, with what changes it by one. Which number it was then is the rig's business: others tap, too. @param {{sku: string, left: number, place?: string, children?: any}} props */
function Count({ sku, left, place, children }) {
  const seller = may("creator", "producer");
  const at = place ? `, ${place}` : "";
  const tap = (/** @type {string} */ verb) => command("stock", verb, sku, ...(place ? ["1", place] : []));
  return html`<div class="count">
    <button aria-label=${`−1, ${t("one sold here")}${at}`} disabled=${!seller || left === 0} onClick=${() => tap("sell")}>−1</button>
    <p><b>${left}</b><span>${children}</span></p>
    <button aria-label=${`+1, ${t("one more")}${at}`} disabled=${!seller} onClick=${() => tap("add")}>+1</button>
  </div>`;
}

/** Where there are several places, each is counted by itself. @param {{product: any}} props */
function Counts({ product }) {
  const all = product.cap ? `${t("of")} ${product.cap} ${t("left")}` : t("left");
  if (product.state === "preorder" && product.pre) return html`<${Count} sku=${product.sku} left=${product.pre.cap - product.pre.sold}>${t("to order ahead")}<//>`;
  if (product.hubs.length < 2) return html`<${Count} sku=${product.sku} left=${product.available}>${all}<//>`;
  return html`<p class="hint">${product.available} ${all}</p>
    ${product.hubs.map((/** @type {any} */ hub) => html`<${Count} key=${hub.name} sku=${product.sku} left=${hub.available} place=${hub.name}>${hub.name}<//>`)}`;
}

export function Stock() {
  const products = state.value?.products ?? [];
  const told = inHand();
  const product = told && counted(told);
  if (!product) return html`<section class="panel stock"><h2>${t("Stock")}</h2><p class="hint">${t("No product yet. Its card shows it as soon as the shop or you tell of one.")}</p></section>`;
  return html`<section class="panel stock" aria-labelledby="stock">
    <header><h2 id="stock">${t("Stock")}</h2>
      ${products.length > 1 && html`<${Products} label=${t("Product")} sku=${product.sku} onPick=${(/** @type {string} */ sku) => (chosen.value = sku)} />`}</header>
    <p class="title">${product.title}<span>${money(product.price)}</span></p>
    <${Counts} product=${product} />
    ${product.waits > 0 && html`<p class="hint" role="status">${t("Counted here; waits for the shop:")} ${product.waits}</p>`}
    <p class="hint">${t("Tap −1 for each piece sold at the stall.")}</p>
  </section>`;
}

/** @param {{card: any, letter?: string}} props */
function Card({ card, letter }) {
  const user = may("creator", "producer", "tech");
  const several = (state.value?.products ?? []).length > 1;
  const look = useCard(card.name, card.picture, card.shown);
  const wrong = card.problem ?? look.why;
  return html`<li class=${card.shown ? "shown" : ""}>
    <${CardLook} look=${look} alt=${said(card.says)}>${!look.why && said(card.says)}<//>
    <p class="head"><b>${letter && html`<kbd>${letter.toUpperCase()}</kbd>`}${label(card.name)}</b>
      <${Switch} on=${card.shown} label=${`${t("Card")} ${card.name}`} disabled=${!user} onFlip=${() => toggle(card)} /></p>
    ${wrong && html`<small class="bad" role="status">${said(wrong)}</small>`}
    ${card.sku && several && html`<${Products} label=${`${t("Product of")} ${label(card.name)}`} sku=${card.sku} disabled=${!user}
      onPick=${(/** @type {string} */ sku) => command("card", "product", card.name, sku)} />`}</li>`;
}

export function Cards() {
  const cards = state.value?.cards ?? [];
  if (!cards.length) return null;
  return html`<section class="panel cards" aria-labelledby="cards"><h2 id="cards">${t("Cards")}</h2>
    <ul class="tiles">${cards.map((/** @type {any} */ card, /** @type {number} */ i) => html`<${Card} key=${card.name} card=${card} letter=${cardKeys[i]} />`)}</ul>
  </section>`;
}
