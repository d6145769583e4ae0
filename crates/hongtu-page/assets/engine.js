// The two workers: one for the board, which is there first, one for charts. Without shared memory
// each has the plan to itself; the engine is compiled once, by the first, and sent to the other.

const PREVIEW = 64;

const engine = {
  board: null, charts: null, number: 0, answered: 0, later: null, keys: [], ready: 0, failed: false,
};

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

// Asks for everything anew; answers to older questions are passed over. While levers move faster than
// the board answers, charts wait for it.
function askAll(set, against, lang, seen) {
  const busy = engine.answered !== engine.number;
  engine.number += 1;
  const question = { do: "answer", number: engine.number, set, against, lang };
  engine.board.postMessage([
    { ...question, kind: "preview", runs: PREVIEW },
    { ...question, kind: "full" },
  ]);
  const charts = [
    { ...question, kind: "seen", keys: engine.keys.filter((key) => seen.has(key)) },
    { ...question, kind: "rest", keys: engine.keys.filter((key) => !seen.has(key)) },
  ];
  engine.charts.postMessage(busy ? [] : charts);
  engine.later = busy ? charts : null;
}

// The board is there: whatever waited for it may begin.
function boardAnswered(number) {
  if (number !== engine.number) return;
  engine.answered = number;
  if (engine.later) engine.charts.postMessage(engine.later);
  engine.later = null;
}
