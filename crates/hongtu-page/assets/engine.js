// The two workers: one for the board, which is there first, one for charts. Without shared memory
// each has the plan to itself; the engine is compiled once, by the first, and sent to the other.

const PREVIEW = 64;

// Before its workers have the plan.
const unopened = () => ({
  board: null, charts: null, later: null, drawing: false, keys: [], ready: 0, failed: false, expected: null,
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
  const question = { do: "answer", number: engine.number, set, against, lang };
  engine.board.postMessage([
    { ...question, kind: "preview", runs: PREVIEW },
    { ...question, kind: "full" },
  ]);
  if (engine.drawing) engine.charts.postMessage([]);
  engine.drawing = false;
  engine.later = () => engine.charts.postMessage([
    { ...question, kind: "seen", keys: engine.keys.filter(inSight) },
    { ...question, kind: "rest", keys: engine.keys.filter((key) => !inSight(key)) },
  ]);
}

// A lever may be about to move: `others` says how all others stand, `there` where it may go.
function expect(others, there, here) {
  if (engine.ready < 2 || engine.failed || engine.expected === others) return;
  engine.expected = others;
  for (const worker of [engine.board, engine.charts]) worker.postMessage({ expected: [there, here] });
}

// The board is there: charts may begin.
function boardAnswered() {
  if (engine.later) engine.later();
  engine.drawing = true;
  engine.later = null;
}
