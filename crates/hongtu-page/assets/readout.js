// Charts answer: a cursor goes through the times of a chart, by pointer, finger or arrow keys, and a
// card says what stands there. What it says is read from the chart's own table. Each chart has one
// element that stays when the chart is drawn anew; everything is heard at the document.

const reading = { figure: null, panel: 0, index: 0, from: null };

const SVG = "http://www.w3.org/2000/svg";

const charts = () => [...document.querySelectorAll("figure.chart")];

function newElement(tag, name, text) {
  const element = document.createElement(tag);
  if (name) element.className = name;
  if (text !== undefined) element.textContent = text;
  return element;
}

// Takes off what was given to charts.
function shedCharts() {
  reading.figure = null;
  document.querySelectorAll("figure.chart .kept, svg .cursor").forEach((old) => old.remove());
}

// Gives every chart its cursor and its buttons, in the language of the page.
function fitCharts() {
  shedCharts();
  for (const figure of charts()) {
    figure.kept = newElement("div", "kept");
    const reader = newElement("div", "reader");
    const of = { role: "slider", tabindex: "0", "aria-valuemin": "0", "aria-valuenow": "0" };
    for (const [name, value] of Object.entries(of)) reader.setAttribute(name, value);
    const title = figure.querySelector("figcaption").textContent;
    reader.setAttribute("aria-label", `${shown.words.chart.read}: ${title}`);
    const card = newElement("div", "card");
    card.setAttribute("aria-hidden", "true");
    card.hidden = true;
    figure.kept.append(reader, card, exportTools());
    figure.append(figure.kept);
    tableLast(figure);
    const lines = readings(figure, 0);
    reader.setAttribute("aria-valuemax", String(Math.max(lines.length - 1, 0)));
    if (lines.length > 0) reader.setAttribute("aria-valuetext", lines[startOf(lines)].name);
  }
}

// The buttons stand before the table.
function tableLast(figure) {
  const table = figure.querySelector(":scope > details.data");
  const last = [];
  for (let node = table; node && node !== figure.kept; node = node.nextSibling) last.push(node);
  figure.kept.after(...last);
}

// Draws a chart anew around what stays; false where nothing stays.
function refill(element, html) {
  if (!element.kept || !element.contains(element.kept)) return false;
  for (const child of [...element.childNodes]) if (child !== element.kept) child.remove();
  element.kept.insertAdjacentHTML("beforebegin", html);
  tableLast(element);
  pointAgain(element);
  return true;
}

// Puts the cursor where it was on a chart that was drawn anew.
function pointAgain(figure) {
  if (reading.figure === figure) pointAt(figure, reading.panel, reading.index);
}

// The lines of a plot's table by time; several series are told together.
function readings(figure, panel) {
  const times = new Map();
  for (const body of figure.querySelectorAll(`tbody[data-panel="${panel}"]`)) {
    const label = body.querySelector(".of").textContent;
    for (const row of body.querySelectorAll("tr[data-at]")) {
      const { at } = row.dataset;
      if (!times.has(at)) {
        times.set(at, { x: Number(at), name: row.querySelector("th").textContent, series: [] });
      }
      const cells = [...row.querySelectorAll("td")].map((cell) => cell.textContent);
      times.get(at).series.push({ label, cells, ...row.dataset });
    }
  }
  return [...times.values()].sort((a, b) => a.x - b.x);
}

const panelsOf = (figure) => [...figure.querySelectorAll(".panel")];
const drawnIn = (panel) =>
  [...panel.querySelectorAll("svg[data-frame]")].find((svg) => svg.getBoundingClientRect().width > 0);

function nearestLine(lines, x) {
  let best = 0;
  lines.forEach((line, i) => {
    if (Math.abs(line.x - x) < Math.abs(lines[best].x - x)) best = i;
  });
  return best;
}

// A reader begins where something is asked for, or at the end.
function startOf(lines) {
  const asked = lines.findIndex((line) => line.series.some((one) => one.goal));
  return asked >= 0 ? asked : lines.length - 1;
}

function between(low, high) {
  if (!low && !high) return "";
  const signed = /^[−+]/.test(low) || /^[−+]/.test(high);
  const to = short() === "zh" ? "～" : signed ? "…" : "–";
  return `${low}${to}${high}`;
}

