// Writes a plan that is open in a browser, and broken at first: `node open.mjs ADDRESS PLAN PICTURES
// PROCESS`. Says what failed and ends with 1 then.
import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { check } from "./checks.mjs";
import { browser } from "./chromium.mjs";

const [url, plan, pictures, command] = process.argv.slice(2);
mkdirSync(pictures, { recursive: true });
const chromium = await browser();
const long = "Nobody knows how warm the office is. ".repeat(12);
const bad = readFileSync(plan, "utf8").replace("# A cup of coffee\n",
  `# A cup of coffee\n\n${`${long}\n\n`.repeat(6)}## In the office\n\n`);
const good = bad.replace("    - colling\n", "    - cooling\n")
  .replace("<= 42 kilogram", "<= 42 degree");
const doubtful = good.replace("target drinkable",
  "lever sugar : 1 = 1 in 0..2\n\ntarget drinkable");

const root = "document.documentElement.dataset";
const phase = (name) => `document.getElementById("desk").dataset.phase === "${name}"`;
const odds = `document.querySelector('[data-live="o0"]').textContent`;
const ready = (renewals) => page.until(`${root}.renewals === "${renewals}" && ${root}.ready`);

const page = await chromium.window();
writeFileSync(plan, bad);
await page.call("Page.navigate", { url });
await page.call("Page.bringToFront");

await check("a plan that never ran shows what is wrong with it", async () => {
  await page.until(`${phase("broken")} && document.querySelectorAll("#desk li").length === 2`);
  assert.equal(await page.eval(`document.getElementById("page")`), null);
  await page.picture(`${pictures}/never.png`);
});

await check("mended, the page appears by itself", async () => {
  writeFileSync(plan, good);
  await page.until(`${root}.ready`);
  assert.match(await page.eval(`document.getElementById("page").textContent`), /In the office/);
});

let set;
await check("a save redraws the page in place", async () => {
  await page.eval(`document.querySelector(".lever [type=range]").focus()`);
  for (let i = 0; i < 20; i += 1) await page.key("ArrowRight");
  await page.settled();
  const before = await page.eval(odds);
  set = await page.eval("location.hash");
  assert.match(set, /^#\?lid=/);
  await page.eval(`window.kept = true;
    document.getElementById("s-1").scrollIntoView({ block: "start", behavior: "instant" })`);
  const place = await page.eval(`document.getElementById("s-1").getBoundingClientRect().top`);
  writeFileSync(plan, good.replace("# A cup of coffee\n", `# A cup of tea\n\n${long}\n`)
    .replace("<= 42 degree", "<= 60 degree"));
  await ready(1);
  await page.settled();
  assert.equal(await page.eval("window.kept"), true);
  assert.equal(await page.eval(`document.querySelector("h1").textContent`), "A cup of tea");
  assert.equal(await page.eval("location.hash"), set);
  assert.equal(await page.eval(`document.querySelectorAll(".lever.moved").length`), 1);
  assert.equal(await page.eval(`document.activeElement.type`), "range");
  assert.notEqual(await page.eval(odds), before);
  const now = await page.eval(`document.getElementById("s-1").getBoundingClientRect().top`);
  assert.ok(Math.abs(now - place) < 2, `${place} became ${now}`);
  await page.click("#undo");
  await page.settled();
  assert.notEqual(await page.eval("location.hash"), set);
  await page.click("#redo");
  await page.settled();
});

await check("in the other language too", async () => {
  await page.click("#language");
  await page.until(`document.documentElement.lang === "zh-CN"`);
  await page.settled();
  writeFileSync(plan, good);
  await ready(2);
  await page.settled();
  assert.equal(await page.eval("document.documentElement.lang"), "zh-CN");
  assert.match(await page.eval(odds), /个百分点/);
  await page.click("#language");
  await page.until(`document.documentElement.lang === "en"`);
  await page.settled();
  assert.equal(await page.eval(`document.querySelector("h1").textContent`), "A cup of coffee");
  assert.equal(await page.eval("location.hash"), set);
});

await check("a broken plan shows its errors over the last page", async () => {
  writeFileSync(plan, bad);
  await page.until(phase("broken"));
  const said = await page.eval(`document.getElementById("desk-found").innerText`);
  assert.match(said, /colling/);
  assert.match(said, /kilogram/);
  assert.match(await page.eval(`document.querySelector("#s-1 .desk-mark").textContent`), /2 errors/);
  assert.match(await page.eval(`document.getElementById("page").textContent`), /In the office/);
  assert.equal(await page.eval(`Number(getComputedStyle(document.getElementById("page")).opacity) < 1`), true);
  const box = await page.eval(`document.getElementById("desk-found").getBoundingClientRect().toJSON()`);
  assert.ok(box.top >= 0 && box.top < 100 && box.height > 100, "in sight wherever the reader is");
});

for (const [width, dark] of [[360, false], [360, true], [1280, false], [1280, true]]) {
  await check(`its errors at ${width} pixels${dark ? ", dark" : ""}`, async () => {
    const window = await chromium.window({ width, height: 800, dark });
    await window.go(url);
    await window.until(phase("broken"));
    await window.picture(`${pictures}/errors-${width}${dark ? "-dark" : ""}.png`);
    const [scroll, inner] =
      await window.eval("[document.documentElement.scrollWidth, window.innerWidth]");
    assert.ok(scroll <= inner, `${scroll} > ${inner}`);
    await window.close();
  });
}

await check("warnings are there, folded", async () => {
  await page.call("Page.bringToFront");
  writeFileSync(plan, doubtful);
  await ready(3);
  await page.until(phase("ready"));
  const found = `document.querySelector("#desk-found details")`;
  assert.match(await page.eval(`${found}.querySelector("summary").textContent`), /warning|finding/);
  assert.equal(await page.eval(`${found}.open`), false);
  await page.eval("scrollTo(0, 0)");
  await page.picture(`${pictures}/warnings.png`);
});

await check("nothing complains", async () => {
  assert.deepEqual(page.complaints, []);
});

await check("the page says when the command has ended", async () => {
  process.kill(Number(command));
  await page.until(phase("lost"));
  await page.picture(`${pictures}/lost.png`);
  assert.match(await page.eval(`document.getElementById("desk-status").innerText`), /has ended/);
});

chromium.close();
