// Brings the page to life: levers, scenarios, what is set, the language.

const id = (name) => document.getElementById(name);
const read_json = (name) => JSON.parse(id(name).textContent);

// How wide the handle of a slider is drawn, in pixels.
const HANDLE = 16;

// A pointer may say a thousand times a second where it is: milliseconds between two questions.
const SPACING = 8;

let shown = read_json("words");
let waiting = 0;

// What the page asks about some settings. As it is published it answers that about the defaults.
const inquiry = (map, pinned) => JSON.stringify([list(map), pinned ? list(pinned) : null]);
const PUBLISHED = inquiry(new Map(), null);
let asked = PUBLISHED;
// What was asked of that which stands in the page; nothing while parts of the answer are missing.
let stands = PUBLISHED;

// What the panel holds, found once: a drag asks for it in every frame.
const panel = { levers: [], beliefs: [], scenarios: [] };
const levers = () => panel.levers;

function findPanel() {
  const all = (name) => [...id("side").querySelectorAll(name)];
  Object.assign(panel, { levers: all(".lever"), beliefs: all(".belief"), scenarios: all(".scenario") });
  for (const belief of panel.beliefs) belief.name = belief.dataset.name;
  for (const lever of panel.levers) {
    const { name, default: standard, k } = lever.dataset;
    Object.assign(lever, {
      name, standard: Number(standard), k: Number(k),
      slider: lever.querySelector("[type=range]"), typed: lever.querySelector("[type=number]"),
      zones: [...lever.querySelectorAll(".zones li")],
    });
  }
}

const short = () => (shown.lang.startsWith("zh") ? "zh" : "en");

const inside = (slider, number) =>
  Math.min(Math.max(number, Number(slider.min)), Number(slider.max));

// A round number near a slider's place; by an arrow key the next one. A slider that is dragged
// near its default takes that.
function snapped(lever, raw, before, dragged) {
  const { slider, standard } = lever;
  const span = Number(slider.max) - Number(slider.min);
  if (dragged && Math.abs(raw - standard) < span * 0.012) return standard;
  const unit = 10 ** Math.floor(Math.log10(span / 50));
  const step = [1, 2, 5, 10].map((n) => n * unit).find((n) => n >= span / 100) || unit;
  if (!dragged && Math.abs(raw - before) < span * 0.015) {
    return inside(slider, tidy(before + Math.sign(raw - before) * step));
  }
  return inside(slider, tidy(Math.round(raw / step) * step));
}

// Where a lever is, in the unit that is shown.
function place(lever) {
  const set = settings.now.get(lever.name);
  return set === undefined ? lever.standard : tidy(set / lever.k);
}

// Marks the zone that a lever is in, and says its name.
function zoned(lever, number) {
  const { slider, zones } = lever;
  const span = Number(slider.max) - Number(slider.min);
  let here = "";
  for (const zone of zones) {
    const [low, high] = [Number(zone.dataset.low), Number(zone.dataset.high)];
    zone.style.setProperty("--from", `${(100 * (low - Number(slider.min))) / span}%`);
    zone.style.setProperty("--wide", `${(100 * (high - low)) / span}%`);
    // Where two meet, the lower one.
    const inside = here === "" && low <= number && number <= high;
    zone.classList.toggle("here", inside);
    if (inside) here = zone.textContent;
  }
  return here;
}

function show(lever) {
  const { slider, typed } = lever;
  const set = settings.now.get(lever.name);
  const number = place(lever);
  // Most levers stand where they stood when one is dragged.
  if (lever.shown === `${number} ${set}` && lever.slid === slider.value) return;
  slider.value = number;
  lever.shown = `${number} ${set}`;
  lever.slid = slider.value;
  const zone = zoned(lever, number);
  const value = `${number} ${lever.querySelector(".unit").textContent}`;
  const comma = short() === "zh" ? "，" : ", ";
  slider.setAttribute("aria-valuetext", zone ? value + comma + zone : value);
  if (document.activeElement !== typed) typed.value = number;
  lever.classList.toggle("moved", set !== undefined);
  lever.querySelector(".back").hidden = set === undefined;
}

function showAll() {
  levers().forEach(show);
  showSet();
}

