// The run of show as the rig tells it, and the time in it, for the pages that show it.
import { state } from "./api.js";
import { useSeconds } from "./parts.js";
import { effect } from "./ui.js";

/** @typedef {{name: string, title: string, script: string | null, scene: string | null, sku: string | null, planned_s: number | null}} Cue */

/** @param {string | null | undefined} name @returns {Cue | null} */
const find = (name) => state.value?.cues?.find((/** @type {Cue} */ cue) => cue.name === name) ?? null;

/** The cue that was taken last; null: none. */
export const current = () => find(state.value?.rundown?.current);
/** The one on standby; null: none. */
export const next = () => find(state.value?.rundown?.next);

/** When the current cue was taken, by this machine's own clock: the rig's may be another. */
let began_ms = 0;
let since = "";
effect(() => {
  const rundown = state.value?.rundown;
  if (!rundown?.since || rundown.since === since) return;
  since = rundown.since;
  began_ms = Date.now() - rundown.elapsed_ms;
});

/** Seconds that are left of what is planned for the current cue, negative when it takes longer; null: nothing is planned. */
export function useLeft() {
  const now = useSeconds();
  const planned = current()?.planned_s;
  return planned ? Math.ceil(planned - Math.max(0, now - began_ms) / 1000) : null;
}
