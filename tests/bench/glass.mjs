// How old the programme's pictures are where they are seen. A camera wrote into each when it was taken: twenty bits of the
// wall clock's milliseconds along the top, the lowest at the left. Arguments: address, code, seconds. Prints JSON.
import { createRequire } from "node:module";

const [address, code, seconds] = process.argv.slice(2);
const { chromium } = createRequire(process.env.TALLYBOX_NODE_MODULES + "/")("playwright-core");
const browser = await chromium.launch({
  executablePath: "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});
try {
  const context = await browser.newContext({ ignoreHTTPSErrors: true, viewport: { width: 1280, height: 860 } });
  const page = await context.newPage();
  await page.goto(`${address}/join#${code}`);
  await page.getByLabel("Your name").fill("Bench");
  await page.getByRole("button", { name: "Come in" }).click();
  await page.waitForFunction(() => document.querySelector(".programme video")?.readyState >= 2, null, { timeout: 20000 });
  await page.waitForTimeout(3000); // the browser's buffer settles
  const seen = await page.evaluate(async (wait_ms) => {
    const BITS = 20, RANGE = 2 ** BITS, OLDEST_MS = 5000;
    const video = document.querySelector(".programme video");
    const canvas = new OffscreenCanvas(BITS, 1).getContext("2d", { willReadFrequently: true });
    const ages = [];
    let unread = 0;
    await new Promise((done) => {
      const end = performance.now() + wait_ms;
      video.requestVideoFrameCallback(function look(now, frame) {
        const shown = Date.now() + Math.max(0, frame.expectedDisplayTime - performance.now());
        // The middle of each field: the row of one pixel in the middle of the strip, and a third of each field's width.
        for (let bit = 0; bit < BITS; bit++)
          canvas.drawImage(video, (video.videoWidth * (bit + 1 / 3)) / BITS, video.videoHeight / 32, video.videoWidth / BITS / 3, video.videoHeight / 16, bit, 0, 1, 1);
        const dots = canvas.getImageData(0, 0, BITS, 1).data;
        const clear = Array.from({ length: BITS }, (_, bit) => dots[bit * 4]).every((light) => light < 80 || light > 175);
        const taken = Array.from({ length: BITS }, (_, bit) => (dots[bit * 4] > 127 ? 2 ** bit : 0)).reduce((a, b) => a + b);
        const age = (((Math.round(shown) - taken) % RANGE) + RANGE) % RANGE;
        if (clear && age < OLDEST_MS) ages.push(age);
        else unread++;
        if (performance.now() < end) video.requestVideoFrameCallback(look);
        else done();
      });
    });
    return { ages, unread };
  }, Number(seconds) * 1000);
  console.log(JSON.stringify(seen));
} finally {
  await browser.close();
}
