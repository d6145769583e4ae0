// Reads and takes along the charts of a published page: `node charts.mjs PAGE PICTURES`.
import assert from "node:assert/strict";
import { mkdirSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { check } from "./checks.mjs";
import { browser } from "./chromium.mjs";

const [file, pictures] = process.argv.slice(2);
mkdirSync(pictures, { recursive: true });
const url = pathToFileURL(file).href;
const chromium = await browser();
const chart = `figure[data-live="f0"]`;

const page = await chromium.window();
await page.go(url);
await page.call("Page.bringToFront");
const text = (selector) =>
  page.eval(`document.querySelector(${JSON.stringify(selector)}).textContent`);
const card = `document.querySelector('${chart} .card')`;
const said = `document.querySelector('${chart} .reader').getAttribute("aria-valuetext")`;

// The lines of the chart's table: cells of each row that has a time.
const table = await page.eval(`[...document.querySelectorAll('${chart} tr[data-at]')]
  .map((row) => [...row.children].map((cell) => cell.textContent))`);

await check("a chart that is pointed at says what stands there", async () => {
  await page.hover(`${chart} svg.wide`, 0.5, 0.5);
  assert.equal(await page.eval(`${card}.hidden`), false);
  const shown = await page.eval(`${card}.textContent`);
  const row = table.find(([when]) => shown.startsWith(when));
  assert.ok(row, shown);
  assert.ok(shown.includes(row[3]) && shown.includes(row[1]), `${shown}: ${row}`);
  await page.picture(`${pictures}/readout.png`);
  await page.hover(`${chart} svg.wide`, 0.95, 0.5);
  assert.notEqual(await page.eval(`${card}.textContent`), shown);
  await page.hover("h1");
  assert.equal(await page.eval(`${card}.hidden`), true);
});

await check("a finger does the same", async () => {
  const at = await page.place(`${chart} svg.wide`, 0.4, 0.5);
  await page.call("Input.dispatchTouchEvent", { type: "touchStart", touchPoints: [at] });
  assert.equal(await page.eval(`${card}.hidden`), false);
  await page.call("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
});

await check("arrow keys go through all times, and say them", async () => {
  await page.eval(`document.querySelector('${chart} .reader').focus()`);
  assert.match(await page.eval(said), /Target: /);
  await page.key("Home");
  for (const row of table) {
    const now = await page.eval(said);
    assert.ok(now.startsWith(row[0]), `${now}: ${row[0]}`);
    for (const cell of row.slice(1)) assert.ok(now.includes(cell), `${now}: ${cell}`);
    assert.equal(await page.eval(
      `document.querySelectorAll('${chart} svg.wide .cursor').length`), 1);
    await page.key("ArrowRight");
  }
  await page.key("Escape");
  assert.equal(await page.eval(`${card}.hidden`), true);
});

await check("a chart that is drawn anew keeps the cursor and the focus", async () => {
  await page.eval(`document.querySelector('${chart} .reader').focus()`);
  await page.key("Home");
  await page.key("End");
  const before = await page.eval(said);
  await page.eval(`(() => {
    const typed = document.querySelector(".lever [type=number]");
    typed.value = Number(typed.max);
    typed.dispatchEvent(new Event("change"));
  })()`);
  await page.settled();
  assert.equal(await page.eval(`document.activeElement.className`), "reader");
  const after = await page.eval(said);
  assert.notEqual(after, before);
  assert.match(after, /Median before: /);
  assert.equal(await page.eval(`document.querySelectorAll('${chart} .kept').length`), 1);
  await page.click("#reset");
  await page.settled();
});

const taken = join(pictures, "taken");
rmSync(taken, { recursive: true, force: true });
mkdirSync(taken);
await page.call("Browser.setDownloadBehavior", { behavior: "allow", downloadPath: taken })
  .catch(() => page.call("Page.setDownloadBehavior", { behavior: "allow", downloadPath: taken }));

async function download(which, end) {
  await page.click(`${chart} [data-take=${which}]`);
  for (let tries = 0; tries < 200; tries += 1) {
    const found = readdirSync(taken).find((name) => name.endsWith(`.${end}`));
    if (found) return readFileSync(join(taken, found));
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`no .${end} came`);
}

await check("where only numbers change, a chart and its table are written over, not drawn anew", async () => {
  const set = (share) => page.eval(`(() => {
    const typed = document.querySelector(".lever [type=number]");
    typed.value = Number(typed.max) * ${share};
    typed.dispatchEvent(new Event("change"));
  })()`);
  await set(0.7);
  await page.settled();
  const inside = `[...document.querySelectorAll('${chart} *:not(.kept, .kept *, .cursor)')]`;
  const drawn = `document.querySelector('${chart}').outerHTML`;
  const first = await page.eval(`(window.inside = ${inside}, ${drawn})`);
  await set(0.8);
  await page.settled();
  assert.notEqual(await page.eval(drawn), first);
  assert.equal(await page.eval(`window.inside.every((node, i) => node === ${inside}[i])`), true);
  await page.click("#reset");
  await page.settled();
});

await check("the figures are copied as CSV, those of the table", async () => {
  await page.call("Browser.grantPermissions", { permissions: ["clipboardReadWrite"] })
    .catch(() => undefined);
  await page.eval(`navigator.clipboard.writeText = async (text) => { window.taken = text; }`);
  await page.click(`${chart} [data-take=csv]`);
  const csv = await page.until("window.taken");
  const rows = csv.trimEnd().split("\r\n").map((line) =>
    [...line.matchAll(/(?:"((?:[^"]|"")*)"|([^,]*))(?:,|$)/g)].slice(0, 8)
      .map(([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain));
  assert.deepEqual(rows[0].slice(1), await page.eval(
    `[...document.querySelectorAll('${chart} thead th')].map((cell) => cell.textContent)`));
  const plain = (cell) => cell.replaceAll("−", "-").replace(/(\d),(?=\d{3})/g, "$1");
  assert.equal(rows.length, table.length + 1);
  table.forEach(([when, ...cells], i) => {
    assert.deepEqual(rows[i + 1].slice(1), [when, ...cells.slice(0, 5).map(plain), cells[5]]);
  });
});

let size;
await check("the drawing comes as SVG, with its colours", async () => {
  const svg = (await download("svg", "svg")).toString();
  const found = await page.eval(`(() => {
    const read = new DOMParser().parseFromString(${JSON.stringify(svg)}, "image/svg+xml");
    return {
      wrong: read.querySelectorAll("parsererror").length,
      classes: read.querySelectorAll("[class]").length,
      bands: [...read.querySelectorAll("path")].filter((p) => /^rgb/.test(p.getAttribute("fill"))).length,
      texts: [...read.querySelectorAll("text")].map((text) => text.textContent).join(" "),
      width: Number(read.documentElement.getAttribute("width")),
      height: Number(read.documentElement.getAttribute("height")),
    };
  })()`);
  assert.equal(found.wrong, 0);
  assert.equal(found.classes, 0);
  assert.ok(found.bands >= 2, `${found.bands}`);
  assert.ok(found.texts.includes(await text(`${chart} figcaption`)));
  size = found;
});

await check("and as a picture, twice as large", async () => {
  const png = await download("png", "png");
  assert.deepEqual([...png.subarray(0, 8)], [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  assert.deepEqual([png.readUInt32BE(16), png.readUInt32BE(20)], [2 * size.width, 2 * size.height]);
});

await check("in the other language charts answer in it", async () => {
  await page.click("#language");
  await page.until(`document.documentElement.lang === "zh-CN"`);
  await page.settled();
  await page.eval(`document.querySelector('${chart} .reader').focus()`);
  await page.key("End");
  assert.match(await page.eval(said), /中位数：/);
  assert.equal(await page.eval(`document.querySelectorAll('${chart} .kept').length`), 1);
  await page.click("#language");
  await page.until(`document.documentElement.lang === "en"`);
});

await check("one chart stands alone in a frame, at what is set", async () => {
  await page.click(".scenario");
  await page.settled();
  await page.eval("delete window.taken");
  await page.eval(`navigator.clipboard.writeText = async (text) => { window.taken = text; }`);
  await page.click(`${chart} [data-take=embed]`);
  const code = await page.until("window.taken");
  const [, address] = /src="([^"]*)"/.exec(code);
  assert.match(address, /#chart=[a-z_0-9]+\?[a-z_]+=/);
  const alone = await chromium.window({ width: 700, height: 520 });
  await alone.go(address.replaceAll("&amp;", "&"));
  await alone.settled();
  const inside = (selector) => `document.querySelector(${JSON.stringify(selector)}).innerText`;
  assert.deepEqual(await alone.eval(`[...document.querySelectorAll("figure.chart")]
    .filter((figure) => figure.getClientRects().length > 0).map((figure) => figure.dataset.live)`), ["f0"]);
  assert.equal(await alone.eval(inside(`${chart} figcaption`)), await page.eval(inside(`${chart} figcaption`)));
  assert.equal(await alone.eval(`document.querySelector("h1").getClientRects().length`), 0);
  assert.equal(await alone.eval(`document.querySelector('${chart} details.data').textContent`),
    await page.eval(`document.querySelector('${chart} details.data').textContent`));
  assert.equal(await alone.eval(`document.querySelector("#whole a").href`),
    url + await page.eval("location.hash"));
  const height = await alone.eval("document.documentElement.scrollHeight");
  assert.ok(height <= 580, `${height}`);
  await alone.picture(`${pictures}/alone.png`);
  assert.deepEqual(alone.complaints, []);
  await alone.close();
  await page.call("Page.bringToFront");
  await page.click("#reset");
  await page.settled();
});

await check("a chart that is not there is said to be missing", async () => {
  const alone = await chromium.window({ width: 700, height: 520 });
  await alone.go(`${url}#chart=nothing`);
  assert.match(await alone.eval("document.body.innerText"), /no such chart/);
  await alone.close();
});

assert.deepEqual(page.complaints, []);
chromium.close();