// What is to be said of one series at one time, as names and texts.
function factsOf(one) {
  const [low, lower, median, upper, high, seen] = one.cells;
  const say = shown.words.chart;
  const all = [
    [say.median, median], [say.half, between(lower, upper)], [say.most, between(low, high)],
    [settings.pinned ? shown.words.compare.median_of_a : say.before, one.before], [say.seen, seen],
  ];
  return all.filter(([, text]) => text);
}

const goalsOf = (line) => [...new Set(line.series.map((one) => one.goal).filter(Boolean))];

function unitOf(panel) {
  const axis = panel.querySelector(".axis").cloneNode(true);
  axis.querySelectorAll("b").forEach((heading) => heading.remove());
  const unit = axis.textContent.trim();
  return unit === "%" ? "" : unit;
}

// Puts the cursor of a chart at a line of one of its plots.
function pointAt(figure, panel, index) {
  const lines = readings(figure, panel);
  if (lines.length === 0) return;
  if (reading.figure && reading.figure !== figure) leaveChart(reading.figure);
  const at = Math.min(Math.max(index, 0), lines.length - 1);
  Object.assign(reading, { figure, panel, index: at });
  const line = lines[at];
  figure.querySelectorAll(".cursor").forEach((old) => old.remove());
  panelsOf(figure).forEach((element, number) => markPlot(figure, element, number, panel, line));
  fillCard(figure, panelsOf(figure)[panel], line);
  tellLine(figure, panel, line, at, lines.length);
}

// The cursor in one plot: a line, and a dot on every median.
function markPlot(figure, element, number, panel, line) {
  const svg = drawnIn(element);
  if (!svg) return;
  const [left, top, right, bottom] = svg.dataset.frame.split(" ").map(Number);
  const lines = number === panel ? [line] : readings(figure, number);
  if (lines.length === 0) return;
  const here = number === panel ? line : lines[nearestLine(lines, line.x)];
  const x = left + here.x * (right - left);
  const group = document.createElementNS(SVG, "g");
  group.setAttribute("class", "cursor");
  const shape = (tag, attributes) => {
    const made = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    group.append(made);
    return made;
  };
  shape("line", { x1: x, x2: x, y1: top, y2: bottom });
  here.series.forEach((one, index) => {
    if (one.up === undefined) return;
    const y = bottom - Number(one.up) * (bottom - top);
    shape("circle", { class: `s${index}`, cx: x, cy: y, r: 4.5 });
    if (number === panel) return;
    const end = x > (left + right) / 2;
    const text = shape("text", { x: x + (end ? -8 : 8), y: y - 8, "text-anchor": end ? "end" : "start" });
    text.textContent = one.cells[2];
  });
  svg.append(group);
}

function fillCard(figure, panel, line) {
  const card = figure.kept.querySelector(".card");
  const head = newElement("p", "when", line.name);
  const unit = unitOf(panel);
  if (unit) head.append(" ", newElement("small", "", unit));
  const several = line.series.length > 1;
  card.replaceChildren(head);
  line.series.forEach((one, index) => {
    if (several) card.append(newElement("p", `name s${index}`, one.label));
    const table = newElement("dl");
    for (const [name, text] of factsOf(one)) table.append(newElement("dt", "", name), newElement("dd", "", text));
    card.append(table);
  });
  for (const goal of goalsOf(line)) {
    card.append(newElement("p", "goal-of", `${shown.words.chart.aim}: ${goal}`));
  }
  card.hidden = false;
  const svg = drawnIn(panel);
  if (!svg) return;
  // Beside the cursor, on the side where there is more room.
  const whole = figure.getBoundingClientRect();
  const box = svg.getBoundingClientRect();
  const scale = box.width / svg.viewBox.baseVal.width;
  const [left, top, right, bottom] = svg.dataset.frame.split(" ").map(Number);
  const x = box.left - whole.left + (left + line.x * (right - left)) * scale;
  const place = line.x > 0.5 ? x - card.offsetWidth - 14 : x + 14;
  card.style.left = `${Math.min(Math.max(place, 0), Math.max(whole.width - card.offsetWidth, 0))}px`;
  // And where the fan is not: below a median in the upper half, else above.
  const high = line.series.some((one) => Number(one.up) > 0.5);
  const edge = high ? bottom * scale - card.offsetHeight - 6 : top * scale + 4;
  card.style.top = `${box.top - whole.top + edge}px`;
}

