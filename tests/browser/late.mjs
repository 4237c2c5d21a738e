// The first offer to look at the programme is answered only when the second one plays, and then with an error. Arguments:
// address, code. Exit 0: the second one goes on.
import assert from "node:assert/strict";
import { join, launch, person } from "./people.mjs";

const [address, code] = process.argv.slice(2);
const browser = await launch();
try {
  const page = await person(browser, { viewport: { width: 390, height: 844 } });
  const held = [];
  await page.route("**/api/v1/whep", (route) => (held.length ? route.continue() : held.push(route)));
  await join(page, address, code, "Mia");
  const video = page.locator(".programme video:not(.hidden)");
  await video.waitFor({ timeout: 60000 });
  await held[0].abort();
  await page.waitForTimeout(2000);
  assert.equal(await video.count(), 1);
} finally {
  await browser.close();
}