// Shows what is set besides the levers themselves.
function showSet() {
  showBeliefs();
  const colon = short() === "zh" ? "：" : ": ";
  const differs = settings.now.size > 0 ? id("changes").dataset.key + colon + inWords(settings.now) : "";
  write(id("changes"), differs);
  write(id("differs"), settings.pinned ? sideBySide() : differs);
  id("usual").hidden = settings.now.size === 0;
  leadBack();
  showNotices();
  showCompared();
  id("replay").disabled = settings.past.length === 0;
  id("undo").disabled = settings.past.length === 0;
  id("redo").disabled = settings.future.length === 0;
  id("reset").disabled = settings.now.size === 0;
  const now = written(settings.now);
  for (const button of panel.scenarios) {
    button.settings ??= written(scenario(button));
    const pressed = button.settings === now;
    button.setAttribute("aria-pressed", String(pressed));
  }
}

// What is compared with, as a question says it.
const against = () => (settings.pinned ? list(settings.pinned) : undefined);

// Asks what becomes of the odds, where that is not asked already.
function ask(map) {
  const question = inquiry(map, settings.pinned);
  if (engine.ready < 2 || engine.failed || question === asked) return;
  asked = question;
  stands = null;
  waiting = performance.now();
  announceNothing();
  askAll(list(map), against(), short());
  document.documentElement.dataset.asked = engine.number;
}

// Shows what is set and asks what becomes of the odds. The levers move at once; what is said of them is
// said with the answer, so that nothing is laid out twice.
function settle(commit) {
  levers().forEach(show);
  ask(settings.now);
  const tell = () => {
    showSet();
    if (engine.left === 1) write(id("state"), shown.words.preview);
  };
  if (engine.left === 2) withAnswer(tell);
  else tell();
  if (commit) writeAddress();
}

// The settings with one lever at a number in the unit that is shown.
function moved(lever, number) {
  const next = new Map();
  const all = levers();
  for (const other of all) {
    const { name } = other;
    if (other !== lever && settings.now.has(name)) next.set(name, settings.now.get(name));
    if (other === lever && number !== lever.standard) next.set(name, tidy(number * lever.k));
  }
  return believing(next, settings.now);
}

// A browser moves a slider with the next frame, but says before where the pointer is: what is asked then
// is answered when that frame comes. Where the slider is elsewhere after all, it is asked again.
function foretell(lever, x) {
  if (engine.left === 2 || performance.now() - waiting < SPACING) return;
  const { slider, box } = lever;
  const part = (x - box.left - HANDLE / 2) / (box.width - HANDLE);
  const [low, high] = [Number(slider.min), Number(slider.max)];
  const raw = inside(slider, low + part * (high - low));
  ask(moved(lever, snapped(lever, raw, place(lever), true)));
  requestAnimationFrame(() => ask(settings.now));
}

// Whoever goes to a slider is about to move it.
function approach(lever) {
  const { min, max } = lever.slider;
  const there = moved(lever, Number(place(lever) === Number(max) ? min : max));
  const others = list(moved(lever, lever.standard)).join(" ");
  expect(`${lever.name} ${others}`, list(there), list(settings.now), against(), short());
}

function scenario(button) {
  const all = levers();
  const wanted = new Map();
  for (const pair of button.dataset.settings.split(" ").filter(Boolean)) {
    const [index, number] = pair.split("=");
    wanted.set(Number(index), tidy(Number(number)));
  }
  const next = new Map();
  for (const lever of all) {
    const { name, k } = lever;
    const number = wanted.get(Number(lever.dataset.lever));
    const standard = tidy(lever.standard * k);
    if (number !== undefined && number !== standard) next.set(name, number);
  }
  return believing(next, settings.now);
}

// Whether a number lies outside a range by more than a change of unit leaves behind.
const beyond = (number, low, high) =>
  Math.max(low - number, number - high) > Math.abs(number) * 1e-9;

// Only levers and assumptions that there are, within their ranges, and in their order; what is not
// taken as it is goes to `amiss`.
function fitting(map, amiss = []) {
  const next = new Map();
  for (const lever of levers()) {
    const { name, k, slider } = lever;
    if (!map.has(name)) continue;
    const asked = `${name}=${map.get(name)}`;
    const number = tidy(map.get(name) / k);
    const taken = inside(slider, number);
    const set = tidy(taken * k);
    if (Number.isNaN(number)) amiss.push({ why: "unfit", asked });
    else if (taken !== lever.standard) next.set(name, set);
    if (beyond(number, Number(slider.min), Number(slider.max))) {
      amiss.push({ why: "ended", asked, set: [name, set] });
    }
  }
  const known = new Set([...levers(), ...beliefs()].map((part) => part.name));
  for (const [name, set] of map) {
    if (!known.has(name)) amiss.push({ why: "unknown", asked: `${name}=${set}` });
  }
  return believing(next, map, amiss);
}

