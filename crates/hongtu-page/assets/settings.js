// What is set: the levers that differ from their defaults, by name, as numbers in the plan's own
// units, and the assumptions that differ from the plan's, as ranges "LOW..HIGH" in these. The address
// holds the same, and nothing else.

const settings = {
  now: new Map(),
  past: [],
  future: [],
  // What is compared with, if anything is.
  pinned: null,
};

const written = (map) =>
  [...map].map(([name, number]) => `${encodeURIComponent(name)}=${number}`).join("&");

const list = (map) => [...map].map(([name, number]) => `${name}=${number}`);

const plainly = (text) => { try { return decodeURIComponent(text); } catch { return text; } };

// Settings as they are written; what is none goes to `amiss`.
function read(text, amiss) {
  const map = new Map();
  for (const pair of text.split("&").filter(Boolean).map(plainly)) {
    const at = pair.lastIndexOf("=");
    const numbers = pair.slice(at + 1).split("..").map((text) => (text === "" ? NaN : Number(text)));
    const fit = at > 0 && numbers.length <= 2 && numbers.every(Number.isFinite);
    if (fit) map.set(pair.slice(0, at), numbers.length === 1 ? numbers[0] : numbers.join(".."));
    else amiss.push({ why: "unfit", asked: pair });
  }
  return map;
}

// What follows the `#`: `chart=NAME` where one chart is shown alone, then `?` and the settings, then
// `?` and those that they are compared with.
const inAddress = /^#(?:chart=([^?]*))?(?:\?([^?]*))?(?:\?(.*))?$/s;

function fromAddress(amiss) {
  const [, , set] = inAddress.exec(location.hash) || [];
  return set ? read(set, amiss) : new Map();
}

function pinnedInAddress(amiss) {
  const [, , , pinned] = inAddress.exec(location.hash) || [];
  return pinned === undefined ? null : read(pinned, amiss);
}

function chartInAddress() {
  const [, name] = inAddress.exec(location.hash) || [];
  return name ? plainly(name) : null;
}

function address(chart = chartInAddress()) {
  const base = location.href.split("#")[0];
  const with_a = settings.pinned ? `?${written(settings.pinned)}` : "";
  const set = settings.now.size > 0 || with_a ? `?${written(settings.now)}${with_a}` : "";
  const alone = chart ? `chart=${encodeURIComponent(chart)}` : "";
  return alone || set ? `${base}#${alone}${set}` : base;
}

function writeAddress() {
  try { history.replaceState(null, "", address()); } catch { /* some hosts forbid it */ }
}

// A number that is free of what a change of unit leaves behind.
const tidy = (number) => Number(number.toPrecision(12));

// Makes a change that can be taken back, where it is one.
function change(next) {
  notices.amiss = [];
  if (written(next) === written(settings.now)) return false;
  settings.past.push(settings.now);
  settings.future = [];
  settings.now = next;
  return true;
}

function step(from, to) {
  if (from.length === 0) return false;
  notices.amiss = [];
  to.push(settings.now);
  settings.now = from.pop();
  return true;
}
