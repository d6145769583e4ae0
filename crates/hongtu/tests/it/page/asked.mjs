// What a published page does with what it is asked for: `node asked.mjs PAGE PICTURES`. The language, by
// whoever published it, the browser or the reader; and settings of addresses and files that cannot all
// be taken. Beside PAGE, in `page-asked-openly`, stands one that was published in no language.
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { check } from "./checks.mjs";
import { browser } from "./chromium.mjs";

const [file, pictures] = process.argv.slice(2);
mkdirSync(pictures, { recursive: true });
const url = pathToFileURL(file).href;
const openly = pathToFileURL(join(dirname(file), "..", "page-asked-openly", "index.html")).href;
const chromium = await browser();

const lang = "document.documentElement.lang";
const text = (selector) => `document.querySelector(${JSON.stringify(selector)}).textContent`;

const until = (page, expression) => page.until(expression, 20);

// A window of a browser that asks for a language. It keeps everything that is said to those who hear
// the page, and what stood in the page before the engine had answered.
async function windowOf(language, options) {
  const page = await chromium.window(options);
  await page.call("Emulation.setUserAgentOverride",
    { userAgent: await page.eval("navigator.userAgent"), acceptLanguage: language });
  await page.call("Page.addScriptToEvaluateOnNewDocument", { source: `
    window.heard = [];
    addEventListener("DOMContentLoaded", () => {
      const said = document.getElementById("said");
      new MutationObserver(() => heard.push(said.textContent))
        .observe(said, { childList: true, characterData: true, subtree: true });
      window.early = {
        awaits: document.body.dataset.awaits,
        words: document.querySelector("#board .awaited").textContent,
        odds: Number(getComputedStyle(document.querySelector('[data-live="o0"]')).opacity),
      };
    });` });
  return page;
}

await check("the language that is published in comes first, whatever the browser asks for", async () => {
  const page = await windowOf("zh-CN");
  await page.go(url);
  assert.equal(await page.eval("navigator.language"), "zh-CN");
  assert.equal(await page.eval(lang), "en");
  await page.close();
});

await check("where none is asked for, the browser chooses", async () => {
  for (const [language, expected] of [["zh-CN", "zh-CN"], ["en-GB", "en"]]) {
    const page = await windowOf(language);
    await page.go(openly);
    await until(page, `${lang} === "${expected}"`);
    await page.close();
  }
});

await check("what a reader has chosen holds on every page", async () => {
  const page = await windowOf("en");
  await page.go(url);
  await page.eval("document.getElementById('language').click()");
  await until(page, `${lang} === "zh-CN"`);
  for (const other of [openly, url]) {
    await page.go(other);
    await until(page, `${lang} === "zh-CN"`);
  }
  await page.eval("localStorage.clear()");
  await page.close();
});

await check("an address that is taken as it is needs no words", async () => {
  const page = await windowOf("en");
  await page.go(`${url}#?tracks=100000000&habit_time=1.5..3.5`);
  await page.settled();
  assert.equal(await page.eval(`${text("#board .amiss")} + ${text("#levers .amiss")}`), "");
  assert.ok(!(await page.eval("heard.join()")).includes("could be set"));
  await page.close();
});

const all = "tracks=1e12&foo=3&congestion_charge=abc&habit_time=9..1&trend=0.1&plain";