// What the address asks for, to be set; what is compared with is set at once.
function takeAddress(amiss) {
  const pinned = pinnedInAddress(amiss);
  settings.pinned = pinned && fitting(pinned, amiss);
  return fitting(fromAddress(amiss), amiss);
}

function wire() {
  // While a slider is dragged its moves are one change.
  let dragged = null;
  for (const lever of levers()) {
    const { slider, typed } = lever;
    let held = false;
    for (const kind of ["pointerenter", "focus"]) slider.addEventListener(kind, () => approach(lever));
    slider.addEventListener("pointerdown", () => {
      held = true;
      lever.box = slider.getBoundingClientRect();
    });
    slider.addEventListener("pointerrawupdate", ({ buttons, clientX }) => {
      if (buttons > 0 && dragged === lever) foretell(lever, clientX);
    });
    slider.addEventListener("input", () => {
      const next = moved(lever, snapped(lever, Number(slider.value), place(lever), held));
      if (dragged === lever) settings.now = next;
      else if (change(next) && held) dragged = lever;
      settle(false);
    });
    slider.addEventListener("change", () => { held = false; dragged = null; settle(true); });
    typed.addEventListener("change", () => {
      const number = typed.value === "" ? lever.standard : Number(typed.value);
      const taken = inside(slider, tidy(number));
      change(moved(lever, taken));
      typed.value = taken;
      settle(true);
    });
    lever.querySelector(".back").addEventListener("click", () => {
      change(moved(lever, lever.standard));
      slider.focus();
      settle(true);
    });
  }
  for (const button of panel.scenarios) {
    button.addEventListener("click", () => { change(scenario(button)); settle(true); });
  }
  wireBeliefs();
  const on = (name, act) => id(name).addEventListener("click", act);
  on("undo", () => { if (step(settings.past, settings.future)) settle(true); });
  on("redo", () => { if (step(settings.future, settings.past)) settle(true); });
  on("reset", () => { change(new Map()); settle(true); });
  on("replay", replay);
  on("pin", () => pin(settings.pinned ? null : settings.now));
  on("share", share);
  on("save", save);
  on("load", load);
  on("language", async () => {
    await translate();
    try { localStorage.setItem("hongtu-language", short()); } catch { /* nowhere to keep it */ }
    id("language").focus();
  });
}

async function share() {
  try {
    await navigator.clipboard.writeText(address());
    id("said").textContent = shown.words.copied;
    id("state").textContent = shown.words.copied;
  } catch {
    writeAddress();
  }
}

function save() {
  const text = JSON.stringify({ plan: shown.title, set: list(settings.now) }, null, 1);
  download(new Blob([text], { type: "application/json" }), "levers.json");
}

