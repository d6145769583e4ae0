// Whether everything on a published page has room, with scrollbars that take some: `node room.mjs PAGE
// PICTURES`.
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { check } from "./checks.mjs";
import { browser } from "./chromium.mjs";

const [file, pictures] = process.argv.slice(2);
mkdirSync(pictures, { recursive: true });
const url = pathToFileURL(file).href;
const chromium = await browser({ scrollbars: true });

// Parts of the panel that scroll sideways.
const sideways = `[document.documentElement, ...document.querySelectorAll("#levers, #levers *")]
  .filter((part) => part.scrollWidth > part.clientWidth + 1 && part.clientWidth > 0 &&
    ["auto", "scroll"].includes(getComputedStyle(part).overflowX))
  .map((part) => part.id || part.className)`;

// Labels of zones that do not show all they say.
const clipped = `[...document.querySelectorAll(".zones, .zones li")]
  .filter((part) => part.scrollWidth > part.clientWidth + 1).map((part) => part.textContent)`;

// Buttons that ask why, with nothing before them on their line.
const lonely = `[...document.querySelectorAll(".ask")].filter((button) => {
  if (!button.checkVisibility()) return false;
  const range = document.createRange();
  range.setStart(button.parentElement, 0);
  range.setEndBefore(button);
  const last = [...range.getClientRects()].filter((box) => box.width > 1).at(-1);
  const box = button.getBoundingClientRect();
  return last.bottom <= box.top + 2 || box.right > button.parentElement.getBoundingClientRect().right + 1;
}).map((button) => button.parentElement.textContent)`;

for (const width of [320, 360, 414, 768, 1280, 1366, 1920]) {
  const page = await chromium.window({ width, height: 700 });
  await page.go(url);
  await page.call("Page.bringToFront");
  await page.call("Emulation.setDeviceMetricsOverride", { width, height: 700, deviceScaleFactor: 1, mobile: false });
  for (const lang of ["en", "zh-CN"]) {
    await check(`nothing is cut or covered, ${width}, ${lang}`, async () => {
      await page.until(`document.documentElement.lang === "${lang}"`);
      const gap = await page.eval(`innerWidth - document.documentElement.clientWidth`);
      assert.ok(gap > 0, "scrollbars take room");
      assert.deepEqual(await page.eval(lonely), []);
      if (width < 1280) {
        await page.eval(`document.getElementById("open").click()`);
        const [levers, open] = await page.eval(`["levers", "open"].map((name) => {
          const { top, bottom } = document.getElementById(name).getBoundingClientRect();
          return { top, bottom };
        })`);
        assert.ok(levers.bottom <= open.top + 0.5, `levers end at ${levers.bottom}, the button begins at ${open.top}`);
      }
      await page.eval(`document.querySelectorAll("#levers details").forEach((part) => { part.open = true; });0`);
      await page.eval(`(() => {
        const style = new CSSStyleSheet();
        style.replaceSync("* { content-visibility: visible !important }");
        document.adoptedStyleSheets = [style];
      })()`);
      assert.deepEqual(await page.eval(sideways), []);
      assert.deepEqual(await page.eval(clipped), []);
      assert.deepEqual(await page.eval(lonely), []);
      await page.picture(`${pictures}/room-${width}-${lang}.png`);
      if (width < 1280) await page.eval(`document.getElementById("open").click()`);
    });
    await page.eval(`document.getElementById("language").click()`);
  }
  await page.close();
}

await check("a list of odds that goes on fades out, and shows its last line whole", async () => {
  const page = await chromium.window({ width: 360, height: 480 });
  await page.go(url);
  await page.call("Page.bringToFront");
  await page.eval(`document.getElementById("open").click()`);
  const now = (expression) => page.eval(`(() => {
    const now = document.getElementById("now");
    const last = now.lastElementChild.getBoundingClientRect();
    const box = now.getBoundingClientRect();
    const fade = Number.parseFloat(getComputedStyle(now, "::after").height);
    return ${expression};
  })()`);
  await page.eval(`(() => {
    const now = document.getElementById("now");
    for (let i = 0; i < 12; i += 1) now.append(now.firstElementChild.cloneNode(true));
  })()`);
  assert.ok(await now("now.scrollHeight > now.clientHeight && last.top > box.bottom"), "it goes on");
  assert.ok(await now("fade > 20"), "its edge is soft");
  await page.eval(`document.getElementById("now").scrollTo(0, 1e6)`);
  assert.ok(await now("last.bottom <= box.bottom - fade / 2"), "the last line stands over the edge");
  await page.close();
});

chromium.close();
