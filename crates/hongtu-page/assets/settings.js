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

function read(text) {
  const map = new Map();
  for (const pair of text.split("&")) {
    const at = pair.lastIndexOf("=");
    if (at < 1) continue;
    let name;
    try { name = decodeURIComponent(pair.slice(0, at)); } catch { continue; }
    const value = pair.slice(at + 1);
    const numbers = value.split("..").map((text) => (text === "" ? NaN : Number(text)));
    if (!numbers.every(Number.isFinite)) continue;
    if (numbers.length === 1) map.set(name, numbers[0]);
    if (numbers.length === 2) map.set(name, numbers.join(".."));
  }
  return map;
}

// What follows the `#`: `chart=NAME` where one chart is shown alone, then `?` and the settings, then
// `?` and those that they are compared with.
const inAddress = /^#(?:chart=([^?]*))?(?:\?([^?]*))?(?:\?(.*))?$/s;

function fromAddress() {
  const [, , set] = inAddress.exec(location.hash) || [];
  return set ? read(set) : new Map();
}

function pinnedInAddress() {
  const [, , , pinned] = inAddress.exec(location.hash) || [];
  return pinned === undefined ? null : read(pinned);
}

function chartInAddress() {
  const [, name] = inAddress.exec(location.hash) || [];
  try { return name ? decodeURIComponent(name) : null; } catch { return null; }
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

// Makes a change that can be taken back.
function change(next) {
  settings.past.push(settings.now);
  settings.future = [];
  settings.now = next;
}

function step(from, to) {
  if (from.length === 0) return false;
  to.push(settings.now);
  settings.now = from.pop();
  return true;
}
