// Measures published pages: `node measure.mjs PAGE…`. Each is served from loopback, opened in a new
// window and used: single moves of a slider with all that follows from each, then a drag. What the
// thread that paints does meanwhile is read from a performance trace.
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { gunzipSync, gzipSync } from "node:zlib";
import { browser } from "../../crates/hongtu/tests/it/page/chromium.mjs";

const ROUNDS = Number(process.env.ROUNDS || 3);
const MOVES = 12;
const DRAG_MOVES = 90;
const FRAME = 1000 / 60;

// Runs in the page before its own scripts. What is painted is known from a task behind the frame in
// which it was put into the page.
function watch() {
  const log = { inputs: [], done: [], ready: 0 };
  window.measured = log;
  const now = () => performance.now();
  let hand = 0;
  for (const kind of ["pointerdown", "pointermove"]) {
    addEventListener(kind, ({ timeStamp }) => { hand = timeStamp; }, { capture: true });
  }
  addEventListener("input", () => log.inputs.push({ at: now(), hand }), { capture: true });
  addEventListener("input", () => {
    const last = log.inputs[log.inputs.length - 1];
    last.number = document.documentElement.dataset.asked;
  });
  const hear = (records) => {
    const { dataset } = document.documentElement;
    if (dataset.ready && !log.ready) log.ready = now();
    for (const { attributeName } of records) {
      const kind = attributeName.slice("data-".length);
      if (!["preview", "full", "seen", "rest"].includes(kind)) continue;
      const note = JSON.parse(dataset[kind]);
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => {
        port1.close();
        log.done.push({ kind, number: String(note.number), took: note.took, at: now() });
      };
      port2.postMessage(0);
    }
  };
  new MutationObserver(hear).observe(document, { attributes: true, subtree: true, attributeFilter:
    ["data-ready", "data-preview", "data-full", "data-seen", "data-rest"] });
}

const pages = process.argv.slice(2).map((file) => ({ file, html: readFileSync(file), figures: {} }));
const server = createServer((request, response) => {
  const page = pages[Number(request.url.slice(1))];
  response.writeHead(page ? 200 : 404, { "content-type": "text/html; charset=utf-8" });
  response.end(page && page.html);
});
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
const { port } = server.address();
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

function note(page, name, values) {
  page.figures[name] = (page.figures[name] || []).concat(values);
}

function noteTasks(page, tasks, when) {
  const walls = tasks.map((task) => task.wall);
  note(page, `tasks over 1 ms ${when}`, walls.filter((wall) => wall > 1));
  note(page, `tasks over 8 ms ${when}`, walls.filter((wall) => wall > 8).length);
  note(page, `longest task ${when}`, Math.max(...walls));
  note(page, `longest task ${when}, processor`, Math.max(...tasks.map((task) => task.cpu)));
}

async function traced(window, act) {
  window.events.length = 0;
  // What else could be traced takes a tenth of the time that is measured.
  const categories = "toplevel";
  await window.call("Tracing.start", { categories, transferMode: "ReportEvents" });
  await act();
  const complete = window.next("Tracing.tracingComplete");
  await window.call("Tracing.end");
  await complete;
  const painters = new Set(window.events
    .filter((e) => e.name === "thread_name" && e.args.name === "CrRendererMain")
    .map((e) => `${e.pid}/${e.tid}`));
  const tasks = window.events.filter((e) => e.ph === "X" && painters.has(`${e.pid}/${e.tid}`) &&
    /RunTask$/.test(e.name));
  // A task is told by each of the loops that it runs in.
  const outer = tasks.filter((e) => e.name === "RunTask");
  return (outer.length > 0 ? outer : tasks)
    .map(({ dur, tdur = dur }) => ({ wall: dur / 1000, cpu: tdur / 1000 }));
}

async function open(chromium, page, index) {
  const window = await chromium.window();
  await window.call("Network.setCacheDisabled", { cacheDisabled: true });
  await window.call("Page.addScriptToEvaluateOnNewDocument", { source: `(${watch})()` });
  await window.go(`http://127.0.0.1:${port}/${index}`);
  await window.call("Page.bringToFront");
  const [painted, ready] = await window.eval(`[
    performance.getEntriesByName("first-contentful-paint")[0].startTime, measured.ready]`);
  note(page, "first paint", painted);
  note(page, "levers answer", ready);
  return window;
}

// The slider that moves most, as the page itself says, or the first one.
const SLIDER = `(() => {
  const slider = document.querySelector(".lever [type=range]");
  slider.scrollIntoView({ block: "center", behavior: "instant" });
  const box = slider.getBoundingClientRect();
  return { left: box.x + 12, width: box.width - 24, y: box.y + box.height / 2 };
})()`;

// To ask takes time of the thread that paints: nobody asks while it is being measured.
const BETWEEN = 600;

async function settled(window) {
  await pause(BETWEEN);
  await window.until(`["full", "rest"].every((kind) => document.documentElement.dataset.asked ===
    JSON.parse(document.documentElement.dataset[kind] || "{}").number?.toString())`);
}

