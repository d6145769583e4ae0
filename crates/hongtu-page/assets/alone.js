// One chart alone, to stand on another page: `index.html#chart=NAME`. NAME is that of a target or a
// quantity in the plan, or the chart's own key.

function chartNamed(name) {
  const all = charts();
  const named = (figure) => figure.dataset.chart.split(" ");
  return all.find((figure) => figure.dataset.live === name)
    || all.find((figure) => named(figure).length === 1 && named(figure)[0] === name)
    || all.find((figure) => named(figure).includes(name));
}

// The shortest name by which a chart is found.
function nameOf(figure) {
  const names = figure.dataset.chart.split(" ").filter((name) => chartNamed(name) === figure);
  return names[0] || figure.dataset.live;
}

// The piece of HTML that shows a chart, at what is set, on another page.
function embedding(figure) {
  const frame = document.createElement("iframe");
  frame.src = address(nameOf(figure));
  frame.title = figure.querySelector("figcaption").textContent;
  frame.width = "100%";
  frame.height = "580";
  frame.loading = "lazy";
  return `${frame.outerHTML}\n`;
}

function showAlone() {
  const name = chartInAddress();
  if (name === null) return;
  const figure = chartNamed(name);
  document.body.classList.add("alone");
  document.querySelectorAll(".path").forEach((old) => old.classList.remove("path"));
  document.querySelectorAll("#whole").forEach((old) => old.remove());
  const line = newElement("p", "legend sole");
  line.id = "whole";
  const link = newElement("a", "", shown.words.chart.whole);
  link.href = address("");
  link.target = "_blank";
  link.rel = "noopener";
  line.append(figure ? `${shown.title} · ` : `${shown.words.chart.none} `, link);
  document.body.append(line);
  for (let at = figure && figure.parentElement; at; at = at.parentElement) at.classList.add("path");
  document.body.classList.add("path");
  if (figure) figure.classList.add("sole");
}

// The link to the whole plan holds what is set.
function leadBack() {
  const link = document.querySelector("#whole a");
  if (link) link.href = address("");
}
