// Uses a published page as a person does: `node drive.mjs PAGE PICTURES`. Says what failed and
// ends with 1 then.
import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { check } from "./checks.mjs";
import { browser } from "./chromium.mjs";

const [file, pictures] = process.argv.slice(2);
mkdirSync(pictures, { recursive: true });
const url = pathToFileURL(file).href;
const chromium = await browser();
const odds = `document.querySelector('[data-live="o0"]').textContent`;
const chart = `document.querySelector('[data-live="f0"]').innerHTML`;
const address = "location.hash";
const board = `document.getElementById("board").textContent.replace(/\\s+/g, " ")`;

const page = await chromium.window();
await page.go(url);
await page.call("Page.bringToFront");
const first = await page.eval(odds);
const drawn = await page.eval(chart);
const told = await page.eval(board);
const figures = `document.querySelector("#board details.data table").textContent`;
const listed = await page.eval(figures);
let moved;

await check("a lever that is moved by keys changes odds, charts and the address", async () => {
  await page.eval(`document.querySelector(".lever [type=range]").focus()`);
  for (let i = 0; i < 30; i += 1) await page.key("ArrowRight");
  await page.settled();
  moved = await page.eval(odds);
  assert.notEqual(moved, first);
  assert.notEqual(await page.eval(chart), drawn);
  assert.match(await page.eval(chart), /class="ghost"/);
  assert.notEqual(await page.eval(figures), listed);
  assert.match(await page.eval(address), /^#\?[a-z_]+=[0-9]+$/);
  await page.until(`document.getElementById("said").textContent !== ""`);
});

await check("the address in another window shows the same", async () => {
  const other = await chromium.window();
  await other.go(url + await page.eval(address));
  await other.settled();
  assert.equal(await other.eval(odds), moved);
  assert.equal(await other.eval(chart), await page.eval(chart));
  await other.close();
  await page.call("Page.bringToFront");
});

await check("undo and redo", async () => {
  while (!await page.eval(`document.getElementById("undo").disabled`)) await page.click("#undo");
  await page.settled();
  assert.equal(await page.eval(odds), first);
  assert.equal(await page.eval(address), "");
  assert.equal(await page.eval(board), told);
  while (!await page.eval(`document.getElementById("redo").disabled`)) await page.click("#redo");
  await page.settled();
  assert.equal(await page.eval(odds), moved);
});

await check("a lever says in words where it is", async () => {
  const here = `[...document.querySelectorAll("[data-name=tracks] .zones .here")].map((e) => e.textContent)`;
  const set = (at) => page.eval(`(() => {
    const slider = document.querySelector("[data-name=tracks] [type=range]");
    slider.value = ${at};
    slider.dispatchEvent(new Event("input", { bubbles: true }));
    slider.dispatchEvent(new Event("change", { bubbles: true }));
    return slider.getAttribute("aria-valuetext");
  })()`);
  assert.match(await set(90), /, up to twice$/);
  assert.deepEqual(await page.eval(here), ["up to twice"]);
  assert.match(await set(30), /, less than now$/);
  assert.deepEqual(await page.eval(here), ["less than now"]);
});

await check("a typed value, beyond the range, is taken to its end", async () => {
  await page.eval(`(() => {
    const typed = document.querySelector(".lever [type=number]");
    typed.value = 1e9;
    typed.dispatchEvent(new Event("change"));
  })()`);
  await page.settled();
  const [value, most] = await page.eval(
    `["value", "max"].map((name) => document.querySelector(".lever [type=range]")[name])`);
  assert.equal(value, most);
});

await check("a scenario is a button that stays pressed, and reset sets all back", async () => {
  await page.click(".scenario");
  await page.settled();
  const pressed = `document.querySelector(".scenario").getAttribute("aria-pressed")`;
  assert.equal(await page.eval(pressed), "true");
  await page.click("#reset");
  await page.settled();
  assert.equal(await page.eval(pressed), "false");
  assert.equal(await page.eval(odds), first);
});

await check("where a pointer is going is asked before the slider is there, and where it stays after all", async () => {
  const slider = ".lever [type=range]";
  const asked = () => page.eval(`Number(document.documentElement.dataset.asked)`);
  const point = async (type, part) => {
    const { x, y } = await page.place(slider, part);
    await page.call("Input.dispatchMouseEvent", { type, x, y, button: "left", buttons: 1, clickCount: 1 });
  };
  await point("mousePressed", 0.5);
  await point("mouseMoved", 0.7);
  await page.settled();
  const at = `document.querySelector("${slider}").value`;
  const [here, number, value] = [await page.eval(odds), await asked(), await page.eval(at)];
  assert.notEqual(here, first);
  const { x } = await page.place(slider, 0.2);
  const foretold = await page.eval(`(() => {
    const going = new PointerEvent("pointerrawupdate", { buttons: 1, clientX: ${x} });
    document.querySelector("${slider}").dispatchEvent(going);
    return Number(document.documentElement.dataset.asked);
  })()`);
  assert.equal(foretold, number + 1);
  await page.until(`Number(document.documentElement.dataset.asked) === ${number + 2}`);
  await page.settled();
  assert.equal(await page.eval(odds), here);
  assert.equal(await page.eval(at), value);
  await point("mouseReleased", 0.7);
  await page.click("#reset");
  await page.settled();
  assert.equal(await page.eval(odds), first);
});

await check("what changes nothing cannot be undone", async () => {
  const undos = async () => {
    let count = 0;
    for (; !await page.eval(`document.getElementById("undo").disabled`); count += 1) {
      await page.click("#undo");
      await page.settled();
    }
    return count;
  };
  await undos();
  await page.click("#reset");
  await page.eval(`location.hash = "?nothing=1"; 0`);
  await page.until(`/nothing=1/.test(document.querySelector("#levers .amiss").textContent)`);
  for (let time = 0; time < 2; time += 1) {
    await page.click(".scenario");
    await page.settled();
  }
  assert.equal(await undos(), 1);
});

await check("what is set is saved to a file, and loaded from it", async () => {
  await page.click(".scenario");
  await page.settled();
  const [there, set] = [await page.eval(odds), await page.eval(address)];
  const folder = mkdtempSync(join(tmpdir(), "hongtu-saved-"));
  await page.call("Browser.setDownloadBehavior", { behavior: "allow", downloadPath: folder })
    .catch(() => page.call("Page.setDownloadBehavior", { behavior: "allow", downloadPath: folder }));
  const file = join(folder, "levers.json");
  await page.click("#save");
  for (let i = 0; i < 200 && !existsSync(file); i += 1) await new Promise((go) => setTimeout(go, 50));
  assert.equal(`#?${JSON.parse(readFileSync(file)).set.join("&")}`, set);
  await page.click("#reset");
  await page.settled();
  assert.equal(await page.eval(address), "");
  await page.call("Page.setInterceptFileChooserDialog", { enabled: true });
  const chooser = page.next("Page.fileChooserOpened");
  await page.click("#load");
  const { backendNodeId } = await chooser;
  await page.call("DOM.setFileInputFiles", { files: [file], backendNodeId });
  await page.until(`location.hash === ${JSON.stringify(set)}`);
  await page.settled();
  assert.equal(await page.eval(odds), there);
  await page.click("#reset");
  await page.settled();
});

await check("the other language keeps what is set", async () => {
  await page.click(".scenario");
  await page.settled();
  const before = await page.eval(address);
  await page.click("#language");
  await page.until(`document.documentElement.lang === "zh-CN"`);
  await page.settled();
  assert.equal(await page.eval(address), before);
  assert.equal(await page.eval(`document.querySelectorAll(".lever.moved").length > 0`), true);
  assert.match(await page.eval(odds), /个百分点/);
  assert.equal(await page.eval(`document.getElementById("state").textContent`), "");
  const headings = `[...document.querySelectorAll("main h2[id^=s-], .contents a, details.levers summary")]`;
  assert.match(await page.eval(`${headings}.map((e) => e.textContent).join()`), /骑行空间.*骑行空间.*骑行空间/);
  await page.picture(`${pictures}/zh-1280.png`);
  // What is put back holds no styles, which the page's policy would refuse.
  for (const lang of ["en", "zh-CN"]) {
    await page.click("#language");
    await page.until(`document.documentElement.lang === "${lang}"`);
    await page.settled();
  }
});

await check("every control has a name, and no id is there twice", async () => {
  const nameless = await page.eval(`[...document.querySelectorAll("button, input, summary")]
    .filter((e) => !(e.getAttribute("aria-label") || e.textContent.trim() ||
      (e.labels && e.labels.length > 0))).map((e) => e.outerHTML)`);
  assert.deepEqual(nameless, []);
  const twice = await page.eval(`(() => {
    const ids = [...document.querySelectorAll("[id]")].map((e) => e.id);
    return ids.filter((id, i) => ids.indexOf(id) !== i);
  })()`);
  assert.deepEqual(twice, []);
});

await check("nothing is loaded from elsewhere, and nothing complains", async () => {
  const loaded = page.requests.filter((asked) => !/^(file|blob|data):/.test(asked));
  assert.deepEqual(loaded, []);
  assert.deepEqual(page.complaints, []);
});

await check("it prints", async () => {
  const { data } = await page.call("Page.printToPDF", {});
  assert.ok(data.length > 20_000, `${data.length}`);
});

await check("without scripts it is the report", async () => {
  const still = await chromium.window({ script: false });
  await still.go(url);
  await still.picture(`${pictures}/without-scripts.png`);
  const { root } = await still.call("DOM.getDocument", { depth: 0 });
  const html = await still.call("DOM.getOuterHTML", { nodeId: root.nodeId });
  assert.match(html.outerHTML, /<aside id="levers"[^>]* hidden/);
  assert.match(html.outerHTML, /data-live="o0"><span/);
  await still.close();
});

for (const [width, dark] of [[320, false], [360, true], [768, false], [1280, true], [1920, false]]) {
  await check(`at ${width} pixels nothing sticks out`, async () => {
    const window = await chromium.window({ width, height: 900, dark });
    await window.go(url);
    await window.picture(`${pictures}/en-${width}${dark ? "-dark" : ""}.png`);
    const [scroll, inner] =
      await window.eval("[document.documentElement.scrollWidth, window.innerWidth]");
    assert.ok(scroll <= inner, `${scroll} > ${inner}`);
    const [title, language, target] = await window.eval(`["h1", "#language", "table.board tbody tr"].map(
      (name) => document.querySelector(name).getBoundingClientRect().bottom)`);
    assert.ok(title < 900 && language < 100 && target < 900, "the first screen shows what it is");
    if (width < 1280) {
      await window.click("#open");
      assert.equal(await window.eval(
        `getComputedStyle(document.getElementById("levers")).display !== "none"`), true);
      await window.picture(`${pictures}/en-${width}-levers.png`);
      await window.key("Escape");
      assert.equal(await window.eval(`document.activeElement.id`), "open");
      await window.call("Page.bringToFront");
      await window.eval(`location.hash = "?tracks=100000000"; 0`);
      const differs = `document.getElementById("differs")`;
      await window.until(`${differs}.textContent !== "" && ${differs}.checkVisibility()`);
    }
    await window.close();
  });
}

chromium.close();
