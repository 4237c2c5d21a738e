// What the scripts here share: Debian's Chromium, people in it, and their way into the control room.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const modules = createRequire(process.env.TALLYBOX_NODE_MODULES + "/");
const axe = readFileSync(modules.resolve("axe-core/axe.min.js"), "utf8");

/** What went wrong in the pages of person(). @type {string[]} */
export const errors = [];

/** The browser; it asks nobody outside for anything. */
export const launch = (...more) => modules("playwright-core").chromium.launch({
  executablePath: "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", ...more],
});

/** A picture that was set while its page was left: Chromium minds then whether the page may connect to it, not show it. */
const LEFT = /^Connecting to 'blob:/;

/** A page of somebody's own. Answers that are `fine` are no error of it. */
export async function person(browser, options = {}, fine = /40[14]/) {
  const context = await browser.newContext({ ignoreHTTPSErrors: true, viewport: { width: 1280, height: 860 }, ...options });
  const page = await context.newPage();
  page.on("pageerror", (error) => errors.push(error.message));
  page.on("console", (message) => {
    const text = message.text();
    if (message.type() === "error" && !fine.test(text) && !LEFT.test(text)) errors.push(text);
  });
  return page;
}

/** Comes in by a code, to Live. */
export async function join(page, address, code, name) {
  await page.goto(`${address}/join#${code}`);
  await page.getByLabel("Your name").fill(name);
  await page.getByRole("button", { name: "Come in" }).click();
  await page.getByRole("heading", { name: "Scenes" }).waitFor();
}

/** What axe-core finds wrong in the page, a line each. */
export async function violations(page) {
  if (!(await page.evaluate(() => "axe" in globalThis))) await page.evaluate(axe);
  const found = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
  return found.violations.map((one) => `${one.id}: ${one.nodes.slice(0, 3).map((node) => `${node.html.slice(0, 160)} ${node.any[0]?.message ?? ""}`).join(" | ")}`);
}
