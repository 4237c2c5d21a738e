// States and numbers in words that a market seller understands; in English, or what german.js says. Pure.

/** Names of settings that say little by themselves. @type {Record<string, string>} */
const names = {
  Url: "Address", Fps: "Pictures per second", Sku: "Product (SKU)", Shown: "Shown from the start", Start: "Send from the start", Enabled: "Record",
  Mute: "Muted at the start", Delay: "Delay, to bring sound and picture together", Volume: "The card's own volume", Key: "Stream key", Split: "A new file after",
  "Keep free": "Keep free on the disk", Locale: "Language", Buffer: "Held back", "Tls ca": "Own certificate authority", "Tls certificate": "Own certificate",
  "Tls key": "Key of that certificate", Latency: "Waits for the slowest", Overlay: "Look", Encoder: "Picture and sound quality", Web: "In the browser", Obs: "Remotes made for OBS",
};

/** @type {Record<string, string>} */
const none = {};
const isGerman = navigator.language.startsWith("de");
const [words, live] = isGerman ? await Promise.all([import("./german.js"), import("./german-live.js")]).then((files) => files.map((one) => one.german)) : [none, none];
const [rig, more] = isGerman ? await Promise.all([import("./german-rig.js"), import("./german-refusals.js")]) : [{ sentences: [], pieces: none }, { refusals: [], things: none }];
/** @type {[string, string][]} */
const sentences = [...rig.sentences, ...more.refusals];
const pieces = { ...rig.pieces, ...more.things };
if (isGerman) document.documentElement.lang = "de";

/** More German words, of a page that comes later. @param {() => Promise<{german: Record<string, string>}>} load */
export async function learn(load) {
  if (isGerman) Object.assign(words, (await load()).german);
}

/** An English text in the person's language, as far as it is known. @param {string} text */
export const t = (text) => words[text] ?? names[text] ?? text;

/** How a sentence of the rig is found again in what it says. @param {string} english */
const formOf = (english) => new RegExp(`^${english.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replace(/\\\{\d\\\}/g, "(.+?)")}(?: |$)`);
const forms = sentences.map(([english, german]) => ({ form: formOf(english), german }));

/** What the rig puts into a sentence. @param {string} text */
const piece = (text) => pieces[text] ?? (text.includes(" ") ? translated(text) : null) ?? text.replace(/^Camera /, "Kamera ").replace(/^Microphone /, "Mikrofon ");

/** One sentence of the rig after the other; null: there is one that is not known. @param {string} text @returns {string | null} */
function translated(text) {
  for (const { form, german } of forms) {
    const found = form.exec(text);
    const rest = found && text.slice(found[0].length);
    const more = rest ? translated(rest) : "";
    if (found && more !== null) return `${german.replace(/\{(\d)\}/g, (_, i) => piece(found[Number(i) + 1]))}${more ? ` ${more}` : ""}`;
  }
  return null;
}

/** What the rig says, in the person's language as far as all of it is known. @param {string | null | undefined} text */
export const said = (text) => (text && translated(text)) || (text ?? "");

/** Those of the rig's sentences that can be told within others: they begin with a word of their own. */
const inner = sentences.filter(([english]) => /^[A-Z][^{]*\.$/.test(english));

/** What was said in the person's language, but has the rig's own sentences in it. @param {string} text */
export const around = (text) => translated(text) ?? inner.reduce((all, [english, german]) => all.replace(english, () => german), text);

/** The same for what is done and seen during the show, where “Mute” is something to press and no setting. @param {string} text */
export const word = (text) => live[text] ?? words[text] ?? text;

/** A moment, as the person's own locale writes it. @param {number} ms since 1970 */
export const when = (ms) => (ms ? new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" }).format(ms) : t("never"));

/** "1.2 GB". @param {number} n */
export function bytes(n) {
  const units = ["kB", "MB", "GB", "TB"];
  let size = n / 1000;
  let i = 0;
  while (size >= 1000 && i < units.length - 1) {
    size /= 1000;
    i++;
  }
  return `${size < 10 && i > 0 ? decimal(size) : size.toFixed(0)} ${units[i]}`;
}

/** "1:02:03", "02:03". @param {number} seconds */
export function duration(seconds) {
  const s = Math.max(0, Math.floor(seconds));
  const two = (/** @type {number} */ n) => String(n).padStart(2, "0");
  const hours = Math.floor(s / 3600);
  return `${hours ? `${hours}:` : ""}${two(Math.floor(s / 60) % 60)}:${two(s % 60)}`;
}

const oneDecimal = new Intl.NumberFormat(undefined, { minimumFractionDigits: 1, maximumFractionDigits: 1 });

/** "0.6", as the person's own locale writes it. @param {number} n */
export const decimal = (n) => oneDecimal.format(n);

/** Minor units and ISO 4217, as the person's own locale writes them. @param {{minor: number, currency: string} | null} price */
export function money(price) {
  if (!price) return "";
  const format = new Intl.NumberFormat(undefined, { style: "currency", currency: price.currency });
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
  return format.format(price.minor / 10 ** digits);
}

const looks = { live: "go", idle: "off", stopped: "off", connecting: "wait", retrying: "bad", stalled: "bad", rejected: "bad" };

/** How a source's or output's state is coloured: "go", "wait", "bad" or "off". @param {string} health */
export function look(health) {
  return looks[/** @type {keyof typeof looks} */ (health)] ?? "off";
}

/** A scene's or card's name as a label: "market-stall" is "Market stall". @param {string} name */
export function label(name) {
  const words = name.replace(/[-_]+/g, " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** "3.2 Mbit/s". @param {number | null | undefined} kbps */
export function rate(kbps) {
  if (!kbps) return "";
  return kbps >= 1000 ? `${decimal(kbps / 1000)} Mbit/s` : `${Math.round(kbps)} kbit/s`;
}

/** dBFS (or null for silence) as a part of a meter from -60 to 0, 0..1. @param {number | null} dbfs */
export function level(dbfs) {
  return dbfs === null || dbfs === undefined ? 0 : Math.min(1, Math.max(0, (dbfs + 60) / 60));
}
