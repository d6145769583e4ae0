// Compares two scenarios, replays a change and sorts the board of a published page:
// `node compare.mjs PAGE PICTURES`.
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
await page.call("Page.bringToFront");
const odds = `[...document.querySelectorAll("#now .odds b")].map((b) => b.textContent)`;
const pinned = `[...document.querySelectorAll("#now .pinned")].map((a) => a.textContent)`;
const rows = `[data-live="f0"] tr[data-at]`;
const chart = `document.querySelector('[data-live="f0"]').innerHTML`;
const set = `[...document.querySelectorAll(".lever [type=number]")].map((typed) => Number(typed.value))`;
const scenario = (number) => `.scenario[data-scenario="${number}"]`;

await check("A and B stand side by side, on the board and in charts", async () => {
  await page.click(scenario(0));
  await page.settled();
  const a = await page.eval(odds);
  const medians = await page.eval(`[...document.querySelectorAll('${rows}')]
    .map((row) => row.children[3].textContent)`);
  await page.click("#pin");
  await page.settled();
  await page.click(scenario(1));
  await page.settled();
  assert.deepEqual(await page.eval(pinned), a.map((odds) => `A ${odds.replace("?", "")}`));
  assert.notDeepEqual(await page.eval(odds), a);
  // What charts draw in grey is A: wherever the two differ, the median under A.
  const before = await page.eval(`[...document.querySelectorAll('${rows}')]
    .map((row) => row.dataset.before ?? null)`);
  assert.ok(before.some((median) => median !== null));
  before.forEach((median, i) => assert.ok(median === null || median === medians[i], `${median}`));
  assert.match(await page.eval(chart), /class="ghost"/);
  assert.match(await page.eval(`document.getElementById("compared").innerText`), /A is.*\n?.*B is/);
  await page.picture(`${pictures}/compare.png`);
});

await check("what A changes to B is the difference of the odds of both", async () => {
  const rows = await page.eval(`[...document.querySelectorAll("#now .odds")].map((cell) =>
    [".pinned", "b", ".change"].map((part) => cell.querySelector(part)?.textContent ?? ""))`);
  let compared = 0;
  for (const [a, b, change] of rows) {
    const [, from] = /([0-9]+)%/.exec(a);
    const [, to] = /([0-9]+)%/.exec(b);
    const [, points] = /([+−][0-9.]+)/.exec(change) ?? [0, "0"];
    assert.ok(Math.abs(to - from - Number(points.replace("−", "-"))) <= 1.5, `${a} ${b} ${change}`);
    if (points !== "0") compared += 1;
  }
  assert.ok(compared > 0);
});

await check("the address holds both", async () => {
  const other = await chromium.window();
  await other.go(url + await page.eval("location.hash"));
  await other.settled();
  assert.deepEqual(await other.eval(odds), await page.eval(odds));
  assert.deepEqual(await other.eval(pinned), await page.eval(pinned));
  assert.equal(await other.eval(chart), await page.eval(chart));
  await other.close();
  await page.call("Page.bringToFront");
});

await check("A is set again, and the comparison ends", async () => {
  const a = await page.eval(pinned);
  await page.click("#take");
  await page.settled();
  assert.deepEqual((await page.eval(odds)).map((odds) => `A ${odds.replace("?", "")}`), a);
  await page.click("#pin");
  await page.settled();
  assert.deepEqual(await page.eval(pinned), []);
  assert.equal(await page.eval(`document.getElementById("compared").hidden`), true);
  assert.doesNotMatch(await page.eval("location.hash"), /\?.*\?/);
});

await check("the last change is played from before to after", async () => {
  await page.click("#reset");
  await page.settled();
  const before = await page.eval(set);
  await page.click(scenario(0));
  await page.settled();
  const after = await page.eval(set);
  const last = await page.eval(odds);
  await page.eval(`(() => {
    window.frames_seen = [];
    const look = () => { window.frames_seen.push(${set}); window.looking = setTimeout(look, 20); };
    look();
  })()`);
  await page.click("#replay");
  await page.until(`document.getElementById("replay").hasAttribute("aria-pressed")`);
  await page.until(`!document.getElementById("replay").hasAttribute("aria-pressed")`);
  await page.settled();
  const frames = await page.eval("(clearTimeout(window.looking), window.frames_seen)");
  const kinds = new Set(frames.map(String));
  assert.ok(kinds.has(String(before)) && kinds.has(String(after)) && kinds.size > 4, `${kinds.size}`);
  assert.deepEqual(await page.eval(set), after);
  assert.deepEqual(await page.eval(odds), last);
  await page.click("#undo");
  await page.settled();
  assert.deepEqual(await page.eval(set), before);
});

await check("where motion is not wanted only before and after are shown", async () => {
  const still = await chromium.window();
  await still.call("Emulation.setEmulatedMedia",
    { features: [{ name: "prefers-reduced-motion", value: "reduce" }] });
  await still.go(url);
  await still.click(scenario(0));
  await still.settled();
  await still.eval(`(() => {
    window.frames_seen = [];
    const look = () => { window.frames_seen.push(${set}); window.looking = setTimeout(look, 20); };
    look();
  })()`);
  await still.click("#replay");
  await still.until(`!document.getElementById("replay").hasAttribute("aria-pressed")`);
  const kinds = new Set((await still.eval("window.frames_seen")).map(String));
  assert.equal(kinds.size, 2);
  await still.close();
  await page.call("Page.bringToFront");
});

await check("odds that changed are said once for a whole drag", async () => {
  await page.eval(`(() => {
    window.said = [];
    new MutationObserver(() => window.said.push(document.getElementById("said").textContent))
      .observe(document.getElementById("said"), { childList: true });
  })()`);
  const from = await page.place(".lever [type=range]", 0.3, 0.5);
  const to = await page.place(".lever [type=range]", 0.9, 0.5);
  const mouse = (type, x) =>
    page.call("Input.dispatchMouseEvent", { type, x, y: to.y, button: "left", clickCount: 1 });
  await mouse("mousePressed", from.x);
  for (let i = 1; i <= 10; i += 1) {
    await mouse("mouseMoved", from.x + (to.x - from.x) * i / 10);
    await new Promise((resolve) => setTimeout(resolve, 150));
  }
  await mouse("mouseReleased", to.x);
  await page.settled();
  await page.until("window.said.length > 0");
  await new Promise((resolve) => setTimeout(resolve, 1500));
  assert.equal(await page.eval("window.said.length"), 1);
  await page.click("#reset");
  await page.settled();
});

await check("the board is sorted by odds, and back", async () => {
  const rows = `[...document.querySelector("table.board").tBodies[0].rows]
    .map((row) => [Number.parseFloat(row.querySelector(".odds b").textContent.replace(/[<>]/, "")),
      row.dataset.place])`;
  const before = await page.eval(rows);
  await page.click("#sort");
  const sorted = await page.eval(rows);
  assert.deepEqual(sorted.map(([odds]) => odds), before.map(([odds]) => odds).sort((a, b) => b - a));
  assert.equal(await page.eval(`document.getElementById("sort").getAttribute("aria-pressed")`), "true");
  await page.click("#sort");
  assert.deepEqual(await page.eval(rows), before);
});

assert.deepEqual(page.complaints, []);
chromium.close();
