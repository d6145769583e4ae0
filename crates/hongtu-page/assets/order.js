// The order of the board: binding targets first, or by odds.

const order = { byOdds: false };

function oddsIn(row) {
  const text = row.querySelector(".odds b").textContent;
  const number = Number.parseFloat(text.replace(/[<>]/, ""));
  if (Number.isNaN(number)) return -1;
  return number + (text.startsWith(">") ? 0.5 : text.startsWith("<") ? -0.5 : 0);
}

function orderBoard() {
  const tables = [...document.querySelectorAll("table.board")];
  if (tables.length === 0) return;
  let button = id("sort");
  if (!button) {
    button = newElement("button", "", shown.words.compare.sort);
    button.type = "button";
    button.id = "sort";
    const row = newElement("p", "board-tools");
    row.append(button);
    tables[0].before(row);
  }
  write(button, shown.words.compare.sort);
  button.setAttribute("aria-pressed", String(order.byOdds));
  for (const table of tables) {
    const rows = [...table.tBodies[0].rows];
    rows.forEach((row, place) => { if (row.dataset.place === undefined) row.dataset.place = place; });
    const rank = (row) => (order.byOdds ? -oddsIn(row) : Number(!row.querySelector(".kind")));
    const ranks = new Map(rows.map((row) => [row, rank(row)]));
    const sorted = [...rows].sort((a, b) => ranks.get(a) - ranks.get(b) || a.dataset.place - b.dataset.place);
    if (sorted.some((row, i) => row !== rows[i])) table.tBodies[0].append(...sorted);
  }
}

addEventListener("click", ({ target }) => {
  if (target.id !== "sort") return;
  order.byOdds = !order.byOdds;
  orderBoard();
});
