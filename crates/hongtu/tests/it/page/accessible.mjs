// Looks whether everybody can use a published page: `node accessible.mjs PAGE PICTURES`. HONGTU_AXE is
// the file of axe-core, which looks for breaches of WCAG 2.2 AA; without it the rest is looked at.
import assert from "node:assert/strict";
import { mkdirSync, readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { check } from "./checks.mjs";
import { browser } from "./chromium.mjs";

const [file, pictures] = process.argv.slice(2);
mkdirSync(pictures, { recursive: true });
const url = pathToFileURL(file).href;
const chromium = await browser();
const axe = process.env.HONGTU_AXE ? readFileSync(process.env.HONGTU_AXE, "utf8") : undefined;
if (!axe) console.log("skipped: axe-core is not here to look for breaches of WCAG");

const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

// What axe-core finds on a page as it stands. It looks at all of it at once, so that all of it is laid
// out, as each part is where a person sees it.
async function breaches(page) {
  if (!axe) return [];
  await page.eval(`(() => {
    const style = new CSSStyleSheet();
    style.replaceSync("* { content-visibility: visible !important }");
    document.adoptedStyleSheets = [style];
  })()`);
  await page.eval(`${axe};0`);
  return page.eval(`axe.run(document, { runOnly: ${JSON.stringify(rules)} }).then((found) =>
    found.violations.map(({ id, nodes }) => [id, nodes.length, nodes[0].target.join(" "), nodes[0].failureSummary]))`);
}

const unfold = `document.querySelectorAll("details").forEach((part) => { part.open = true; });0`;

if (axe) {
  await check("axe-core finds what is planted", async () => {
    const page = await chromium.window();
    await page.go(url);
    await page.eval(`document.body.insertAdjacentHTML("beforeend", "<button></button><p>pale words</p>");
      Object.assign(document.body.lastChild.style, { color: "#bbb", background: "#fff" });0`);
    const found = (await breaches(page)).map(([id]) => id);
    for (const id of ["button-name", "color-contrast"]) assert.ok(found.includes(id), found.join());
    await page.close();
  });
}

for (const dark of [false, true]) {
  const shade = dark ? "dark" : "light";
  const page = await chromium.window({ dark });
  await page.go(url);
  await page.call("Page.bringToFront");
  for (const lang of ["en", "zh-CN"]) {
    await check(`nothing is amiss, ${lang}, ${shade}`, async () => {
      await page.until(`document.documentElement.lang === "${lang}"`);
      await page.settled();
      assert.deepEqual(await breaches(page), []);
      await page.eval(unfold);
      assert.deepEqual(await breaches(page), []);
    });
    await check(`nor with levers moved, another beside and the panel open, ${lang}, ${shade}`, async () => {
      await page.click("#pin");
      await page.click(".scenario");
      await page.settled();
      await page.click(`[data-ask="every_second_trip"] .ask`);
      await page.until(`document.getElementById("why-body").dataset.whole === "every_second_trip"`);
      assert.deepEqual(await breaches(page), []);
      await page.key("Escape");
      await page.until(`!document.getElementById("why").open`);
      assert.deepEqual(await breaches(page), []);
      await page.click("#reset");
      await page.click("#language");
    });
  }
  await page.close();
}

// Contrast of a colour with the paper, as WCAG 2.2 has it.
const contrast = `((colour) => {
  const light = (text) => {
    const part = (value) => {
      const share = value / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    };
    const [red, green, blue] = text.match(/[\\d.]+/g).map(Number);
    return 0.2126 * part(red) + 0.7152 * part(green) + 0.0722 * part(blue);
  };
  const [dim, bright] = [light(colour), light(getComputedStyle(document.body).backgroundColor)]
    .sort((a, b) => a - b);
  return (bright + 0.05) / (dim + 0.05);
})`;

for (const dark of [false, true]) {
  const shade = dark ? "dark" : "light";
  await check(`with forced colours charts and marks are there, ${shade}`, async () => {
    const page = await chromium.window({ dark });
    await page.call("Emulation.setEmulatedMedia", { features: [
      { name: "forced-colors", value: "active" },
      { name: "prefers-color-scheme", value: shade },
    ] });
    await page.go(url);
    await page.call("Page.bringToFront");
    const found = await page.eval(`(() => {
      const contrast = ${contrast};
      const least = (selector, key) => {
        const all = [...document.querySelectorAll(selector)].filter((part) => part.getClientRects().length);
        const lit = all.map((part) => contrast(getComputedStyle(part)[key]));
        return [all.length, Math.min(...lit)];
      };
      return {
        forced: matchMedia("(forced-colors: active)").matches,
        text: least("svg text", "fill"), course: least("svg .mid", "stroke"),
        goal: least("svg .goal", "stroke"), due: least("svg .due", "stroke"), seen: least("svg .bar", "stroke"),
      };
    })()`);
    assert.equal(found.forced, true);
    for (const [what, least] of [["text", 4.5], ["course", 3], ["goal", 3], ["due", 3], ["seen", 3]]) {
      const [count, lit] = found[what];
      assert.ok(count > 0 && lit >= least, `${what}: ${count} at ${lit}`);
    }
    assert.deepEqual(await breaches(page), []);
    await page.picture(`${pictures}/forced-${shade}.png`);
    await page.eval(`document.querySelector("figure.chart").scrollIntoView()`);
    await page.picture(`${pictures}/forced-${shade}-chart.png`);
    await page.close();
  });
}

for (const percent of [200, 400]) {
  await check(`at ${percent} % nothing is cut off`, async () => {
    const page = await chromium.window();
    const share = 100 / percent;
    await page.call("Emulation.setDeviceMetricsOverride",
      { width: 1280 * share, height: 1024 * share, deviceScaleFactor: 1 / share, mobile: false });
    await page.go(url);
    await page.call("Page.bringToFront");
    for (const lang of ["en", "zh-CN"]) {
      await page.until(`document.documentElement.lang === "${lang}"`);
      const [wide, room] = await page.eval(`[document.documentElement.scrollWidth, innerWidth]`);
      assert.ok(wide <= room, `${lang}: ${wide} of ${room}`);
      assert.deepEqual(await breaches(page), []);
      await page.picture(`${pictures}/zoom-${percent}-${lang}.png`);
      await page.click(`[data-ask="every_second_trip"] .ask`);
      await page.until(`document.getElementById("why-body").dataset.whole === "every_second_trip"`);
      const [inside, over] = await page.eval(
        `(({ scrollWidth, clientWidth }) => [scrollWidth, clientWidth])(document.getElementById("why"))`);
      assert.ok(inside <= over, `the panel, ${lang}: ${inside} of ${over}`);
      await page.picture(`${pictures}/zoom-${percent}-${lang}-why.png`);
      await page.key("Escape");
      await page.until(`!document.getElementById("why").open`);
      await page.click("#open");
      await page.picture(`${pictures}/zoom-${percent}-${lang}-levers.png`);
      await page.click("#open");
      await page.click("#language");
    }
    await page.close();
  });
}

await check("every slider has a name and says its value with the unit", async () => {
  const page = await chromium.window();
  await page.go(url);
  const [sliders, mute] = await page.eval(`(() => {
    const all = [...document.querySelectorAll("[type=range],[role=slider]")];
    const named = (part) => part.labels?.length || part.getAttribute("aria-label") || part.getAttribute("aria-labelledby");
    return [all.length, all.filter((part) => !named(part) || !part.getAttribute("aria-valuetext")).map((part) => part.id || part.className)];
  })()`);
  assert.ok(sliders > 3);
  assert.deepEqual(mute, []);
  await page.close();
});

chromium.close();
