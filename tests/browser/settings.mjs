// The page Settings by keyboard and pointer, a PIN, an invitation's code; and axe-core over every page.
// Arguments: address, code, folder for screenshots. Exit 0: all held.
import assert from "node:assert/strict";
import { errors, launch, person, violations } from "./people.mjs";

const [address, code, folder] = process.argv.slice(2);
const browser = await launch();
const found = [];

const newPage = (more = {}) => person(browser, { viewport: { width: 1280, height: 800 }, ...more }, /40[019]/);
const check = async (page, what) => found.push(...(await violations(page)).map((one) => `${what}: ${one}`));

try {
  const mia = await newPage();
  await mia.goto(`${address}/join#${code}`);
  await mia.getByLabel("Your name").waitFor();
  await check(mia, "door");
  await mia.getByLabel("Your name").fill("Mia");
  await mia.getByRole("button", { name: "Come in" }).click();
  await mia.getByRole("heading", { name: "Scenes" }).waitFor();

  // By keyboard alone: a setting, a look at what it does, saved, and brought back.
  await mia.goto(`${address}/settings#sound`);
  const gain = mia.getByLabel("Gain");
  await gain.focus();
  await gain.press("Control+a");
  await mia.keyboard.type("-12");
  const save = mia.getByRole("button", { name: "Look and save" });
  for (let i = 0; i < 40 && !(await save.evaluate((node) => node === document.activeElement)); i++) await mia.keyboard.press("Tab");
  await mia.keyboard.press("Enter");
  const dialog = mia.getByRole("dialog");
  await dialog.getByText("Acts at once").waitFor();
  assert.match(await dialog.locator(".diff").textContent(), /gone:.*gain = -20[\s\S]*new:.*gain = -12/);
  await mia.screenshot({ path: `${folder}/settings-review.png` });
  await check(mia, "review");
  await dialog.getByRole("button", { name: "Save" }).press("Enter");
  await mia.getByText("Saved.").waitFor();
  await mia.getByRole("button", { name: "Undo" }).press("Enter");
  await mia.getByText("As it was before.").waitFor();
  await mia.waitForFunction(() => document.querySelector('input[id$="-gain"]').value === "-20");

  // Two at once: whoever saves second is told so, keeps what was changed, and saves at the second press.
  const other = await mia.context().newPage();
  await other.goto(`${address}/settings#sound`);
  await other.getByLabel("Gain").fill("-14");
  await mia.getByText(/^More/).click();
  await mia.getByLabel("Delay, to bring sound and picture together").fill("40");
  await other.getByRole("button", { name: "Look and save" }).click();
  await other.getByRole("dialog").getByRole("button", { name: "Save" }).click();
  await other.getByText("Saved.").waitFor();
  await other.close();
  await save.click();
  await mia.getByText("The settings were changed meanwhile.").waitFor();
  await mia.waitForFunction(() => document.querySelector('input[id$="-gain"]').value === "-14");
  await save.click();
  assert.match(await dialog.locator(".diff .plus").textContent(), /delay = 40/);
  await dialog.getByRole("button", { name: "Save" }).click();
  await mia.getByRole("status").getByText("Saved.").waitFor();
  await mia.reload();

  // A mistake is told at its field, and nothing is saved.
  await gain.fill("99");
  await save.click();
  await mia.locator(".field .why").getByText("-60 to 24").waitFor();
  assert.equal(await gain.getAttribute("aria-invalid"), "true");
  await check(mia, "mistake");
  await mia.getByRole("button", { name: "Discard" }).click();

  // What needs a restart says so before it is changed, before it is saved, and as long as it waits.
  await mia.goto(`${address}/settings#scenes`);
  const fps = mia.getByLabel("Pictures per second");
  await fps.waitFor();
  await mia.screenshot({ path: `${folder}/settings-restart.png`, fullPage: true });
  await mia.locator(".field", { has: fps }).getByText("Acts after a restart.").waitFor();
  await fps.fill("12");
  await save.click();
  await dialog.getByRole("heading", { name: "Waits for a restart" }).waitFor();
  assert.match(await dialog.locator(".diff .plus").textContent(), /fps = 12 *after a restart/);
  await dialog.getByRole("button", { name: "Save" }).click();
  await mia.getByRole("heading", { name: "Waits for a restart" }).waitFor();
  await mia.getByRole("button", { name: "Undo" }).click();
  await mia.getByText("As it was before.").waitFor();
  assert.equal(await mia.getByRole("heading", { name: "Waits for a restart" }).count(), 0);

  // A new output with its key, which is never shown again; it is there at once.
  await mia.goto(`${address}/settings#outputs`);
  await mia.getByLabel("Another output").fill("market");
  await mia.getByRole("button", { name: "Add" }).first().click();
  const market = mia.getByRole("region", { name: /market/ });
  await market.getByLabel("Address").fill("rtmp://127.0.0.1:9/live");
  await market.getByLabel("Stream key").fill("live_hidden_77");
  await mia.getByRole("button", { name: "Look and save" }).click();
  await dialog.getByRole("heading", { name: "Acts at once" }).waitFor();
  await mia.screenshot({ path: `${folder}/settings-output.png` });
  await dialog.getByRole("button", { name: "Save" }).click();
  await market.getByText("Not started.").waitFor();
  assert.equal(await mia.getByRole("heading", { name: "Waits for a restart" }).count(), 0);
  await market.getByText("There is one; it is not shown.").waitFor();
  assert.ok(!(await mia.content()).includes("live_hidden_77"));

  // Cards are seen before they are saved: all in their places, each alone, and the themes to choose from.
  await mia.goto(`${address}/settings#cards`);
  const drawn = (selector, other = "") => mia.waitForFunction(([where, src]) => {
    const image = document.querySelector(where);
    return image?.naturalWidth > 0 && image.src !== src ? image.src : null;
  }, [selector, other]).then((handle) => handle.jsonValue());
  const stage = await drawn(".stage .over");
  const alone = await drawn(".try img");
  assert.equal(await mia.getByRole("radio").count(), 3);
  await mia.getByRole("radio", { name: "Paper" }).press("ArrowRight");
  assert.ok(await mia.getByRole("radio", { name: "Market" }).isChecked());
  await drawn(".stage .over", stage);
  await drawn(".try img", alone);
  await mia.getByLabel("Another card").fill("who");
  await mia.getByRole("button", { name: "Add" }).first().click();
  const who = mia.getByRole("region", { name: "Card who" });
  await who.getByText("this card needs a product").waitFor();
  await who.getByLabel("Kind").selectOption("lower-third");
  await who.getByText("this card needs words").waitFor();
  await who.getByLabel("Text").fill("Mia");
  await who.locator(".try img").waitFor();
  await check(mia, "draft");
  await mia.screenshot({ path: `${folder}/settings-draft.png` });
  await mia.getByRole("button", { name: "Discard" }).click();

  // A PIN of one's own, and an invitation to be scanned.
  await mia.goto(`${address}/people`);
  await mia.getByLabel("A PIN, to come in again by your name").fill("274186");
  await mia.getByRole("button", { name: "Set the PIN" }).click();
  await mia.getByText("From now on").waitFor();
  await mia.getByLabel("Name", { exact: true }).fill("Ben");
  await mia.getByRole("button", { name: "Invite" }).click();
  await mia.getByRole("img", { name: "The link as a code to scan" }).waitFor();
  await check(mia, "invitation");
  await mia.screenshot({ path: `${folder}/invitation.png` });
  const phone = await newPage({ viewport: { width: 390, height: 844 }, colorScheme: "dark", locale: "de-DE" });
  await phone.goto(`${address}/join`);
  await phone.getByRole("button", { name: "Ich habe eine PIN" }).click();
  await phone.getByLabel("Name").fill("Mia");
  await phone.getByLabel("PIN").fill("274186");
  await phone.getByRole("button", { name: "Hereinkommen" }).click();
  await phone.locator(".scenes").waitFor();

  // Every page, on a phone in the dark and on a desk by day.
  const settings = ["cameras", "sound", "scenes", "cards", "outputs", "shop", "recordings", "room", "log", "before"];
  for (const [page, size] of [[mia, "desk"], [phone, "phone"]])
    for (const path of ["/live", "/check", "/creator", "/people", ...settings.map((part) => `/settings#${part}`)]) {
      await page.goto("about:blank");
      await page.goto(address + path);
      await page.locator(path.includes("#") ? ".part .panel" : ".page > *").first().waitFor();
      if (path.endsWith("recordings")) await page.locator(".part .rows li").first().waitFor();
      await check(page, `${size} ${path}`);
      if (await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)) found.push(`${size} ${path} is too wide`);
      if (process.env.TALLYBOX_SCREENSHOTS) await page.screenshot({ path: `${folder}/${size}${path.replace(/[/#]/g, "-")}.png` });
    }
  assert.deepEqual(found, []);
  assert.deepEqual(errors, []);
} finally {
  if (found.length) console.error(found.join("\n"));
  await browser.close();
}
