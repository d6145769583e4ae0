"use strict";
// Runs the engine beside the page. First comes {engine, bundle, view, port}, then lists of questions;
// what waits when a list comes is not answered, but {one: question} is, before all else. Long work is
// done a few runs at a time, so that a new list is heard of in between; and while lists come in quick
// succession it does not begin, so that nothing takes the processor from what is painted. What is
// {expected}, settings that may be asked about next and those that stand, is made ready for in between.

const FIRST = 64;
const SLICE = { board: 128, charts: 32 };
const HASTE = 50;

let wasm;
let slice;
let waiting = [];
let expected = [];
let awake = false;
let whole = false;
let heard = -HASTE;
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

// Whether more questions are about to come.
const hurried = () => hasty && performance.now() - heard < HASTE;

function stillness() {
  return new Promise((resolve) => {
    rouse = resolve;
    setTimeout(resolve, heard + HASTE - performance.now());
  });
}

function pause() {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => { port1.close(); resolve(); };
    port2.postMessage(0);
  });
}

// Whether what is to be done next can wait until no more questions come.
const patient = () => hurried() && waiting[0]?.do === "answer" && waiting[0].runs === undefined;

// The first runs at other settings find out what those change, so that all runs at the next ones need
// only compute that. Back at those that stand, one slice says so.
function foresee() {
  const { whole: all } = ask({ do: "advance", set: expected[0], runs: slice });
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
  return true;
}

async function work() {
  if (awake) return;
  awake = true;
  try {
    for (;;) {
      if (patient()) await stillness();
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