for (const width of [1280, 360]) {
  await check(`what of an address is not taken is said until the next change, ${width}`, async () => {
    const page = await windowOf("en", { width });
    await page.go(`${url}#?${all}`);
    await page.call("Page.bringToFront");
    const where = width === 1280 ? "#levers .amiss" : "#board .amiss";
    const seen = await page.eval(text(where));
    assert.ok(await page.eval(`document.querySelector("${where}").checkVisibility()`));
    assert.match(seen, /Nothing in this plan is called so: foo=3; trend=0\.1\./);
    assert.match(seen, /left out: congestion_charge=abc; plain; habit_time=9\.\.1\./);
    assert.match(seen, /end of the range: Tracks 250 million krone\/year \(tracks=1000000000000\)\./);
    await page.picture(`${pictures}/amiss-${width}.png`);
    await until(page, `heard.some((text) => text.includes(${JSON.stringify(seen)}))`);
    await page.eval("document.getElementById('language').click()");
    await until(page, `${lang} === "zh-CN"`);
    assert.match(await page.eval(text(where)), /本规划没有此项：foo=3；trend=0\.1。/);
    await page.settled();
    await page.eval("document.querySelector('.scenario').click()");
    await page.settled();
    await until(page, `${text(where)} === ""`);
    await page.eval("localStorage.clear()");
    await page.close();
  });
}

await check("the same of another address, of what is compared with, and of a chart alone", async () => {
  const page = await windowOf("en");
  await page.go(url);
  await page.eval(`location.hash = "?tracks=-5"; 0`);
  await until(page, `/end of the range: Tracks 0 /.test(${text("#levers .amiss")})`);
  await page.eval(`location.hash = "??bar=1"; 0`);
  await until(page, `/bar=1/.test(${text("#levers .amiss")})`);
  await page.close();
  const alone = await windowOf("en");
  await alone.go(`${url}#chart=every_second_trip?foo=3`);
  await until(alone, `/foo=3/.test(${text(".alone > .amiss")})`);
  assert.ok(await alone.eval(`document.querySelector(".alone > .amiss").checkVisibility()`));
  await alone.close();
});

await check("the same of a file, and of one that holds no settings", async () => {
  const page = await windowOf("en");
  await page.go(url);
  await page.call("Page.bringToFront");
  await page.call("Page.setInterceptFileChooserDialog", { enabled: true });
  const folder = mkdtempSync(join(tmpdir(), "hongtu-asked-"));
  const load = async (content, name = "levers.json") => {
    const file = join(folder, name);
    writeFileSync(file, content);
    const chooser = page.next("Page.fileChooserOpened");
    await page.click("#load");
    const { backendNodeId } = await chooser;
    await page.call("DOM.setFileInputFiles", { files: [file], backendNodeId });
  };
  await load(JSON.stringify({ set: ["tracks=1e12", "foo=1", "new_superhighways=12"] }));
  await until(page, `/foo=1.*end of the range: Tracks/.test(${text("#levers .amiss")})`);
  await until(page, `heard.some((text) => /foo=1/.test(text))`);
  await page.click("#reset");
  await until(page, `${text("#levers .amiss")} === ""`);
  for (const [content, name] of [["{}", "empty.json"], ["no JSON", "other.json"]]) {
    await load(content, name);
    await until(page, `/No settings could be read from this file: ${name}/.test(${text("#levers .amiss")})`);
  }
  await page.close();
});

await check("until the odds of an address are there, the page says that they are computed", async () => {
  const page = await windowOf("en");
  // However fast the machine: the workers hear of everything a second late.
  await page.call("Page.addScriptToEvaluateOnNewDocument", { source: `
    const post = Worker.prototype.postMessage;
    Worker.prototype.postMessage = function (...told) { setTimeout(() => post.apply(this, told), 1000); };` });
  await page.go(`${url}#?tracks=100000000`);
  const early = await page.eval("early");
  assert.equal(early.awaits, "odds");
  assert.match(early.words, /being computed/);
  assert.ok(early.odds < 1, "odds of other settings are pale");
  assert.ok((await page.eval("heard")).some((text) => /being computed/.test(text)));
  await page.settled();
  await until(page, `document.body.dataset.awaits === undefined && ${text("#board .awaited")} === ""`);
  await page.close();
  const plain = await windowOf("en");
  await plain.go(url);
  assert.deepEqual(await plain.eval("[early.awaits, early.words, early.odds]"), [undefined, "", 1].map((v) => v ?? null));
  await plain.close();
});

chromium.close();
