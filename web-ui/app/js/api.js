// The only place that talks to the rig. Everything else reads these signals and calls command().
import { signal } from "@preact/signals";
import { said, word as t } from "./words.js";

/** @typedef {Record<string, any>} Json */

/** The whole state of the show, or null until it is known. @type {import("@preact/signals").Signal<Json | null>} */
export const state = signal(null);
/** Who is signed in: null = not known yet, false = nobody. @type {import("@preact/signals").Signal<Json | false | null>} */
export const me = signal(null);
/** Whether changes reach this page: "open", "lost" or "starting". */
export const link = signal("starting");
/** What the person should read now, for a moment. @type {import("@preact/signals").Signal<{text: string, bad: boolean, undo?: () => void} | null>} */
export const notice = signal(null);

/** The newest levels of programme and microphones, [peak, RMS] in dBFS each; told only while wantMeters(). Not a signal: it changes too often. @type {{programme: (number | null)[], microphones: (number | null)[][], at: number}} */
export const levels = { programme: [null, null], microphones: [], at: 0 };

const RETRY_MS = 1000;
const NOTICE_MS = 6000;
let noticeTimer = 0;

/** @param {string} text @param {{bad?: boolean, undo?: () => void}} [more] */
export function say(text, more = {}) {
  notice.value = { text, bad: more.bad ?? false, undo: more.undo };
  clearTimeout(noticeTimer);
  noticeTimer = setTimeout(() => (notice.value = null), NOTICE_MS);
}

/**
 * One request. Rejects with an Error in plain words; `status` is that of the answer.
 * @param {string} method @param {string} path @param {Json} [body] @returns {Promise<Json>}
 */
export async function ask(method, path, body) {
  let answer;
  try {
    answer = await fetch(path, {
      method,
      credentials: "same-origin",
      headers: body ? { "Content-Type": "application/json" } : {},
      body: body ? JSON.stringify(body) : undefined,
    });
  } catch {
    throw new Error(t("The rig does not answer. Are you on its network?"));
  }
  if (answer.status === 401) me.value = false;
  const content = await answer.json().catch(() => ({}));
  if (!answer.ok) throw Object.assign(new Error(said(content.error) || `${t("The rig answers")} ${answer.status}.`), { status: answer.status });
  return content;
}

/** Does a command of the show; says what went wrong. @param {...(string | number)} words @returns {Promise<boolean>} */
export async function command(...words) {
  try {
    await ask("POST", "/api/v1/commands", { id: crypto.randomUUID(), cmd: words.map(String) });
    return true;
  } catch (error) {
    say(/** @type {Error} */ (error).message, { bad: true });
    return false;
  }
}

/** Whether the signed-in person has one of these roles. @param {...string} roles */
export function may(...roles) {
  return me.value ? roles.some((role) => /** @type {Json} */ (me.value).roles.includes(role)) : false;
}

/** A list of things with names (products: by SKU) with the changes of some of them. @param {Json[]} list @param {Json} changes */
function mergeList(list, changes) {
  const key = (/** @type {Json} */ one) => one.name ?? one.sku; // cards have both, and go by name
  const known = new Set(list.map(key));
  const kept = list.filter((one) => changes[key(one)] !== null).map((one) => ({ ...one, ...changes[key(one)] }));
  const fresh = Object.entries(changes).filter(([name, one]) => one && !known.has(name)).map(([, one]) => one);
  return fresh.length ? [...kept, ...fresh] : kept;
}

/** The state with a change that was told. @param {Json} before @param {Json} change @returns {Json} */
function applied(before, change) {
  /** @type {Json} */
  const after = { ...before, rev: change.rev };
  for (const [key, part] of Object.entries(change)) {
    if (["t", "base", "rev"].includes(key)) continue;
    after[key] = Array.isArray(before[key]) ? mergeList(before[key], part) : { ...before[key], ...part };
  }
  return after;
}

/** @type {WebSocket | null} */
let events = null;
let meterUsers = 0;

function tellTopics() {
  if (events?.readyState === WebSocket.OPEN) events.send(JSON.stringify({ topics: meterUsers > 0 && !document.hidden ? ["meters"] : [] }));
}
addEventListener("visibilitychange", tellTopics);

/** Asks for the meters many times a second, until the function that it gives is called. */
export function wantMeters() {
  meterUsers++;
  if (meterUsers === 1) tellTopics();
  return () => {
    meterUsers--;
    if (meterUsers === 0) tellTopics();
  };
}

function listen() {
  const socket = new WebSocket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/api/v1/events`);
  socket.onmessage = (event) => {
    const message = JSON.parse(event.data);
    if (message.t === "meters") return void Object.assign(levels, message, { at: performance.now() });
    if (message.t === "snapshot") state.value = message.state;
    else if (message.base === state.value?.rev) state.value = applied(/** @type {Json} */ (state.value), message);
    else socket.close(); // something was missed: a new snapshot puts it right
    link.value = "open";
  };
  events = socket;
  socket.onopen = () => meterUsers > 0 && tellTopics();
  socket.onclose = () => {
    link.value = "lost";
    setTimeout(start, RETRY_MS);
  };
}

/** Finds out who we are, and listens if that is somebody. */
export async function start() {
  try {
    me.value = await ask("GET", "/api/v1/me");
    listen();
  } catch {
    if (me.value !== false) {
      link.value = "lost";
      setTimeout(start, RETRY_MS);
    }
  }
}
