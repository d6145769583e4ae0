"use strict";
// Runs the engine beside the page. First comes {engine, bundle, view, port}, then lists of questions;
// what waits when a list comes is not answered, but {one: question} is, before all else. Long work is
// done a few runs at a time, so that a new list is heard of in between; and while lists come in quick
// succession, or what was told last is being painted, it does not begin, so that nothing takes the
// processor from what is painted. What is {expected}, questions about settings that may be asked for
// next and about those that stand, is done in between and told to nobody.

const FIRST = 64;
const SLICE = { board: 128, charts: 32 };
const HASTE = 50;
const FRAME = 17;

let wasm;
let slice;
let waiting = [];
let expected = [];
let awake = false;
let whole = false;
let heard = -HASTE;
let told = -FRAME;
let hasty = false;
let rouse = () => {};

async function bytes(base64) {
  let packed;
  if (Uint8Array.fromBase64) {
    packed = Uint8Array.fromBase64(base64);
  } else {
    const text = atob(base64);
    packed = new Uint8Array(text.length);
    for (let i = 0; i < text.length; i += 1) packed[i] = text.charCodeAt(i);
  }
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

const unpacked = ({ engine, bundle }) =>
  Promise.all([bytes(engine).then((module) => WebAssembly.compile(module)), bytes(bundle)]);

// The compiled engine and the plan: the board's worker unpacks them and sends them on.
async function content(data) {
  const { view, port } = data;
  if (view === "board") {
    const found = await unpacked(data);
    port.postMessage(found);
    return found;
  }
  const sent = await new Promise((resolve) => {
    port.onmessage = (message) => resolve(message.data);
    port.onmessageerror = () => resolve(null);
  });
  return sent || unpacked(data);
}

function put(which, bytes) {
  const at = wasm.room(which, bytes.length);
  new Uint8Array(wasm.memory.buffer, at, bytes.length).set(bytes);
}

function ask(question, beside) {
  put(0, new TextEncoder().encode(JSON.stringify(question)));
  put(1, beside || new Uint8Array());
  const length = wasm.ask();
  const reply = new Uint8Array(wasm.memory.buffer, wasm.reply(), length);
  return JSON.parse(new TextDecoder().decode(reply));
}

function stillness(milliseconds) {
  return new Promise((resolve) => {
    rouse = resolve;
    setTimeout(resolve, milliseconds);
  });
}

function pause() {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => { port1.close(); resolve(); };
    port2.postMessage(0);
  });
}

// How long what is to be done next waits: until what was told last is painted; in haste, and with what
// nobody has asked for, until no more questions come. A first look does not wait.
function patience() {
  const question = waiting[0];
  if (question && (question.do !== "answer" || question.runs !== undefined)) return 0;
  const due = question && !hasty ? 0 : heard + HASTE;
  return Math.max(due, told + FRAME) - performance.now();
}

// The first runs at other settings find out what those change, so that all runs at the next ones need
// only compute that. Back at those that stand, one slice says so.
function foresee() {
  const { whole: all } = ask({ runs: slice, ...expected[0] });
  if (all !== false || expected.length === 1) expected.shift();
}

// One piece of what is to be done; false where nothing is.
function piece() {
  const question = waiting[0];
  if (!question) {
    if (!whole) whole = ask({ do: "prepare", runs: slice }).whole !== false;
    else if (expected.length > 0) foresee();
    return !whole || expected.length > 0;
  }
  const began = performance.now();
  const { set, number, kind } = question;
  const going = question.do === "answer" && question.runs === undefined &&
    ask({ do: "advance", set, runs: slice }).whole === false;
  const reply = going ? null : ask(question);
  question.took = (question.took || 0) + performance.now() - began;
  if (going) return true;
  waiting.shift();
  postMessage({ kind, number, took: question.took, ...reply });
  told = performance.now();
  return true;
}

async function work() {
  if (awake) return;
  awake = true;
  try {
    for (;;) {
      const left = patience();
      if (left > 0) await stillness(left);
      else if (piece()) await pause();
      else break;
    }
  } catch (error) {
    // The engine broke off. The page says so and stands as it was.
    const { kind, number } = waiting.shift() || { kind: "open" };
    postMessage({ kind, number, error: String(error) });
  }
  awake = false;
}

onmessage = async ({ data }) => {
  if (data.one) {
    waiting = [data.one, ...waiting.filter(({ kind }) => kind !== data.one.kind)];
    if (wasm) work();
    return;
  }
  if (Array.isArray(data)) {
    hasty = performance.now() - heard < HASTE;
    heard = performance.now();
    rouse();
    waiting = [...waiting.filter(({ kind }) => kind === "why"), ...data];
    expected = [];
    if (wasm) work();
    return;
  }
  if (data.expected) {
    expected = data.expected;
    if (wasm) work();
    return;
  }
  try {
    const [module, bundle] = await content(data);
    wasm = (await WebAssembly.instantiate(module, {})).exports;
    slice = SLICE[data.view];
    const opened = ask({ do: "open", view: data.view }, bundle);
    if (!opened.error) ask({ do: "prepare", runs: FIRST });
    postMessage({ kind: "open", ...opened });
    if (!opened.error) work();
  } catch (error) {
    postMessage({ kind: "open", error: String(error) });
  }
};
