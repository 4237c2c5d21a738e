// Drives the pages as two people do. Arguments: address, code, folder for screenshots. Exit 0: all held.
import assert from "node:assert/strict";
import { errors, join, launch, person } from "./people.mjs";

const [address, code, folder] = process.argv.slice(2);
const browser = await launch();
const fine = /40[14]|503/;

try {
  const mia = await person(browser, {}, fine);
  await join(mia, address, code, "Mia");
  assert.ok(!mia.url().includes(code), "the code is gone from the address");

  await mia.getByRole("link", { name: "People" }).click();
  await mia.getByLabel("Name", { exact: true }).fill("Ben");
  await mia.getByRole("button", { name: "Invite" }).click();
  const invitation = await mia.locator(".invitation .code").textContent();
  const ben = await person(browser, { viewport: { width: 390, height: 844 } }, fine);
  await join(ben, address, invitation, "Ben");

  // Each card shows how it looks, and shows it anew when that changes.
  const look = ben.locator(".tiles li", { hasText: "Mug" }).locator("img");
  await look.waitFor();
  await ben.waitForFunction(() => document.querySelector(".tiles img").naturalWidth > 300);
  const before = await look.getAttribute("src");

  // What one does, the other sees.
  await mia.getByRole("link", { name: "Live" }).click();
  await mia.getByRole("button", { name: "One sold here" }).click();
  await ben.locator(".count b", { hasText: /^4$/ }).waitFor();
  await ben.waitForFunction((src) => document.querySelector(".tiles img").src !== src, before);
  assert.match(await look.getAttribute("alt"), /^4 /);
  await ben.getByRole("switch", { name: "Card mug" }).click();
  await mia.locator('[role=switch][aria-label="Card mug"][aria-checked=false]').waitFor();

  // Why a card does not look as it should is told beside it.
  await ben.locator("li", { hasText: "Who" }).getByText("No font on this machine").waitFor();

  // Scenes: a tap, a key, and the panic button with its way back.
  await mia.locator(".scene", { hasText: "Two" }).click();
  await ben.locator(".scene.on", { hasText: "Two" }).waitFor();
  await mia.keyboard.press("1");
  await ben.locator(".scene.on", { hasText: "One" }).waitFor();
  await ben.getByRole("button", { name: "Break", exact: true }).click();
  await mia.locator(".scene.on", { hasText: "Break" }).waitFor();
  await ben.getByRole("button", { name: "Undo" }).click();
  await mia.locator(".scene.on", { hasText: "One" }).waitFor();
  await mia.getByRole("button", { name: "Break", exact: true }).click();
  await ben.getByRole("button", { name: "Go on" }).click();
  await mia.locator(".scene.on", { hasText: "One" }).waitFor();

  // The programme plays, the meters move, and one's gain is the other's.
  await mia.getByRole("button", { name: "Listen" }).click();
  await mia.waitForFunction(() => document.querySelector(".programme video").currentTime > 0.2);
  assert.equal(await mia.evaluate(() => document.querySelector(".programme video").muted), false);
  await mia.waitForFunction(() => [...document.querySelectorAll(".meter")].every((one) => Number(one.style.getPropertyValue("--level")) > 0.2));
  await mia.getByRole("slider", { name: "Gain of Host" }).press("ArrowLeft");
  await ben.locator(".gain output", { hasText: "−1 dB" }).waitFor();
  await mia.keyboard.press("a");
  await ben.locator('[role=switch][aria-label="Card mug"][aria-checked=true]').waitFor();

  await mia.getByRole("link", { name: "Check" }).click();
  await mia.locator(".verdict").waitFor();
  assert.match(await mia.locator(".checks").first().textContent(), /One/);
  await ben.getByRole("link", { name: "Presenter" }).click();
  await ben.locator(".presenter .left b", { hasText: /^4$/ }).waitFor();
  // A producer may not invite.
  await ben.getByRole("link", { name: "People" }).click();
  assert.equal(await ben.getByRole("button", { name: "Invite" }).count(), 0);
  assert.deepEqual(errors, []);
  await mia.getByRole("link", { name: "Live" }).click();
  await mia.screenshot({ path: `${folder}/live.png` });
} finally {
  await browser.close();
}
