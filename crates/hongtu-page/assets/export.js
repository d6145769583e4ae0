// Charts to take along: their figures as CSV, their drawings as SVG and as a picture. Drawings get
// their colours written into them, for the page's style does not go with them.

const EXPORTED = [
  "fill", "fill-opacity", "stroke", "stroke-width", "stroke-dasharray", "stroke-linejoin",
  "paint-order", "font-size", "font-weight",
];

// A picture has so many pixels for each pixel of the drawing.
const DENSITY = 2;

function exportTools() {
  const row = newElement("p", "chart-tools");
  const say = shown.words.chart;
  for (const name of ["csv", "svg", "png", "embed"]) {
    const button = newElement("button", "", say[name]);
    button.type = "button";
    button.dataset.take = name;
    row.append(button, " ");
  }
  return row;
}

// The figures of a chart's table, RFC 4180; numbers are without signs that only people read.
function csv(figure) {
  const text = (cell) => cell.textContent.trim();
  const plain = (cell) => (cell.matches(".number:not(:last-child)")
    ? text(cell).replace(/−/g, "-").replace(/(\d)[,\u2009\u202f](?=\d{3})/g, "$1") : text(cell));
  const head = [...figure.querySelectorAll("details.data thead th")].map(text);
  const rows = [[shown.words.chart.series, ...head]];
  for (const body of figure.querySelectorAll("details.data tbody")) {
    const label = text(body.querySelector(".of"));
    for (const row of body.querySelectorAll("tr[data-at]")) {
      rows.push([label, ...[...row.children].map(plain)]);
    }
  }
  const cell = (value) => (/[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);
  return rows.map((row) => `${row.map(cell).join(",")}\r\n`).join("");
}

// Copies the look of a drawing's shapes into their own attributes.
function withLook(svg) {
  const copy = svg.cloneNode(true);
  copy.querySelectorAll(".cursor").forEach((old) => old.remove());
  const shapes = [...svg.querySelectorAll("path, circle, text")].filter((s) => !s.closest(".cursor"));
  const copies = copy.querySelectorAll("path, circle, text");
  shapes.forEach((shape, i) => {
    const look = getComputedStyle(shape);
    for (const name of EXPORTED) copies[i].setAttribute(name, look.getPropertyValue(name));
    copies[i].removeAttribute("class");
  });
  copy.querySelectorAll("title, desc").forEach((note) => note.removeAttribute("id"));
  for (const name of ["class", "role", "aria-labelledby", "data-frame"]) copy.removeAttribute(name);
  return copy;
}

const ruler = document.createElement("canvas").getContext("2d");

// A text in lines of at most so many pixels, broken between words, or anywhere between Chinese ones.
function linesOf(text, font, most) {
  ruler.font = font;
  const pieces = text.match(/[\u2e80-\uffef]|[^\s\u2e80-\uffef]+\s*|\s+/g) || [];
  const lines = [""];
  for (const piece of pieces) {
    const line = lines.at(-1);
    if (line && ruler.measureText((line + piece).trimEnd()).width > most) lines.push(piece);
    else lines[lines.length - 1] += piece;
  }
  return lines.map((line) => line.trimEnd());
}

// A whole figure as one drawing: title, plots side by side, how to read them, where they are from.
function drawing(figure) {
  const plots = panelsOf(figure).map((panel) => ({ svg: drawnIn(panel), panel })).filter((p) => p.svg);
  const one = plots[0].svg.viewBox.baseVal;
  const columns = Math.min(plots.length, 2);
  const [edge, gap] = [20, 24];
  const width = columns * one.width + (columns - 1) * gap + 2 * edge;
  const root = getComputedStyle(document.documentElement);
  const colour = (name) => root.getPropertyValue(name).trim();
  const sans = getComputedStyle(figure.querySelector(".axis")).fontFamily;
  const out = document.createElementNS(SVG, "svg");
  const shape = (tag, attributes, text) => {
    const element = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    if (text) element.textContent = text;
    out.append(element);
    return element;
  };
  const ground = shape("rect", { width: "100%", height: "100%", fill: colour("--paper") });
  let y = edge;
  const write = (text, size, weight, fill, x = edge, most = width - 2 * edge) => {
    for (const line of linesOf(text, `${weight} ${size}px ${sans}`, most)) {
      y += size;
      const at = { x, y, fill, "font-size": size, "font-weight": weight, "font-family": sans };
      shape("text", at, line);
      y += size * 0.35;
    }
  };
  const title = figure.querySelector("figcaption").textContent;
  write(title, 17, 700, colour("--ink"));
  for (let first = 0; first < plots.length; first += columns) {
    const begin = y + 4;
    let end = begin;
    plots.slice(first, first + columns).forEach(({ svg, panel }, column) => {
      y = begin;
      const x = edge + column * (one.width + gap);
      write(panel.querySelector(".axis").textContent.trim(), 12.5, 400, colour("--soft"), x, one.width);
      const { width: wide, height } = svg.viewBox.baseVal;
      const copy = withLook(svg);
      const at = { x, y, width: wide, height, "font-family": sans };
      for (const [name, value] of Object.entries(at)) copy.setAttribute(name, value);
      out.append(copy);
      if (y + height > end) end = y + height;
    });
    y = end + 10;
  }
  const set = document.getElementById("changes").textContent;
  const legend = figure.querySelector(".legend");
  const ghost = figure.querySelector(".ghost") && ghostLegend();
  const a = settings.pinned && document.getElementById("compared").firstElementChild.innerText;
  const from = document.querySelector(".masthead .kicker").textContent;
  for (const note of [legend && legend.textContent, ghost, set, a, `${shown.title} · ${from}`]) {
    if (note) write(note, 11.5, 400, colour("--soft"));
  }
  const height = Math.ceil(y + edge - 4);
  const size = { xmlns: SVG, width, height, viewBox: `0 0 ${width} ${height}` };
  for (const [name, value] of Object.entries(size)) out.setAttribute(name, value);
  const name = document.createElementNS(SVG, "title");
  name.textContent = title;
  ground.before(name);
  return { width, height, text: new XMLSerializer().serializeToString(out) };
}

async function pictureOf({ width, height, text }) {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [width * DENSITY, height * DENSITY];
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
}

// A name for a file, from a title.
const fileName = (figure, end) => {
  const title = figure.querySelector("figcaption").textContent;
  return `${title.replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-+|-+$/g, "").slice(0, 60) || "chart"}.${end}`;
};

async function copyText(button, text, instead) {
  try {
    await navigator.clipboard.writeText(text);
    const { textContent: name } = button;
    button.textContent = shown.words.chart.copied;
    document.getElementById("said").textContent = shown.words.chart.copied;
    setTimeout(() => { button.textContent = name; }, 1500);
  } catch {
    instead();
  }
}

addEventListener("click", async ({ target }) => {
  const take = target.dataset && target.dataset.take;
  const figure = take && target.closest("figure.chart");
  if (!figure) return;
  if (take === "csv") {
    const text = csv(figure);
    const file = () => download(new Blob([text], { type: "text/csv" }), fileName(figure, "csv"));
    await copyText(target, text, file);
  } else if (take === "embed") {
    const text = embedding(figure);
    const file = () => download(new Blob([text], { type: "text/html" }), fileName(figure, "html"));
    await copyText(target, text, file);
  } else {
    const drawn = drawing(figure);
    const svg = new Blob([drawn.text], { type: "image/svg+xml" });
    download(take === "svg" ? svg : await pictureOf(drawn), fileName(figure, take));
  }
});
