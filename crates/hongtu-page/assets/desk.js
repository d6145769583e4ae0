(() => {
"use strict";
// Follows the plan while it is written. The command answers `/changes` when there is something
// that this page has not heard of.

const desk = document.getElementById("desk");
const root = document.documentElement;
const language = () => (root.lang.startsWith("zh") ? "zh" : "en");
const wait = (time) => new Promise((resolve) => { setTimeout(resolve, time); });
let state = null;
let lost = false;

function show() {
  const lang = language();
  const [sentence, share] = document.getElementById("desk-status").children;
  const words = lost ? desk.dataset[lang === "zh" ? "lostZh" : "lostEn"] : state.status[lang];
  if (sentence.textContent !== words) sentence.textContent = words;
  const known = !lost && state && state.share !== null;
  share.textContent = known ? `${Math.floor(state.share * 100)} %` : "";
  desk.dataset.phase = lost ? "lost" : state.phase;
  if (!state) return;
  const found = document.getElementById("desk-found");
  if (found.lastHtml !== state.found[lang]) {
    found.lastHtml = state.found[lang];
    const open = [...found.querySelectorAll("details[open] > summary")].map((e) => e.textContent);
    found.innerHTML = state.found[lang];
    for (const summary of found.querySelectorAll("summary")) {
      summary.parentElement.open = open.includes(summary.textContent);
    }
  }
  mark(lang);
}

// Remarks beside the headings of the sections that something was found in.
function mark(lang) {
  for (const old of document.querySelectorAll(".desk-mark")) old.remove();
  for (const { at, kind, text } of state.marks) {
    const heading = document.getElementById(at);
    if (!heading) continue;
    const link = document.createElement("a");
    link.className = `desk-mark ${kind}`;
    link.href = "#desk";
    link.textContent = text[lang];
    heading.append(" ", link);
  }
}

// Puts the new page into the place of the old; where nothing here can, loads it.
async function renew() {
  const reply = await fetch("/", { cache: "no-store" });
  const text = await reply.text();
  try {
    // Of another policy are pages with other scripts, and those that are nothing but a desk.
    const policy = document.querySelector("meta[http-equiv]").content;
    const same = reply.headers.get("Content-Security-Policy").startsWith(policy);
    if (!same || !document.getElementById("page")) throw new Error("another kind of page");
    const next = new DOMParser().parseFromString(text, "text/html");
    const detail = { next, done: null };
    document.dispatchEvent(new CustomEvent("renew", { detail }));
    await detail.done;
    desk.dataset.page = next.getElementById("desk").dataset.page;
  } catch {
    location.reload();
    await new Promise(() => {});
  }
}

async function follow() {
  let heard = 0;
  for (;;) {
    try {
      const reply = await fetch(`/changes?after=${heard}`, { cache: "no-store" });
      if (!reply.ok) throw new Error(reply.status);
      state = await reply.json();
      heard = state.number;
      lost = false;
      if (state.page !== desk.dataset.page) await renew();
      show();
      root.dataset.heard = `${state.phase} ${state.number}`;
    } catch {
      lost = true;
      heard = 0;
      show();
      await wait(1000);
    }
  }
}

new MutationObserver(() => { if (state || lost) show(); })
  .observe(root, { attributeFilter: ["lang"] });
follow();
})();
