// Goes from the page as of one day to that as of another: `node days.mjs PAGE PICTURES`.
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { check } from "./checks.mjs";
import { browser } from "./chromium.mjs";

const [file, pictures] = process.argv.slice(2);
mkdirSync(pictures, { recursive: true });
const url = pathToFileURL(file).href;
const chromium = await browser();

const page = await chromium.window();
await page.go(url);
const here = `document.querySelector("#days [aria-current]").textContent`;
const odds = `[...document.querySelectorAll("table.board .odds b")].map((b) => b.textContent)`;
const column = (number) => `[...document.querySelectorAll("#days tbody tr")]
  .map((row) => row.cells[${number}].textContent)`;
const scenario = `document.querySelector(".scenario").click()`;

await check("the odds of every day stand under the title", async () => {
  await page.click("#days summary");
  assert.equal(await page.eval(here), "30 Jun 2017");
  assert.deepEqual(await page.eval(column(2)), await page.eval(odds));
  assert.notDeepEqual(await page.eval(column(1)), await page.eval(column(2)));
});

await check("a day is chosen, and what is set goes along", async () => {
  const early = await page.eval(column(1));
  await page.eval(scenario);
  await page.settled();
  const set = await page.eval("location.hash");
  assert.ok(set.length > 2);
  await page.click("#days a.day");
  await page.until(`location.pathname.endsWith("as-of-2014-12-31.html") &&
    document.documentElement.dataset.ready`);
  await page.settled();
  assert.equal(await page.eval("location.hash"), set);
  assert.equal(await page.eval(here), "31 Dec 2014");
  // What the odds of the days are is said of no lever moved; the board follows the levers.
  assert.deepEqual(await page.eval(column(1)), early);
  assert.notDeepEqual(await page.eval(odds), early.filter((text) => text !== "–"));
  await page.click("#reset");
  await page.settled();
  assert.deepEqual(await page.eval(odds), early.filter((text) => text !== "–"));
});

await check("keys go back, and the language stays", async () => {
  await page.click("#language");
  await page.until(`document.documentElement.lang.startsWith("zh")`);
  assert.match(await page.eval(here), /2014年12月31日/);
  await page.eval(`document.querySelector("#days a.day").focus()`);
  await page.key("Enter");
  await page.until(`location.pathname.endsWith("index.html") && document.documentElement.dataset.ready`);
  await page.until(`document.documentElement.lang.startsWith("zh")`);
  assert.match(await page.eval(here), /2017年6月30日/);
  await page.eval(`document.querySelector("#days details").open = true`);
  await page.picture(`${pictures}/days-zh.png`);
});

await check("nothing is asked for but the pages", async () => {
  const asked = page.requests.filter((address) => !address.startsWith("blob:"));
  assert.ok(asked.every((address) => /\/(index|as-of-2014-12-31)\.html(#|$)/.test(address)), `${asked}`);
  assert.deepEqual(page.complaints, []);
});

for (const [width, dark] of [[360, false], [768, true], [1920, false]]) {
  await check(`it fits ${width} pixels`, async () => {
    const window = await chromium.window({ width, dark });
    await window.go(url);
    await window.eval(`document.querySelector("#days details").open = true`);
    await window.picture(`${pictures}/days-${width}.png`);
    assert.ok(await window.eval("document.documentElement.scrollWidth <= innerWidth"));
    const low = await window.eval(`Math.min(...[...document.querySelectorAll("#days a, #days nav b")]
      .map((link) => link.getBoundingClientRect().height))`);
    assert.ok(low >= 24, `${low}`);
    await window.close();
  });
}

chromium.close();
