// An output whose server is gone, on the page Live: a tap tries at once. Arguments: address, code, folder for screenshots.
// What happens to the server is asked for, see deeds.mjs. Exit 0: all held.
import assert from "node:assert/strict";
import { finish, please } from "./deeds.mjs";
import { errors, join, launch, person } from "./people.mjs";

const [address, code, folder] = process.argv.slice(2);
const browser = await launch();

const live = (page) => page.locator(".outputs").getByText("Output main is live.").waitFor({ timeout: 30000 });

try {
  const mia = await person(browser, { viewport: { width: 390, height: 844 } });
  await join(mia, address, code, "Mia");
  await live(mia);
  await please("kill the server");
  const button = mia.getByRole("button", { name: /^Try now/ });
  await button.waitFor({ timeout: 30000 });
  await mia.locator(".outputs").screenshot({ path: `${folder}/hurry-phone.png` });
  await button.click({ timeout: 30000 });
  await please("start the server");
  await live(mia);
  assert.equal(await button.count(), 0);
  assert.deepEqual(errors, []);
} finally {
  finish();
  await browser.close();
}
