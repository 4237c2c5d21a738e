// A whole show from the pages: every role comes in, the show goes live by keyboard, scenes and cards change, a piece is
// sold, a camera and the line to the rig are lost and come back. Arguments: address, address over a line that can be
// cut, code, folder for screenshots. What happens to the rig meanwhile is asked for on standard output, a line a deed,
// and answered on standard input. Exit 0: all held.
import assert from "node:assert/strict";
import { finish, please } from "./deeds.mjs";
import { errors, join, launch, person } from "./people.mjs";

const [address, line, code, folder] = process.argv.slice(2);
const browser = await launch();
const TABS_MAX = 80;

/** What each role finds on the pages that it may use. */
const roles = {
  Creator: { scenes: true, outputs: true, stock: true, settings: true, invite: true },
  Producer: { scenes: true, outputs: false, stock: true, settings: false, invite: false },
  Tech: { scenes: true, outputs: true, stock: false, settings: true, invite: true },
  Viewer: { scenes: false, outputs: false, stock: false, settings: false, invite: false },
};

async function come(where, with_code, name, viewport) {
  const page = await person(browser, { viewport }, /40[134]|503|ERR_|WebSocket/); // the viewer may not; the line is cut
  await join(page, where, with_code, name);
  return page;
}

async function invite(host, name, role) {
  await host.getByLabel("Name", { exact: true }).fill(name);
  await host.getByRole("radio", { name: new RegExp(`^${role}`) }).check();
  await host.getByRole("button", { name: "Invite" }).click();
  await host.getByRole("heading", { name: `For ${name}` }).waitFor();
  return host.locator(".invitation .code").textContent();
}

async function found(page) {
  const scenes = await page.locator(".scene").first().isEnabled();
  const outputs = await page.getByRole("switch", { name: "Output main" }).isEnabled();
  const stock = await page.getByRole("button", { name: "one sold here" }).isEnabled();
  const settings = (await page.getByRole("link", { name: "Settings" }).count()) > 0;
  await page.getByRole("link", { name: "People" }).click();
  await page.getByRole("heading", { name: "You" }).waitFor();
  const invites = (await page.getByRole("button", { name: "Invite" }).count()) > 0;
  return { scenes, outputs, stock, settings, invite: invites };
}

/** Moves the focus as people without a mouse do. */
async function tab_to(page, label) {
  for (let i = 0; i < TABS_MAX; i++) {
    await page.keyboard.press("Tab");
    if (await page.evaluate((wanted) => document.activeElement?.getAttribute("aria-label") === wanted, label)) return;
  }
  assert.fail(`"${label}" is not reached with the tabulator`);
}

const scene_is = (page, name) => page.locator(".scene.on", { hasText: name }).waitFor();
const card_is = (page, name, on) => page.locator(`[role=switch][aria-label="Card ${name}"][aria-checked=${on}]`).waitFor();

try {
  const mia = await come(line, code, "Mia", { width: 1280, height: 860 });

  await mia.getByRole("link", { name: "People" }).click();
  for (const [role, may] of Object.entries(roles)) {
    const guest = await come(address, await invite(mia, `A ${role}`, role), role, { width: 390, height: 844 });
    assert.deepEqual(await found(guest), may, role);
    await guest.context().close();
  }
  const ben = await come(address, await invite(mia, "Ben", "Producer"), "Ben", { width: 390, height: 844 });

  // On air, with nothing but the keyboard.
  await mia.getByRole("link", { name: "Live" }).click();
  await tab_to(mia, "Output main");
  await mia.keyboard.press("Space");
  await ben.getByRole("status").getByText("On air").waitFor({ timeout: 20000 });
  await tab_to(mia, "Card who");
  await mia.keyboard.press("Enter");
  await card_is(ben, "who", false);
  await mia.keyboard.press("Shift+Digit2");
  await scene_is(ben, "Presenter");
  await mia.keyboard.press("Digit1");
  await scene_is(ben, "Table");
  await mia.keyboard.press("Escape");
  await scene_is(ben, "Break");
  await mia.keyboard.press("Escape");
  await scene_is(ben, "Table");

  // With a thumb: a tap cuts, a finger that stays fades; each card goes off and on.
  await ben.locator(".scene", { hasText: "Presenter" }).click({ delay: 600 });
  await scene_is(mia, "Presenter");
  await ben.locator(".scene", { hasText: "Table" }).click();
  await scene_is(mia, "Table");
  for (const name of ["mug", "left", "who", "terms", "ad"]) {
    const shown = await ben.getByRole("switch", { name: `Card ${name}` }).getAttribute("aria-checked");
    for (const on of [shown !== "true", shown === "true"]) {
      await ben.getByRole("switch", { name: `Card ${name}` }).click();
      await card_is(mia, name, on);
    }
  }
  await ben.screenshot({ path: `${folder}/show-phone.png`, fullPage: true });

  await please("let the number stand");
  await ben.getByRole("button", { name: "one sold here" }).click();
  await mia.locator(".count b", { hasText: /^4$/ }).waitFor();
  await please("let the number stand");

  // A camera that is pulled out is told in plain words, and so is its return.
  await mia.getByRole("link", { name: "Check" }).click();
  const no_picture = mia.locator("li[id='camera/table']").getByText("No picture.").first();
  await mia.locator("li[id='camera/table'] img").waitFor();
  assert.equal(await no_picture.count(), 0);
  await please("pull the camera");
  await no_picture.waitFor({ timeout: 20000 });
  await mia.screenshot({ path: `${folder}/show-camera.png` });
  await please("plug the camera");
  await no_picture.waitFor({ state: "detached", timeout: 30000 });

  // Without its line the page says so, does not keep for later what is tapped meanwhile, and comes back.
  await mia.getByRole("link", { name: "Live" }).click();
  await scene_is(mia, "Table");
  await please("cut the line");
  await mia.locator(".lamp", { hasText: "Not known" }).waitFor();
  await mia.getByText("The rig does not answer. Trying again").waitFor();
  await mia.locator(".scene", { hasText: "Presenter" }).click();
  await mia.getByText("The rig does not answer. Are you on its network?").waitFor();
  await mia.screenshot({ path: `${folder}/show-lost.png` });
  await please("mend the line");
  await mia.getByText("The rig does not answer. Trying again").waitFor({ state: "detached", timeout: 20000 });
  await scene_is(mia, "Table");
  await ben.locator(".scene", { hasText: "Presenter" }).click();
  await scene_is(mia, "Presenter");
  assert.deepEqual(errors, []);
} finally {
  finish();
  await browser.close();
}
