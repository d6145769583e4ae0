// Drives Chromium through its debugging pipe, as a person would: keys, clicks, windows.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

// `scrollbars` are those that take room.
export async function browser({ scrollbars = false } = {}) {
  const profile = mkdtempSync(join(tmpdir(), "hongtu-page-"));
  const flags = [
    "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run",
    ...(scrollbars ? ["--disable-features=OverlayScrollbar"] : ["--hide-scrollbars"]),
    "--remote-debugging-pipe", `--user-data-dir=${profile}`, "--lang=en", "about:blank",
  ];
  const stdio = ["ignore", "ignore", "ignore", "pipe", "pipe"];
  const chromium = spawn("chromium", flags, { stdio });
  const [, , , to, from] = chromium.stdio;
  const waiting = new Map();
  const hearers = new Set();
  let last = 0;
  let rest = "";
  from.on("data", (bytes) => {
    const messages = (rest + bytes).split("\0");
    rest = messages.pop();
    for (const text of messages) {
      const message = JSON.parse(text);
      if (waiting.has(message.id)) waiting.get(message.id)(message);
      else hearers.forEach((hear) => hear(message));
      waiting.delete(message.id);
    }
  });
  const send = (method, params = {}, sessionId = undefined) => new Promise((resolve, reject) => {
    last += 1;
    waiting.set(last, ({ result, error }) =>
      error ? reject(new Error(`${method}: ${error.message}`)) : resolve(result));
    to.write(`${JSON.stringify({ id: last, method, params, sessionId })}\0`);
  });
  const end = () => chromium.kill();
  process.on("exit", end);
  return {
    window: (options) => open(send, hearers, options),
    close() {
      process.off("exit", end);
      end();
      chromium.on("exit", () => leave(profile, 50));
    },
  };
}

// Removes a folder in which the browser's other processes may still write for a moment.
function leave(folder, tries) {
  try {
    rmSync(folder, { recursive: true, force: true });
  } catch (error) {
    if (tries === 0) throw error;
    setTimeout(() => leave(folder, tries - 1), 100);
  }
}

async function open(send, hearers, { width = 1280, height = 900, script = true, dark = false } = {}) {
  const { targetId } = await send("Target.createTarget", { url: "about:blank" });
  const { sessionId } = await send("Target.attachToTarget", { targetId, flatten: true });
  const call = (method, params) => send(method, params, sessionId);
  const complaints = [];
  const requests = [];
  const events = [];
  hearers.add((message) => {
    if (message.sessionId !== sessionId) return;
    const { method, params } = message;
    if (method === "Runtime.exceptionThrown") complaints.push(params.exceptionDetails.text);
    if (method === "Log.entryAdded" && params.entry.level === "error") complaints.push(params.entry.text);
    if (method === "Network.requestWillBeSent") requests.push(params.request.url);
    if (method === "Tracing.dataCollected") events.push(...params.value);
  });
  for (const domain of ["Page", "Runtime", "Log", "Network"]) await call(`${domain}.enable`);
  await call("Emulation.setDeviceMetricsOverride",
    { width, height, deviceScaleFactor: 1, mobile: width < 700 });
  if (!script) await call("Emulation.setScriptExecutionDisabled", { value: true });
  const features = [{ name: "prefers-color-scheme", value: dark ? "dark" : "light" }];
  await call("Emulation.setEmulatedMedia", { features });
  const page = {
    call, complaints, requests, events,
    close: () => send("Target.closeTarget", { targetId }),
    // The next event of a kind.
    next: (kind) => new Promise((resolve) => {
      const hear = (message) => {
        if (message.sessionId !== sessionId || message.method !== kind) return;
        hearers.delete(hear);
        resolve(message.params);
      };
      hearers.add(hear);
    }),
    async eval(expression) {
      const found = await call("Runtime.evaluate",
        { expression, awaitPromise: true, returnByValue: true });
      if (found.exceptionDetails) throw new Error(found.exceptionDetails.exception.description);
      return found.result.value;
    },
    async until(expression, seconds = 120) {
      const end = Date.now() + seconds * 1000;
      while (Date.now() < end) {
        const value = await page.eval(expression).catch(() => false);
        if (value) return value;
        await new Promise((resolve) => setTimeout(resolve, 30));
      }
      throw new Error(`never came true: ${expression}`);
    },
    async go(url) {
      await call("Page.navigate", { url });
      if (script) await page.until("document.documentElement.dataset.ready");
      else await new Promise((resolve) => setTimeout(resolve, 1000));
    },
    // All runs have been heard of for what is set, and nothing waits to be put into the page.
    settled: () => page.until(
      `["full", "rest"].every((kind) => document.documentElement.dataset.asked ===
        JSON.parse(document.documentElement.dataset[kind] || "{}").number?.toString())`),
    async key(key, code = key) {
      const text = key.length === 1 ? key : undefined;
      const windowsVirtualKeyCode =
        { ArrowRight: 39, ArrowLeft: 37, ArrowUp: 38, ArrowDown: 40, Tab: 9, Enter: 13, Escape: 27, End: 35, Home: 36 }[key];
      const at = { key, code, text, windowsVirtualKeyCode };
      await call("Input.dispatchKeyEvent", { type: "keyDown", ...at });
      await call("Input.dispatchKeyEvent", { type: "keyUp", ...at });
    },
    async click(selector) {
      const { x, y } = await page.place(selector);
      const at = { x, y, button: "left", clickCount: 1 };
      await call("Input.dispatchMouseEvent", { type: "mousePressed", ...at });
      await call("Input.dispatchMouseEvent", { type: "mouseReleased", ...at });
    },
    // Where a place in an element is, given as shares of its width and height, once it is in view.
    // What comes into view is laid out then, so that the element is sought again after a frame.
    place: (selector, x = 0.5, y = 0.5) => page.eval(`(async () => {
      const found = document.querySelector(${JSON.stringify(selector)});
      for (let frame = 0; frame < 3; frame += 1) {
        found.scrollIntoView({ block: "center", behavior: "instant" });
        await new Promise((go) => { requestAnimationFrame(go); setTimeout(go, 100); });
      }
      const box = found.getBoundingClientRect();
      return { x: box.x + box.width * ${x}, y: box.y + box.height * ${y} };
    })()`),
    async hover(selector, x, y) {
      const at = await page.place(selector, x, y);
      await call("Input.dispatchMouseEvent", { type: "mouseMoved", ...at });
    },
    async picture(file) {
      const { data } = await call("Page.captureScreenshot", { format: "png" });
      writeFileSync(file, Buffer.from(data, "base64"));
    },
  };
  return page;
}
