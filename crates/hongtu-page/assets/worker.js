"use strict";
// Runs the engine beside the page. First comes {engine, bundle, view}, then lists of questions; what
// waits when a list comes is not answered.

let wasm;
const waiting = new Map();
let awake = false;

async function bytes(base64) {
  const text = atob(base64);
  const packed = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i += 1) packed[i] = text.charCodeAt(i);
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

function put(which, content) {
  const at = wasm.room(which, content.length);
  new Uint8Array(wasm.memory.buffer, at, content.length).set(content);
}

function ask(question, beside) {
  put(0, new TextEncoder().encode(JSON.stringify(question)));
  put(1, beside || new Uint8Array());
  const length = wasm.ask();
  const reply = new Uint8Array(wasm.memory.buffer, wasm.reply(), length);
  return JSON.parse(new TextDecoder().decode(reply));
}

function pause() {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => { port1.close(); resolve(); };
    port2.postMessage(0);
  });
}

async function work() {
  if (awake) return;
  awake = true;
  while (waiting.size > 0) {
    const [kind, question] = waiting.entries().next().value;
    waiting.delete(kind);
    const began = performance.now();
    const reply = ask(question);
    const took = performance.now() - began;
    postMessage({ kind, number: question.number, took, ...reply });
    await pause();
  }
  awake = false;
}

onmessage = async ({ data }) => {
  if (data.engine) {
    try {
      const [module, bundle] = await Promise.all([bytes(data.engine), bytes(data.bundle)]);
      wasm = (await WebAssembly.instantiate(module, {})).instance.exports;
      postMessage({ kind: "open", ...ask({ do: "open", view: data.view }, bundle) });
    } catch (error) {
      postMessage({ kind: "open", error: String(error) });
    }
    return;
  }
  waiting.clear();
  for (const question of data) waiting.set(question.kind, question);
  work();
};