function download(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

function load() {
  const input = document.createElement("input");
  input.type = "file";
  input.accept = "application/json,.json";
  input.addEventListener("change", async () => {
    const amiss = [];
    try {
      const { set } = JSON.parse(await input.files[0].text());
      change(fitting(read(set.map(encodeURIComponent).join("&"), amiss), amiss));
      settle(true);
    } catch {
      amiss.push({ why: "unread", asked: input.files[0].name });
    }
    warn(amiss);
  });
  input.click();
}

async function unpacked(name) {
  const packed = Uint8Array.from(atob(id(name).textContent), (letter) => letter.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  return JSON.parse(await new Response(stream).text());
}

let other = null;

// Changes the language; what is set stays.
async function translate() {
  if (!other) other = { ...await unpacked("translated"), stands: PUBLISHED };
  shedCharts();
  // The page's policy takes no styles from text, be they empty.
  for (const zone of document.querySelectorAll(".zones li")) zone.removeAttribute("style");
  const side = id("side").innerHTML.replaceAll(' style=""', "");
  const here = { ...shown, stands, body: id("page").innerHTML, panel: side };
  const next = other;
  // Answers that are on their way are in the language that was.
  asked = stands && next.stands;
  stands = asked;
  parts.jobs.clear();
  other = here;
  shown = next;
  id("page").innerHTML = next.body;
  id("side").innerHTML = next.panel;
  document.documentElement.lang = next.lang;
  document.title = next.title;
  dress();
  awaitOdds();
  settle(false);
}

// Where the levers are not beside the board, what is set is said above it too; and below it, what does
// not follow them.
function makeDiffers() {
  if (id("differs")) return;
  const line = (name) => Object.assign(newElement("p", "legend"), { id: name });
  id("board-title").after(line("differs"));
  const usual = Object.assign(line("usual"), { textContent: shown.words.usual, hidden: true });
  document.querySelector("#board > :last-child").before(usual);
}

// The button that changes the language, at the top of the page.
function offerLanguage() {
  let button = id("language");
  if (!button) {
    button = newElement("button");
    button.type = "button";
    button.id = "language";
    document.querySelector(".masthead").prepend(button);
  }
  button.textContent = shown.words.language;
  button.setAttribute("aria-label", shown.words.switch);
}

// Makes the panel ready for use.
function dress() {
  findPanel();
  offerLanguage();
  makeDiffers();
  gather();
  wire();
  fitCharts();
  showAlone();
  orderBoard();
  dressWhy();
  placeNotices();
  id("levers").hidden = levers().length === 0;
  let open = id("open");
  if (!open) {
    open = document.createElement("button");
    open.type = "button";
    open.id = "open";
    open.setAttribute("aria-controls", "levers");
    open.addEventListener("click", () => unfold(!document.body.classList.contains("unfolded")));
    document.body.append(open);
  }
  open.hidden = levers().length === 0;
  unfold(document.body.classList.contains("unfolded"));
}

// Opens and closes the levers where there is no room for them beside the document.
function unfold(open) {
  document.body.classList.toggle("unfolded", open);
  id("open").setAttribute("aria-expanded", String(open));
  id("open").textContent = open ? shown.words.close : shown.words.open;
}

function hear(view, reply) {
  if (reply.kind === "why") { explained(reply); return; }
  if (reply.kind === "open") {
    why.names = new Set(reply.names);
    if (reply.error) engine.failed = true;
    else if (view === "charts") engine.keys = reply.keys;
    engine.ready += 1;
    id("state").textContent = engine.failed ? shown.words.asleep : "";
    awaitOdds();
    if (engine.failed && reply.error !== "worker") console.error(reply.error);
    if (engine.ready === 2 && !engine.failed) {
      document.documentElement.dataset.ready = "true";
      settle(false);
      if (levers().length > 0) approach(levers()[0]);
    }
    return;
  }
  if (reply.number !== engine.number) return;
  engine.left = { preview: 1, full: 0 }[reply.kind] ?? engine.left;
  if (reply.error) {
    id("state").textContent = shown.words.refused + reply.error;
    if (notices.awaited) notices.awaited = shown.words.refused + reply.error;
    showNotices();
    return;
  }
  if (reply.kind === "full") {
    write(id("state"), "");
    announce(reply.said);
  }
  const asked_at = waiting;
  put(reply.kind, reply.parts, () => {
    const note = { number: reply.number, after: performance.now() - asked_at, took: reply.took };
    document.documentElement.dataset[reply.kind] = JSON.stringify(note);
    if (reply.kind === "full") drawCharts();
    if (reply.kind === "full" && !replaying.frame) orderBoard();
    if (reply.kind === "full" && notices.awaited) notices.awaited = "charts";
    if (reply.kind === "rest" && reply.number === engine.number) stands = asked;
    if (stands) notices.awaited = "";
    showNotices();
  });
}

document.body.classList.add("awake");
dress();
const amissAtFirst = [];
settings.now = takeAddress(amissAtFirst);
showAll();
id("state").textContent = shown.words.waking;
awaitOdds();
warn(amissAtFirst);
addEventListener("hashchange", () => {
  if (!/^#(chart=[^?]*)?\?/.test(location.hash)) return;
  const amiss = [];
  change(takeAddress(amiss));
  settle(false);
  warn(amiss);
});
addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !why.dialog?.open && document.body.classList.contains("unfolded")) {
    unfold(false);
    id("open").focus();
  }
});
begin(hear);
let wanted = null;
try { wanted = localStorage.getItem("hongtu-language"); } catch { /* not kept */ }
wanted = wanted || (shown.chosen ? "" : (navigator.language || "").slice(0, 2));
if ((wanted === "zh" || wanted === "en") && wanted !== short()) translate();
