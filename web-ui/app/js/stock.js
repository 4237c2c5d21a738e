// What is left of a product, as it is counted here: what a shop was not told of yet is off already, as on the picture.
import { state } from "./api.js";

/** @typedef {{sku: string, by: number, place: string | null}} Adjustment */

/** The product with the numbers that count, and how many corrections wait for the shop. @param {any} product */
export function counted(product) {
  /** @type {Adjustment[]} */
  const waiting = (state.value?.shop.adjustments ?? []).filter((/** @type {Adjustment} */ one) => one.sku === product.sku);
  const taken = (/** @type {Adjustment[]} */ list) => list.reduce((sum, one) => sum + Math.max(-one.by, 0), 0);
  const hubs = product.hubs.map((/** @type {any} */ hub) => ({ ...hub, available: Math.max(hub.available - taken(waiting.filter((one) => one.place === hub.name)), 0) }));
  const pre = product.pre && { ...product.pre, sold: Math.min(product.pre.sold + taken(waiting), product.pre.cap) };
  const ahead = product.state === "preorder"; // what is ordered ahead lies nowhere yet
  return { ...product, hubs: ahead ? product.hubs : hubs, pre: ahead ? pre : product.pre, available: ahead ? product.available : Math.max(product.available - taken(waiting), 0), waits: waiting.length };
}
