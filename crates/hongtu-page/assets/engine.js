// The two workers: one for the board, which is there first, one for charts. Without shared memory
// each has the plan to itself; the engine is compiled once, by the first, and sent to the other.

const PREVIEW = 64;

// Before its workers have the plan. `left` is how many answers about the board are still to come: a first
// look and all runs.
const unopened = () => ({
  board: null, charts: null, left: 0, later: null, keys: [], ready: 0, failed: false, expected: null,
});

const engine = { number: 0, ...unopened() };

function begin(hear) {
  const source = document.getElementById("worker").textContent;
  const blob = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  const content = {
    engine: document.getElementById("engine").textContent,
    bundle: document.getElementById("bundle").textContent,
  };
  const { port1, port2 } = new MessageChannel();
  for (const [view, port] of [["board", port1], ["charts", port2]]) {
    const worker = new Worker(blob);
    worker.onmessage = ({ data }) => hear(view, data);
    worker.onerror = () => hear(view, { kind: "open", error: "worker" });
    worker.postMessage({ ...content, view, port }, [port]);
    engine[view] = worker;
  }
}

// Asks for everything anew; answers to older questions are passed over. The board comes first: charts
// wait for it, and take nothing from it meanwhile.
function askAll(set, against, lang) {
  engine.number += 1;
  engine.left = 2;
  const question = { do: "answer", number: engine.number, set, against, lang };
  engine.board.postMessage([
    { ...question, kind: "preview", runs: PREVIEW },
    { ...question, kind: "full" },
  ]);
  engine.charts.postMessage([]);
  engine.later = () => engine.charts.postMessage([
    { ...question, kind: "seen", keys: engine.keys.filter(inSight) },
    { ...question, kind: "rest", keys: engine.keys.filter((key) => !inSight(key)) },
  ]);
}

// A lever may be about to move: `others` says how all others stand, `there` where it may go. A first look
// there is taken before anybody asks, for the first one of all takes longer; it is not shown.
function expect(others, there, here, against, lang) {
  if (engine.ready < 2 || engine.failed || engine.expected === others) return;
  engine.expected = others;
  const look = { do: "answer", runs: PREVIEW, set: there, against, lang };
  const notes = [{ do: "advance", set: there }, { do: "advance", set: here }];
  engine.board.postMessage({ expected: [look, ...notes] });
  engine.charts.postMessage({ expected: notes });
}

// The board is there: charts may begin.
function drawCharts() {
  if (engine.later) engine.later();
  engine.later = null;
}
