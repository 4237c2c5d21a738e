// A tech check in a browser, from the first look to the signed report. Arguments: address, code, folder. Exit 0: all held.
import assert from "node:assert/strict";
import { errors, join, launch, person } from "./people.mjs";

const [address, code, folder] = process.argv.slice(2);
const browser = await launch();

try {
  const mia = await person(browser, { viewport: { width: 1280, height: 800 } });
  await join(mia, address, code, "Mia");
  await mia.getByRole("link", { name: "Check" }).click();

  // It starts by itself, and says what is wrong and what to do.
  await mia.getByRole("status").getByText("No go").waitFor();
  await mia.getByText("Take the cap off the lens").first().waitFor();
  await mia.locator(".verdict a", { hasText: "Dark" }).click();
  assert.equal(await mia.evaluate(() => document.activeElement?.id), "camera/dark");
  await mia.locator(".verdict progress").waitFor({ state: "detached", timeout: 40000 });
  await mia.locator("li[id='camera/table']").getByText("Details").click();
  await mia.locator("li[id='camera/table']").getByText("pictures a second").first().waitFor();

  // Five seconds of a microphone, played back.
  await mia.getByRole("button", { name: "Record 5 s of Host" }).click();
  const audio = mia.getByLabel("Recording of Host");
  await audio.waitFor({ timeout: 20000 });
  await audio.evaluate((element) => (element.muted = true, element.play()));
  await mia.waitForFunction(() => document.querySelector("audio").duration > 4.9 && document.querySelector("audio").duration < 5.1);

  await mia.getByRole("button", { name: "Test the line to Main" }).click();
  await mia.locator("li[id='output/main']").getByText("takes no connections").first().waitFor({ timeout: 20000 });
  await mia.screenshot({ path: `${folder}/check-wide.png`, fullPage: true });

  // Sign-off by keyboard; the report opens, and is downloaded.
  await mia.getByLabel("Your name").fill("Mia Stone");
  await mia.keyboard.press("Enter");
  await mia.getByText("Mia Stone").first().waitFor();
  const [report] = await Promise.all([mia.context().waitForEvent("page"), mia.getByRole("link", { name: "Open" }).click()]);
  await report.getByText("Signed by Mia Stone").waitFor();
  assert.ok((await report.locator("figure img").first().evaluate((img) => img.naturalWidth)) > 100);
  await report.screenshot({ path: `${folder}/report.png`, fullPage: true });
  const [saved] = await Promise.all([mia.waitForEvent("download"), mia.getByRole("link", { name: /^Download/ }).click()]);
  assert.match(saved.suggestedFilename(), /^tallybox-check-.*\.html$/);

  // The same on a German phone in the dark.
  const phone = await person(browser, { viewport: { width: 390, height: 844 }, locale: "de-DE", colorScheme: "dark", storageState: await mia.context().storageState() });
  await phone.goto(`${address}/check`);
  await phone.getByText("Objektivdeckel abnehmen").first().waitFor();
  assert.equal(await phone.evaluate(() => document.documentElement.scrollWidth), 390);
  await phone.screenshot({ path: `${folder}/check-phone.png`, fullPage: true });
  await phone.getByRole("button", { name: "Prüfung beenden" }).click();
  await mia.getByRole("button", { name: "Start the check" }).waitFor();
  assert.deepEqual(errors, []);
} finally {
  await browser.close();
}
