// Takes the engine and the plan out of a published page, runs them, and prints what the engine
// replies to the questions in the arguments after the page and a file for the plan's bytes.
import { readFileSync, writeFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";

const [page, bundleFile, view, ...questions] = process.argv.slice(2);
const html = readFileSync(page, "utf8");
const data = (id) => {
  const found = html.match(new RegExp(`<script type="text/plain" id="${id}">([^<]*)</script>`));
  return gunzipSync(Buffer.from(found[1], "base64"));
};
const bundle = data("bundle");
writeFileSync(bundleFile, bundle);
const wasm = (await WebAssembly.instantiate(data("engine"), {})).instance.exports;

function put(which, bytes) {
  const at = wasm.room(which, bytes.length);
  new Uint8Array(wasm.memory.buffer, at, bytes.length).set(bytes);
}

function ask(question, beside) {
  put(0, new TextEncoder().encode(question));
  put(1, beside ?? new Uint8Array());
  const began = performance.now();
  const length = wasm.ask();
  const took = performance.now() - began;
  if (process.env.HONGTU_TIMES) console.error(`${took.toFixed(1)} ms ${question.slice(0, 100)}`);
  const reply = new Uint8Array(wasm.memory.buffer, wasm.reply(), length);
  return new TextDecoder().decode(reply);
}

console.log(ask(JSON.stringify({ do: "open", view }), bundle));
for (const question of questions) console.log(ask(question));
