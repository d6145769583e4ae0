// Two scenarios side by side: A is what was set when it was pinned, B is what is set. And the replay
// of the last change, from before it to after it.

const replaying = { frame: null };

const FRAMES = 10;

// Keeps settings as A; null ends the comparison.
function pin(map) {
  settings.pinned = map;
  settle(true);
}

// What settings are, in words: each lever by its label, its value and its unit, each assumption by its
// range.
function inWords(map) {
  const texts = levers().filter((lever) => map.has(lever.name)).map((lever) => {
    const value = tidy(map.get(lever.name) / lever.k);
    const unit = lever.querySelector(".unit").textContent;
    return `${lever.querySelector("label").textContent} ${value} ${unit}`.trim();
  });
  texts.push(...beliefs().filter((belief) => map.has(belief.name))
    .map((belief) => beliefInWords(belief, map.get(belief.name))));
  return texts.join(short() === "zh" ? "；" : "; ") || shown.words.compare.defaults;
}

// Both of what is compared, in a line.
function sideBySide() {
  const say = shown.words.compare;
  const [colon, stop] = short() === "zh" ? ["：", "。"] : [": ", ". "];
  return `${say.a}${colon}${inWords(settings.pinned)}${stop}${say.b}${colon}${inWords(settings.now)}`;
}

const ghostLegend = () =>
  (settings.pinned ? shown.words.compare.ghost_of_a : shown.words.compare.ghost);

function showCompared() {
  const say = shown.words.compare;
  const { pinned } = settings;
  const button = id("pin");
  write(button, pinned ? say.unpin : say.pin);
  document.body.classList.toggle("comparing", Boolean(pinned));
  const { style } = document.documentElement;
  const ghost = JSON.stringify(` ${ghostLegend()}`);
  if (style.getPropertyValue("--ghost") !== ghost) style.setProperty("--ghost", ghost);
  const box = id("compared");
  box.hidden = !pinned;
  box.replaceChildren();
  if (!pinned) return;
  const colon = short() === "zh" ? "：" : ": ";
  const text = newElement("p");
  text.append(newElement("b", "", say.a), colon + inWords(pinned), document.createElement("br"),
    newElement("b", "", say.b), colon + inWords(settings.now));
  const take = newElement("button", "", say.take);
  take.type = "button";
  take.id = "take";
  take.disabled = written(pinned) === written(settings.now);
  take.addEventListener("click", () => {
    change(settings.pinned);
    settle(true);
    button.focus();
  });
  box.append(text, take);
}

// The settings at a share of the way from some to others.
function partOfTheWay(from, to, share) {
  const next = new Map();
  for (const { name, k, standard } of levers()) {
    const usual = tidy(standard * k);
    const [a, b] = [from, to].map((map) => (map.has(name) ? map.get(name) : usual));
    const number = tidy(a + (b - a) * share);
    if (number !== usual) next.set(name, number);
  }
  return believing(next, to);
}

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

// Waits until what was asked last stands in the page, but not for long.
async function answered(most) {
  const end = performance.now() + most;
  const here = (kind) =>
    JSON.parse(document.documentElement.dataset[kind] || "{}").number === engine.number;
  while (performance.now() < end && !(here("preview") && here("seen"))) await pause(16);
}

// Without motion, where that is asked for: before, then after.
async function replay() {
  const [from, to] = [settings.past.at(-1), settings.now];
  if (!from || replaying.frame) return;
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const frames = still ? 1 : FRAMES;
  const button = id("replay");
  button.setAttribute("aria-pressed", "true");
  for (let frame = 0; frame <= frames; frame += 1) {
    replaying.frame = frame === frames ? to : partOfTheWay(from, to, frame / frames);
    settings.now = replaying.frame;
    settle(false);
    const least = pause(frame === 0 ? 700 : still ? 0 : 120);
    await answered(frame === 0 ? 1500 : 400);
    await least;
    if (settings.now === replaying.frame) continue;
    // Somebody has set something meanwhile: that holds, and it follows what was set before the replay.
    settings.past = settings.past.map((map) => (map === replaying.frame ? to : map));
    break;
  }
  replaying.frame = null;
  button.removeAttribute("aria-pressed");
  settle(true);
  if (announcing.text) announce(announcing.text);
}
