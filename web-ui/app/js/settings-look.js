// Settings of cards, seen before they are saved: each card, all of them over a camera, the themes.
import { CardLook, useDraft } from "./card-picture.js";
import { Picture } from "./parts.js";
import { draft, drafted, put, settings } from "./settings-draft.js";
import { state } from "./api.js";
import { html } from "./ui.js";
import { label, said, t } from "./words.js";

const LOOK = ["overlay", "safe-area"];
const SAMPLE = "product-reduced";

/** The changes that count for a picture, those that add something first. @param {(one: any) => boolean} wanted */
const changes = (wanted) => [...draft.value.values()].filter(wanted).sort((a, b) => Number(b.add ?? false) - Number(a.add ?? false));

/** What is wrong, without where it stands: that is where it is said. @param {string} why */
const short = (why) => why.split("\n").map((line) => said(line.replace(/^([^[]*:\d+: )?(\[[^\]]*\] ?[a-z_]*: )?/, "")));

/** @param {{why: string}} props */
const Why = ({ why }) => (why ? html`${short(why).map((line) => html`<p class="why" role="status">${line}</p>`)}` : null);

/** The card as it would look. @param {string} name */
export const withLook = (name) => html`<${Draft} key=${name} name=${name} />`;

/** @param {{name: string}} props */
function Draft({ name }) {
  const look = useDraft({ card: name, changes: changes((one) => LOOK.includes(one.section) || (one.section === "card" && one.name === name)) });
  const part = settings.value.sections.find((/** @type {any} */ one) => one.name === "card").present.find((/** @type {any} */ one) => one.name === name);
  const sku = drafted("card", name, "sku")?.value ?? part?.values.sku;
  const known = !sku || state.value?.products.some((/** @type {any} */ one) => one.sku === sku);
  return html`<figure class="try"><${CardLook} look=${look} alt=${`${t("Card")} ${label(name)}`} />
    ${look.why ? html`<figcaption><${Why} why=${look.why} /></figcaption>` : !known && html`<figcaption class="hint">${t("Shown with an example: this product is not known yet.")}</figcaption>`}</figure>`;
}

/** All cards where they would stand, over the first camera. */
export function Stage() {
  const look = useDraft({ changes: changes((one) => one.section === "card" || LOOK.includes(one.section)) });
  const camera = state.value?.cameras[0]?.name;
  const [width, height] = state.value?.programme.size ?? [16, 9];
  return html`<section class="panel"><div class="stage" style=${`--shape: ${width} / ${height}`}>
      ${camera && html`<${Picture} input=${camera} alt="" />`}${look.url && html`<img class="over" src=${look.url} alt=${t("All cards where they would stand")} />`}</div>
    <p class="hint">${look.why ? html`<${Why} why=${look.why} />` : t("So it would look with what is set here. Nothing of it is on air before you save.")}</p></section>`;
}

/** @param {{name: string, on: boolean, onPick: () => void}} props */
function Theme({ name, on, onPick }) {
  const look = useDraft({ sample: SAMPLE, changes: [{ section: "overlay", name: null, key: "theme", value: name }] });
  return html`<label class=${`theme ${on ? "on" : ""}`}><input type="radio" class="hidden" name="theme" checked=${on} onChange=${onPick} />
    <${CardLook} look=${look} alt="" /><b>${t(label(name))}</b></label>`;
}

/** The themes that are there, by picture. */
export function Themes() {
  const table = settings.value.sections.find((/** @type {any} */ one) => one.name === "overlay");
  const option = table.options.find((/** @type {any} */ one) => one.key === "theme");
  const was = table.present[0].values.theme ?? "";
  const now = (drafted("overlay", null, "theme")?.value ?? was) || option.default;
  return html`<fieldset class="themes"><legend>${t("Theme")}</legend>${option.choices.map((/** @type {string} */ name) => html`<${Theme} key=${name} name=${name} on=${now === name}
    onPick=${() => put({ section: "overlay", name: null, key: "theme", value: name }, was || option.default)} />`)}</fieldset>`;
}
