// The page Live while the way of the pictures breaks and comes back. Arguments: address, code. Says on lines of its own what
// it sees: "plays", "small pictures", "plays".
import { createRequire } from "node:module";

const [address, code] = process.argv.slice(2);
const { chromium } = createRequire(process.env.TALLYBOX_NODE_MODULES + "/")("playwright-core");
const browser = await chromium.launch({
  executablePath: "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});
try {
  const page = await (await browser.newContext({ ignoreHTTPSErrors: true, viewport: { width: 390, height: 844 } })).newPage();
  await page.goto(`${address}/join#${code}`);
  await page.getByLabel("Your name").fill("Mia");
  await page.getByRole("button", { name: "Come in" }).click();
  for (const [shown, said] of [["video:not(.hidden)", "plays"], ["img", "small pictures"], ["video:not(.hidden)", "plays"]]) {
    await page.locator(`.programme ${shown}`).first().waitFor({ timeout: 60000 });
    console.log(said);
  }
} finally {
  await browser.close();
}
