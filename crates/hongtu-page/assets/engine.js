// The two workers: one for the board, which is there first, one for charts. Without shared memory
// each has the engine and the plan to itself.

const PREVIEW = 64;

const engine = { board: null, charts: null, number: 0, keys: [], ready: 0, failed: false };

function begin(hear) {
  const source = document.getElementById("worker").textContent;
  const blob = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  const content = {
    engine: document.getElementById("engine").textContent,
    bundle: document.getElementById("bundle").textContent,
  };
  for (const view of ["board", "charts"]) {
    const worker = new Worker(blob);
    worker.onmessage = ({ data }) => hear(view, data);
    worker.onerror = () => hear(view, { kind: "open", error: "worker" });
    worker.postMessage({ ...content, view });
    engine[view] = worker;
  }
}

// Asks for everything anew; answers to older questions are passed over.
function askAll(set, against, lang, seen) {
  engine.number += 1;
  const question = { do: "answer", number: engine.number, set, against, lang };
  engine.board.postMessage([
    { ...question, kind: "preview", runs: PREVIEW },
    { ...question, kind: "full" },
  ]);
  const rest = engine.keys.filter((key) => !seen.has(key));
  engine.charts.postMessage([
    { ...question, kind: "seen", keys: engine.keys.filter((key) => seen.has(key)) },
    { ...question, kind: "rest", keys: rest },
  ]);
}
