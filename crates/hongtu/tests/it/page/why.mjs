// Asks a published page why, and changes its assumptions: `node why.mjs PAGE PICTURES`. Says what
// failed and ends with 1 then.
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { check } from "./checks.mjs";
import { browser } from "./chromium.mjs";

const [file, pictures] = process.argv.slice(2);
mkdirSync(pictures, { recursive: true });
const url = pathToFileURL(file).href;
const chromium = await browser();
const odds = `document.querySelector('#now [data-live="o0"]').textContent`;
const title = `document.getElementById("why-title").firstChild.textContent.trim()`;
const open = `document.getElementById("why")?.open === true`;
const whole = (name) => `document.getElementById("why-body").dataset.whole === "${name}"`;

const page = await chromium.window();
await page.go(url);
await page.call("Page.bringToFront");
const first = await page.eval(odds);

await check("a target on the board says why, from what, and with which evidence", async () => {
  await page.click(`[data-ask="every_second_trip"] .ask`);
  await page.until(whole("every_second_trip"));
  assert.equal(await page.eval(open), true);
  assert.equal(await page.eval(`document.activeElement.id`), "why-title");
  const text = await page.eval(`document.getElementById("why-body").textContent`);
  for (const part of ["What feeds it", "In the plan", "Evidence", "level(bicycle_share", first.split("%")[0]]) {
    assert.ok(text.includes(part), part);
  }
  await page.picture(`${pictures}/why-target-1280.png`);
});

await check("one walks along the graph and back", async () => {
  await page.click(`#why button.node[data-why="bicycle_share"]`);
  await page.until(whole("bicycle_share"));
  assert.equal(await page.eval(title), "Bicycle share");
  assert.equal(await page.eval(`document.querySelectorAll("#why .wires path").length`), 5);
  assert.equal(await page.eval(`document.querySelectorAll("#why svg .mid").length > 0`), true);
  await page.picture(`${pictures}/why-1280.png`);
  await page.click(`#why button.node[data-why="base_share"]`);
  await page.until(whole("base_share"));
  const text = await page.eval(`document.getElementById("why-body").textContent`);
  for (const part of ["normal(sd 7%)", "Before the evidence", "With the evidence"]) {
    assert.ok(text.includes(part), part);
  }
  for (const name of ["bicycle_share", "every_second_trip"]) {
    await page.click("#why-back");
    await page.until(whole(name));
  }
  assert.equal(await page.eval(`document.getElementById("why-back").disabled`), true);
});

await check("Escape closes it, and focus goes back to where it was", async () => {
  await page.key("Escape");
  assert.equal(await page.eval(open), false);
  assert.equal(await page.eval(`document.activeElement.dataset.why`), "every_second_trip");
});

await check("names in equations and values in sentences open it by keys", async () => {
  await page.eval(`[...document.querySelectorAll("details.model")].forEach((d) => { d.open = true; })`);
  await page.until(`document.querySelector("pre code [data-why=bicycle_share]")`);
  for (const place of ["pre code [data-why=bicycle_share]", "dt [data-why=habit_time]", ".live[data-why]"]) {
    const name = await page.eval(`document.querySelector("${place}").dataset.why`);
    await page.eval(`document.querySelector("${place}").focus()`);
    await page.key("Enter");
    await page.until(whole(name));
    assert.equal(await page.eval(open), true, place);
    await page.key("Escape");
    assert.equal(await page.eval(`document.activeElement === document.querySelector("${place}")`), true);
  }
});

const field = (name, end) => `.belief[data-name="${name}"] .${end}`;
async function type(name, end, value) {
  await page.eval(`(() => {
    const field = document.querySelector('${field(name, end)}');
    field.value = ${value};
    field.dispatchEvent(new Event("change"));
  })()`);
  await page.settled();
}
const left = `document.querySelector('#levers [data-live="w"]').textContent`;
let changed;