function tellLine(figure, panel, line, index, count) {
  const reader = figure.kept.querySelector(".reader");
  const colon = short() === "zh" ? "：" : ": ";
  const comma = short() === "zh" ? "，" : ", ";
  const unit = unitOf(panelsOf(figure)[panel]);
  const said = line.series.map((one) =>
    [one.label, ...factsOf(one).map(([name, text]) => name + colon + text)].join(comma));
  said.push(...goalsOf(line).map((goal) => shown.words.chart.aim + colon + goal));
  reader.setAttribute("aria-valuemax", String(count - 1));
  reader.setAttribute("aria-valuenow", String(index));
  reader.setAttribute("aria-valuetext", [line.name + (unit ? ` (${unit})` : ""), ...said].join("; "));
}

function leaveChart(figure) {
  figure.querySelectorAll(".cursor").forEach((old) => old.remove());
  if (figure.kept) figure.kept.querySelector(".card").hidden = true;
  if (reading.figure === figure) reading.figure = null;
}

// Where an event is on a chart: its plot and the nearest line.
function chartUnder(event) {
  const svg = event.target.closest && event.target.closest("figure.chart svg[data-frame]");
  if (!svg) return null;
  const figure = svg.closest("figure");
  const panel = panelsOf(figure).indexOf(svg.closest(".panel"));
  const box = svg.getBoundingClientRect();
  const [left, , right] = svg.dataset.frame.split(" ").map(Number);
  const x = (event.clientX - box.left) * svg.viewBox.baseVal.width / box.width;
  const lines = readings(figure, panel);
  if (!figure.kept || lines.length === 0) return null;
  return { figure, panel, index: nearestLine(lines, (x - left) / (right - left)) };
}

function pointedAt(event) {
  const at = chartUnder(event);
  if (at) {
    reading.from = "pointer";
    const same = reading.figure === at.figure && reading.panel === at.panel && reading.index === at.index;
    if (!same) pointAt(at.figure, at.panel, at.index);
  } else if (reading.figure && reading.from === "pointer") leaveChart(reading.figure);
}

addEventListener("pointermove", pointedAt);
addEventListener("pointerdown", pointedAt);
document.documentElement.addEventListener("pointerleave", () => {
  if (reading.figure && reading.from === "pointer") leaveChart(reading.figure);
});

addEventListener("focusin", ({ target }) => {
  if (!target.matches(".reader")) return;
  const figure = target.closest("figure");
  const panels = panelsOf(figure).map(drawnIn).filter(Boolean);
  const whole = figure.getBoundingClientRect();
  const [first, last] = [panels[0], panels.at(-1)].map((svg) => svg.getBoundingClientRect());
  target.style.top = `${first.top - whole.top}px`;
  target.style.height = `${last.bottom - first.top}px`;
  reading.from = "keys";
  const lines = readings(figure, 0);
  if (reading.figure !== figure) pointAt(figure, 0, startOf(lines));
});

addEventListener("focusout", ({ target }) => {
  if (target.matches(".reader")) leaveChart(target.closest("figure"));
});

addEventListener("keydown", (event) => {
  if (!event.target.matches(".reader") || event.ctrlKey || event.metaKey || event.altKey) return;
  const figure = event.target.closest("figure");
  const panels = panelsOf(figure).length;
  const held = reading.figure === figure;
  let [panel, index] = held ? [reading.panel, reading.index] : [0, 0];
  const last = readings(figure, panel).length - 1;
  const line = readings(figure, panel)[index];
  const to = {
    ArrowRight: index + 1, ArrowLeft: index - 1, Home: 0, End: last,
    PageUp: index + 5, PageDown: index - 5,
  }[event.key];
  if (to !== undefined) index = to;
  else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    panel = (panel + (event.key === "ArrowDown" ? 1 : panels - 1)) % panels;
    index = nearestLine(readings(figure, panel), line.x);
  } else if (event.key === "Escape" && held) return void leaveChart(figure);
  else return;
  event.preventDefault();
  reading.from = "keys";
  pointAt(figure, panel, index);
});
