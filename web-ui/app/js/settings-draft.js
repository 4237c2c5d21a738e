// What a person has changed on the page Settings and not saved yet; and the way to save it.
import { ask, say } from "./api.js";
import { computed, signal } from "./ui.js";
import { t } from "./words.js";

/** @typedef {{section: string, name: string | null, key?: string, value?: string | null, secret?: string, add?: boolean, remove?: boolean}} Change */

/** What the rig told of its settings; null: not yet. @type {import("@preact/signals").Signal<any>} */
export const settings = signal(null);
/** By place, in the order in which they were made. @type {import("@preact/signals").Signal<Map<string, Change>>} */
export const draft = signal(new Map());
/** What the rig said of the draft: {diff, effects}, or null. @type {import("@preact/signals").Signal<any>} */
export const review = signal(null);
/** What is wrong with the draft, a line each. @type {import("@preact/signals").Signal<string[]>} */
export const mistakes = signal([]);

export const count = computed(() => draft.value.size);

/** @param {string} section @param {string | null} name @param {string} [key] */
const place = (section, name, key) => `${section}|${name ?? ""}|${key ?? ""}`;

/** @param {string} section @param {string | null} name @param {string} [key] */
export const drafted = (section, name, key) => draft.value.get(place(section, name, key));

/** @param {(map: Map<string, Change>) => void} edit */
function change(edit) {
  const next = new Map(draft.value);
  edit(next);
  draft.value = next;
  mistakes.value = [];
}

/** Sets a key, or (with `was`) takes the change back. @param {Change} one @param {string | null} was */
export function put(one, was) {
  change((map) => {
    const at = place(one.section, one.name, one.key);
    if (one.secret === undefined && (one.value || null) === (was || null)) map.delete(at);
    else map.set(at, one);
  });
}

/** @param {string} section @param {string | null} name @param {string} [key] */
export const forget = (section, name, key) => change((map) => void map.delete(place(section, name, key)));

/** @param {string} section @param {string} name */
export const add = (section, name) => change((map) => void map.set(place(section, name), { section, name, add: true }));

/** A section that was only added now is forgotten with all that was written into it. @param {string} section @param {string} name */
export function remove(section, name) {
  change((map) => {
    const fresh = map.get(place(section, name))?.add;
    for (const key of [...map.keys()]) if (key.startsWith(place(section, name))) map.delete(key);
    if (!fresh) map.set(place(section, name), { section, name, remove: true });
  });
}

export function discard() {
  draft.value = new Map();
  mistakes.value = [];
  review.value = null;
}

/** Asks the rig for its settings. */
export async function load() {
  settings.value = await ask("GET", "/api/v1/settings");
}

/** Where somebody else was first, what is there now is asked for: the draft stays, and goes on top of it. @param {{changes?: Change[], text?: string, version?: string}} wanted @param {boolean} dry */
async function send(wanted, dry) {
  try {
    return await ask("PUT", "/api/v1/settings", { revision: settings.value.revision, dry, ...wanted });
  } catch (error) {
    if (/** @type {any} */ (error).status === 409) await load();
    throw error;
  }
}

/** What is to be saved now: the draft, a whole text, or a version. @type {{changes?: Change[], text?: string, version?: string}} */
let wanted = {};

/** Lets the rig check it, and shows what it would do. @param {{text?: string, version?: string}} [other] */
export async function look(other) {
  wanted = other ?? { changes: [...draft.value.values()].sort((a, b) => Number(b.add ?? false) - Number(a.add ?? false)) };
  try {
    review.value = await send(wanted, true);
    mistakes.value = [];
  } catch (error) {
    mistakes.value = /** @type {Error} */ (error).message.split("\n");
  }
}

/** Brings a version back that was kept. @param {string} version */
async function undo(version) {
  try {
    await send({ version }, false);
    await load();
    say(t("As it was before."));
  } catch (error) {
    say(/** @type {Error} */ (error).message, { bad: true });
  }
}

export async function save() {
  try {
    const done = await send(wanted, false);
    discard();
    await load();
    say(t("Saved."), { undo: done.version ? () => undo(done.version) : undefined });
  } catch (error) {
    review.value = null;
    mistakes.value = /** @type {Error} */ (error).message.split("\n");
  }
}

/** The mistakes that are about a key. @param {string} section @param {string | null} name @param {string} key */
export function mistakesOf(section, name, key) {
  const label = name ? `[${section} ${name}] ${key}: ` : `[${section}] ${key}: `;
  return mistakes.value.filter((line) => line.includes(label)).map((line) => line.slice(line.indexOf(label) + label.length));
}