await check("a changed assumption changes the odds and says how many draws are left", async () => {
  await page.eval(`document.getElementById("beliefs").open = true`);
  await type("habit_time", "middle", 3);
  changed = await page.eval(odds);
  assert.notEqual(changed, first);
  assert.match(await page.eval(left), /[0-9,]+ of [0-9,]+ effective draws are left/);
  assert.match(await page.eval(`location.hash`), /^#\?habit_time=[0-9.]+\.\.[0-9.]+$/);
  assert.match(await page.eval(`document.getElementById("changes").textContent`), /abit time/);
  assert.equal(await page.eval(`document.querySelector(".belief.moved").dataset.name`), "habit_time");
  await page.eval(`document.querySelector(".belief.moved").scrollIntoView({ block: "center" })`);
  await page.picture(`${pictures}/assumption-1280.png`);
});

await check("with a lever moved besides, the link shows the same elsewhere", async () => {
  await page.eval(`document.querySelector(".lever [type=range]").focus()`);
  for (let i = 0; i < 5; i += 1) await page.key("ArrowRight");
  await page.settled();
  assert.match(await page.eval(`location.hash`), /^#\?[a-z_]+=[0-9]+&habit_time=/);
  const other = await chromium.window();
  await other.go(url + await page.eval(`location.hash`));
  await other.settled();
  assert.equal(await other.eval(odds), await page.eval(odds));
  assert.equal(await other.eval(left), await page.eval(left));
  await other.close();
  await page.call("Page.bringToFront");
  for (let i = 0; i < 5; i += 1) await page.click("#undo");
  await page.settled();
  assert.equal(await page.eval(odds), changed);
});

await check("undo takes an assumption back, and what is no range is refused", async () => {
  await page.click("#undo");
  await page.settled();
  assert.equal(await page.eval(odds), first);
  assert.equal(await page.eval(left), "");
  await page.click("#redo");
  await page.settled();
  assert.equal(await page.eval(odds), changed);
  await type("habit_time", "low", 9);
  assert.match(await page.eval(`document.getElementById("state").textContent`), /lower to a higher/);
  assert.equal(await page.eval(odds), changed);
});

await check("far from the plan the odds are not to be used, and say so", async () => {
  await type("drift", "middle", 3);
  assert.match(await page.eval(odds), /\?/);
  assert.match(await page.eval(`document.querySelector('[data-live="lede"]').textContent`), /not/i);
  assert.match(await page.eval(left), /not to be used/);
  await page.picture(`${pictures}/too-few-1280.png`);
  await page.click("#reset");
  await page.settled();
  assert.equal(await page.eval(odds), first);
});

await check("assumptions can be found by a word", async () => {
  const seen = `[...document.querySelectorAll(".belief")].filter((b) => !b.hidden).length`;
  const all = await page.eval(seen);
  await page.eval(`(() => {
    const find = document.getElementById("find-belief");
    find.value = "habit";
    find.dispatchEvent(new Event("input"));
  })()`);
  const found = await page.eval(seen);
  assert.ok(found > 0 && found < all, `${found} of ${all}`);
});

await check("nothing complains, and no id is there twice", async () => {
  assert.deepEqual(page.complaints, []);
  await page.click(`[data-ask="every_second_trip"] .ask`);
  await page.until(whole("every_second_trip"));
  const twice = await page.eval(`(() => {
    const ids = [...document.querySelectorAll("[id]")].map((e) => e.id);
    return ids.filter((id, i) => ids.indexOf(id) !== i);
  })()`);
  assert.deepEqual(twice, []);
  await page.close();
});

for (const [width, dark] of [[360, true], [768, false]]) {
  await check(`at ${width} pixels the panel has room, in Chinese too`, async () => {
    const window = await chromium.window({ width, height: 900, dark });
    await window.go(url);
    // The language that somebody chose before is kept.
    await window.eval(`if (document.documentElement.lang !== "zh-CN") {
      document.getElementById("language").click();
    }`);
    await window.until(`document.documentElement.lang === "zh-CN"`);
    await window.settled();
    await window.click(`[data-ask="every_second_trip"] .ask`);
    await window.until(whole("every_second_trip"));
    assert.match(await window.eval(`document.getElementById("why-body").textContent`), /影响它的量/);
    const [scroll, inner] = await window.eval(
      `[document.getElementById("why").scrollWidth, document.getElementById("why").clientWidth]`);
    assert.ok(scroll <= inner, `${scroll} > ${inner}`);
    await window.picture(`${pictures}/why-zh-${width}.png`);
    await window.close();
  });
}

chromium.close();
