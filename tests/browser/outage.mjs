// The page Live while the way of the pictures breaks and comes back. Arguments: address, code. Says on lines of its own what
// it sees: "plays", "small pictures", "plays".
import { join, launch, person } from "./people.mjs";

const [address, code] = process.argv.slice(2);
const browser = await launch();
try {
  const page = await person(browser, { viewport: { width: 390, height: 844 } });
  await join(page, address, code, "Mia");
  for (const [shown, said] of [["video:not(.hidden)", "plays"], ["img", "small pictures"], ["video:not(.hidden)", "plays"]]) {
    await page.locator(`.programme ${shown}`).first().waitFor({ timeout: 60000 });
    console.log(said);
  }
} finally {
  await browser.close();
}
