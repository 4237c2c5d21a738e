// What is left of a product, as it is counted here: what a shop was not told of yet is off already, as on the picture.
import { state } from "./api.js";

/** @typedef {{sku: string, by: number, place: string | null}} Adjustment */
/** @typedef {{name: string, available: number}} Hub */

/** Pieces that they take off. @param {Adjustment[]} list */
const taken = (list) => list.reduce((sum, one) => sum + Math.max(-one.by, 0), 0);

/** @param {Hub[]} hubs */
const sum = (hubs) => hubs.reduce((all, hub) => all + hub.available, 0);

/** What is left at the places. What nobody knows the place of is taken from where most is left. @param {Hub[]} hubs @param {Adjustment[]} waiting @param {number} available */
function places(hubs, waiting, available) {
  const left = hubs.map((hub) => ({ ...hub, available: Math.max(hub.available - taken(waiting.filter((one) => one.place === hub.name)), 0) }));
  let over = sum(left) - available;
  while (over > 0) {
    const most = left.reduce((a, b) => (b.available > a.available ? b : a));
    const n = Math.min(over, most.available);
    most.available -= n;
    over -= n;
  }
  return left;
}

/** The product with the numbers that count, and how many corrections wait for the shop. @param {any} product */
export function counted(product) {
  /** @type {Adjustment[]} */
  const waiting = (state.value?.shop.adjustments ?? []).filter((/** @type {Adjustment} */ one) => one.sku === product.sku);
  const waits = waiting.length;
  if (product.state === "preorder") { // what is ordered ahead lies nowhere yet
    return { ...product, waits, pre: product.pre && { ...product.pre, sold: Math.min(product.pre.sold + taken(waiting), product.pre.cap) } };
  }
  const available = Math.max(product.available - taken(waiting), 0);
  const hubs = taken(waiting) > 0 ? places(product.hubs, waiting, available) : product.hubs;
  return { ...product, waits, hubs, available: hubs.length > 0 ? sum(hubs) : available };
}
