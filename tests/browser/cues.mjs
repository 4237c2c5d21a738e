// A run of show with two people: the producer at Live, the presenter's phone. Arguments: address, code, folder for
// screenshots. Exit 0: all held.
import assert from "node:assert/strict";
import { errors, join, launch, person, violations } from "./people.mjs";

const [address, code, folder] = process.argv.slice(2);
const browser = await launch();
const phone = { width: 390, height: 844 };

/** Somebody whose page counts how often it keeps the screen awake. */
async function watched(options) {
  const page = await person(browser, options, /40[149]|503/);
  await page.addInitScript(() => {
    globalThis.locks = 0;
    const request = WakeLock.prototype.request;
    WakeLock.prototype.request = function (kind) { globalThis.locks++; return request.call(this, kind); };
  });
  return page;
}

const clean = async (page) => assert.deepEqual(await violations(page), []);
const shot = (page, name) => page.screenshot({ path: `${folder}/${name}.png`, fullPage: true });

try {
  const mia = await watched({ viewport: { width: 1280, height: 860 } });
  await join(mia, address, code, "Mia");
  const run = mia.getByRole("region", { name: "Run of show" });
  await run.getByText("Not begun").waitFor();
  const cookies = await mia.context().cookies();

  const ben = await watched({ viewport: phone, hasTouch: true, isMobile: true });
  await ben.context().addCookies(cookies);
  await ben.goto(`${address}/creator`);
  await ben.locator(".cue-next .cue-title", { hasText: "Good evening" }).waitFor();
  await clean(ben);
  await ben.waitForFunction(() => globalThis.locks === 1);

  // GO by hand, GO by key; what is on is on the phone at once, and what comes next.
  await run.getByRole("button", { name: "GO" }).click();
  await ben.locator(".cue-now .cue-title", { hasText: "Good evening" }).waitFor();
  assert.match(await ben.locator(".cue-now .script").innerText(), /who you are\.\nToday/);
  assert.match(await ben.getByRole("timer").innerText(), /^01:[23]\d\nto go/);
  await mia.waitForTimeout(700);
  await mia.keyboard.press("n");
  await mia.keyboard.press("n"); // the same hand again: no second cue
  await ben.locator(".cue-now .cue-title", { hasText: "The blue mug" }).waitFor();
  await mia.locator(".scene.on", { hasText: "Both" }).waitFor();
  await mia.getByRole("switch", { name: "Card offer", checked: true }).waitFor();
  await ben.locator(".sold .left b", { hasText: /^17$/ }).waitFor();
  assert.match(await ben.locator(".sold").innerText(), /29\.90[^]*24\.90[^]*of 200 left/);

  // The next one is sold out: nobody is let run into that.
  await run.getByRole("status").getByText("is sold out").waitFor();
  assert.ok(await run.getByRole("button", { name: "GO" }).isDisabled());
  await ben.locator(".cue-next .bad", { hasText: "sold out" }).waitFor();
  await clean(mia);
  await clean(ben);
  await shot(mia, "live-sold-out");
  await shot(ben, "creator-light");
  await ben.emulateMedia({ colorScheme: "dark" });
  await clean(ben);
  await shot(ben, "creator-dark");
  await mia.emulateMedia({ colorScheme: "dark" });
  await clean(mia);
  await shot(mia, "live-dark");

  // A link that leads nowhere holds nothing up, and everybody is told what is missing.
  const missing = "The card link is left out until it has a link that works.";
  await run.getByLabel("Next").selectOption({ label: "4. Where to buy" });
  await run.getByText(missing).waitFor();
  await ben.locator(".cue-next .wait", { hasText: missing }).waitFor();
  await clean(mia);
  await mia.waitForTimeout(700);
  await run.getByRole("button", { name: "GO" }).click();
  await ben.locator(".cue-now .wait", { hasText: missing }).waitFor();
  await clean(mia);
  await clean(ben);
  await shot(mia, "live-left-out");
  await shot(ben, "creator-left-out");
  await run.getByRole("button", { name: "Take back" }).click();
  await ben.locator(".cue-now .cue-title", { hasText: "The blue mug" }).waitFor();

  // A piece is sold; another cue is put on standby, taken, and taken back.
  await mia.getByRole("button", { name: "One sold here" }).click();
  await ben.locator(".sold .left b", { hasText: /^16$/ }).waitFor();
  await run.getByLabel("Next").selectOption({ label: "5. Good night" });
  await ben.locator(".cue-next .cue-title", { hasText: "Good night" }).waitFor();
  await mia.locator("body").click({ position: { x: 4, y: 400 } });
  await mia.keyboard.press("n");
  await ben.locator(".cue-now .cue-title", { hasText: "Good night" }).waitFor();
  await ben.locator(".cue-next", { hasText: "That was the last one" }).waitFor();
  assert.ok(await run.getByRole("button", { name: "GO" }).isDisabled());
  await mia.keyboard.press("b");
  await ben.locator(".cue-now .cue-title", { hasText: "The blue mug" }).waitFor();
  await mia.getByRole("switch", { name: "Card offer", checked: true }).waitFor();

  // The same on a small phone for who runs the show with a thumb, in German; and on a wide screen for the presenter.
  const eva = await watched({ viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true, locale: "de-DE" });
  await eva.context().addCookies(cookies);
  await eva.goto(`${address}/live`);
  await eva.getByRole("button", { name: "LOS" }).waitFor();
  await clean(eva);
  await shot(eva, "live-phone-german");
  await eva.getByLabel("Als Nächstes").selectOption({ label: "3. The jug that goes with it" });
  await eva.goto(`${address}/creator`);
  await eva.getByText("„Jug, 1.5 l“ ist ausverkauft").waitFor();
  assert.ok(await eva.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "nothing sticks out");
  await shot(eva, "creator-german");
  await mia.emulateMedia({ colorScheme: "light" });
  await mia.getByRole("link", { name: "Presenter" }).click();
  await mia.locator(".cue-now").waitFor();
  await shot(mia, "creator-wide");

  // Where the run of show is written.
  await mia.goto(`${address}/settings#cues`);
  const cue = mia.getByRole("region", { name: "Cue mug" });
  await cue.getByText("Change it").click();
  assert.equal(await cue.getByLabel("Title").inputValue(), "The blue mug");
  await clean(mia);
  await shot(mia, "settings-cues");
  assert.deepEqual(errors, []);
} finally {
  await browser.close();
}