async function use(window, page) {
  await pause(500);
  const box = await window.eval(SLIDER);
  const mouse = (type, part) => window.call("Input.dispatchMouseEvent", {
    type, x: box.left + box.width * part, y: box.y, button: "left", buttons: 1, clickCount: 1 });
  await window.eval(`measured.inputs.length = 0; measured.done.length = 0; 0`);
  // A hand comes to a slider before it takes hold of it.
  await mouse("mouseMoved", 0.5);
  await pause(500);
  await mouse("mousePressed", 0.5);
  await settled(window);
  const alone = await traced(window, async () => {
    for (let i = 0; i < MOVES; i += 1) {
      await mouse("mouseMoved", 0.05 + 0.9 * ((i * 5) % MOVES) / MOVES);
      await settled(window);
    }
  });
  noteTasks(page, alone, "of single moves");
  const single = await window.eval("measured");
  for (const [i, { at, number }] of single.inputs.entries()) {
    for (const kind of ["preview", "full", "seen", "rest"]) {
      const done = single.done.find((d) => d.kind === kind && d.number === number);
      if (done) note(page, i === 0 ? `${kind}, first move` : kind, done.at - at);
      if (done && done.took !== undefined) note(page, `${kind} in worker`, done.took);
    }
  }
  await window.eval(`measured.inputs.length = 0; measured.done.length = 0; 0`);
  const together = await traced(window, async () => {
    for (let i = 0; i < DRAG_MOVES; i += 1) {
      const began = Date.now();
      await mouse("mouseMoved", 0.5 + 0.45 * Math.sin(i / 9));
      await pause(Math.max(0, FRAME - (Date.now() - began)));
    }
  });
  await mouse("mouseReleased", 0.5);
  await settled(window);
  const drag = await window.eval("measured");
  const shown = drag.done.filter((d) => d.kind === "preview");
  for (const { number, at } of shown) {
    const asked = drag.inputs.find((input) => input.number === number);
    if (!asked) continue;
    note(page, "preview while dragging", at - asked.at);
    note(page, "from hand to preview while dragging", at - asked.hand);
  }
  const last = drag.inputs[drag.inputs.length - 1].at - drag.inputs[0].at;
  note(page, "previews a second while dragging", 1000 * shown.length / last);
  noteTasks(page, together, "while dragging");
}

for (let round = 0; round < ROUNDS; round += 1) {
  for (const [index, page] of pages.entries()) {
    // A browser of its own: nothing compiled before helps.
    const chromium = await browser();
    const window = await open(chromium, page, index);
    await use(window, page);
    chromium.close();
  }
}
server.close();

function share(values, part) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))];
}

// What stands in a bundle behind the plan and its statements, each behind its length.
function drawsOf(bundle) {
  let at = 16;
  for (let part = 0; part < 2; part += 1) at += 8 + Number(bundle.readBigUInt64LE(at));
  return bundle.subarray(at);
}

const names = [
  "first paint", "levers answer", "preview, first move", "preview", "preview in worker",
  "full, first move", "full", "full in worker", "seen, first move", "seen", "rest", "preview while dragging",
  "from hand to preview while dragging", "previews a second while dragging",
  ...["of single moves", "while dragging"].flatMap((when) => [
    `tasks over 1 ms ${when}`, `tasks over 8 ms ${when}`, `longest task ${when}`,
    `longest task ${when}, processor`]),
];
for (const page of pages) {
  console.log(`\n${page.file}`);
  const columns = ["median", "95 %", "least", "n"].map((name) => name.padStart(9)).join("");
  console.log(`${"milliseconds".padEnd(40)}${columns}`);
  for (const name of names) {
    const values = page.figures[name] || [];
    if (values.length === 0) continue;
    const figures = [share(values, 0.5), share(values, 0.95), Math.min(...values)];
    const shown = figures.map((figure) => figure.toFixed(1).padStart(9)).join("");
    console.log(`${name.padEnd(40)}${shown}${String(values.length).padStart(9)}`);
  }
  const html = page.html.toString();
  const size = (bytes) => (bytes / 1000).toFixed(1).padStart(9);
  const worker = html.match(/<script type="text\/plain" id="worker">([^]*?)<\/script>/);
  if (!worker) continue;
  console.log(`${"kilobytes".padEnd(40)}${"carried".padStart(9)}${"unpacked".padStart(9)}`);
  let code = [...html.matchAll(/<style>([^<]*)</g)].map(([, text]) => text).join("");
  code += worker[1];
  code += html.slice(html.lastIndexOf("<script>"));
  const compressed = gzipSync(code, { level: 9 }).length;
  console.log(`${"scripts and styles".padEnd(40)}${size(compressed)}${size(code.length)}`);
  for (const [, name, text] of html.matchAll(/<script type="text\/plain" id="([a-z]+)">([^<]*)</g)) {
    if (!/^H4sI/.test(text)) continue;
    const packed = Buffer.from(text, "base64");
    const content = gunzipSync(packed);
    console.log(`${name.padEnd(40)}${size(packed.length)}${size(content.length)}`);
    if (name !== "bundle") continue;
    const draws = drawsOf(content);
    console.log(`${"  the draws in it".padEnd(40)}${size(gzipSync(draws, { level: 9 }).length)}${size(draws.length)}`);
  }
  console.log(`${"the file".padEnd(40)}${size(page.html.length)}`);
}
