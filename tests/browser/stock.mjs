// The stock on the page Live: what taps add up to. Arguments: address, code, "here" (the rig counts: MUG, and BOWL at two
// places) or "shop" (a shop does, and is not there now). Exit 0: all held.
import assert from "node:assert/strict";
import { errors, join, launch, person, violations } from "./people.mjs";

const [address, code, where] = process.argv.slice(2);
const browser = await launch();

/** Taps faster than the rig can answer. */
const taps = (page, label, n) => page.evaluate(([wanted, times]) => {
  const button = /** @type {HTMLElement} */ (document.querySelector(`.stock button[aria-label="${wanted}"]`));
  for (let i = 0; i < times; i++) button.click();
}, [label, n]);
const left = (page, text) => page.locator(".stock .count", { hasText: text }).waitFor();

try {
  const mia = await person(browser);
  await join(mia, address, code, "Mia");
  if (where === "shop") {
    await left(mia, /^−1150of 200 left/);
    await taps(mia, "+1, one more", 1);
    await mia.getByText("Counted here; waits for the shop: 1").waitFor();
    await taps(mia, "−1, one sold here", 2);
    await left(mia, /^−1148of 200 left/);
    await mia.getByText("Counted here; waits for the shop: 3").waitFor();
    await taps(mia, "+1, one more", 1);
    await mia.getByText("Counted here; waits for the shop: 4").waitFor();
    await mia.goto(`${address}/creator`);
    await mia.locator(".presenter .left b", { hasText: /^148$/ }).waitFor();
    await mia.locator(".presenter .hubs", { hasText: /^Hall 148$/ }).waitFor();
  } else {
    await left(mia, /^−15left/);
    await taps(mia, "+1, one more", 2);
    await left(mia, /^−17left/);
    await taps(mia, "−1, one sold here", 3);
    await taps(mia, "+1, one more", 2);
    await left(mia, /^−16left/);
    await mia.getByLabel("Product", { exact: true }).selectOption("BOWL");
    await left(mia, /^−14stall/);
    await left(mia, /^−16store/);
    await taps(mia, "−1, one sold here, stall", 1);
    await taps(mia, "+1, one more, store", 1);
    await left(mia, /^−13stall/);
    await left(mia, /^−17store/);
  }
  assert.deepEqual(await violations(mia), []);
  assert.deepEqual(errors, []);
} finally {
  await browser.close();
}
