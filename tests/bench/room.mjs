// What the page Live takes and how fast it is, in Debian's Chromium. Arguments: address, code, turns. Prints JSON.
import { createRequire } from "node:module";

const [address, code, turns] = process.argv.slice(2);
const { chromium } = createRequire(process.env.TALLYBOX_NODE_MODULES + "/")("playwright-core");
const browser = await chromium.launch({
  executablePath: "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});
const wait = (ms) => new Promise((done) => setTimeout(done, ms));

/** A browser's own first visit: nothing cached but who it is. */
async function visit(cookies) {
  const context = await browser.newContext({ ignoreHTTPSErrors: true, viewport: { width: 1280, height: 860 } });
  await context.addCookies(cookies);
  const page = await context.newPage();
  await page.addInitScript(() => {
    new MutationObserver((_, watch) => {
      if (!document.querySelector(".scene")) return;
      watch.disconnect();
      requestAnimationFrame(() => setTimeout(() => (globalThis.usable = performance.now())));
    }).observe(document, { childList: true, subtree: true });
  });
  const wire = await context.newCDPSession(page);
  await wire.send("Network.enable");
  const urls = new Map();
  const seen = { bytes: 0, pictures: 0 };
  wire.on("Network.requestWillBeSent", (one) => urls.set(one.requestId, one.request.url));
  wire.on("Network.loadingFinished", (one) => {
    if (/pictures|whep/.test(urls.get(one.requestId) ?? "")) seen.pictures += one.encodedDataLength;
    else seen.bytes += one.encodedDataLength;
  });
  wire.on("Network.webSocketFrameReceived", (one) => (seen.bytes += seen.done ? 0 : one.response.payloadData.length));
  await page.goto(`${address}/live`);
  const usable_ms = await (await page.waitForFunction(() => globalThis.usable)).jsonValue();
  seen.done = true;
  return { context, page, usable_ms, bytes: seen.bytes };
}

try {
  const context = await browser.newContext({ ignoreHTTPSErrors: true });
  const door = await context.newPage();
  await door.goto(`${address}/join#${code}`);
  await door.getByLabel("Your name").fill("Bench");
  await door.getByRole("button", { name: "Come in" }).click();
  await door.getByRole("heading", { name: "Scenes" }).waitFor();
  const cookies = await context.cookies();
  await context.close();
  const visits = [];
  for (let i = 0; i < Number(turns); i++) {
    const { context: one, usable_ms, bytes } = await visit(cookies);
    visits.push({ usable_ms, bytes });
    await one.close();
  }
  // A tap on a scene: until the rig has answered, and until the picture in this page is another one.
  const { page } = await visit(cookies);
  await page.waitForFunction(() => document.querySelector(".programme video")?.readyState >= 2, null, { timeout: 20000 });
  await wait(3000);
  const taps = await page.evaluate(async () => {
    const video = document.querySelector(".programme video");
    const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
    const dot = () => { canvas.drawImage(video, 0, 0, 1, 1); return canvas.getImageData(0, 0, 1, 1).data[0]; };
    const answered = [], shown = [];
    for (let i = 0; i < 40; i++) {
      const scene = document.querySelectorAll(".scene")[i % 2 ? 0 : 1];
      const before = dot();
      const begun = performance.now();
      scene.dispatchEvent(new PointerEvent("pointerdown", { bubbles: true }));
      scene.dispatchEvent(new PointerEvent("pointerup", { bubbles: true }));
      const answer = new Promise((done) => new PerformanceObserver((list, watch) => {
        const entry = list.getEntries().find((one) => one.name.endsWith("/commands") && one.startTime >= begun);
        if (entry) { watch.disconnect(); done(entry.responseEnd - begun); }
      }).observe({ type: "resource" }));
      const picture = new Promise((done) => (function look(now) {
        if (Math.abs(dot() - before) > 60 || performance.now() - begun > 3000) done(performance.now() - begun);
        else video.requestVideoFrameCallback(look);
      })());
      answered.push(await answer);
      shown.push(await picture);
      await new Promise((done) => setTimeout(done, 250 + Math.random() * 100));
    }
    return { answered, shown };
  });
  console.log(JSON.stringify({ visits, ...taps }));
} finally {
  await browser.close();
}
