// Puts parts into the page, a few in each frame, so that the page never stands still: first odds, from
// a first look and from all runs, then charts.

const KINDS = ["preview", "full", "seen", "rest"];

// In one frame: at most so many milliseconds, the most for a first look, the least for odds that are
// laid out anew all over the board; and so many letters, for they are laid out too. A part of many
// letters has a frame to itself.
const FRAME = { preview: 3, full: 0.5, seen: 2, rest: 2 };
const LETTERS = 2000;
const MANY = 8000;

// So many frames are asked for before the first odds are there, so that they miss none.
const AWAITED = 6;

const parts = {
  holders: new Map(), seen: new Set(), jobs: new Map(), asked: false, first: null, awaited: 0,
};

const watcher = new IntersectionObserver((entries) => {
  for (const { target, isIntersecting } of entries) {
    if (isIntersecting) parts.seen.add(target);
    else parts.seen.delete(target);
  }
}, { rootMargin: "200px" });

const holdersOf = (key) => parts.holders.get(key) || [];

// Whether a part stands where a reader sees it, or nearly so.
const inSight = (key) => holdersOf(key).some((element) => parts.seen.has(element));

// Finds the elements that hold parts. Of odds, and of charts and values in the document, it is known
// whether they are seen.
function gather() {
  watcher.disconnect();
  parts.holders.clear();
  parts.seen.clear();
  for (const element of document.querySelectorAll("[data-live]")) {
    const key = element.dataset.live;
    if (!parts.holders.has(key)) parts.holders.set(key, []);
    parts.holders.get(key).push(element);
    if (/^o/.test(key) || (/^[cfgv]/.test(key) && !element.closest("#side"))) watcher.observe(element);
  }
}

// `then` is called once all of them are in the page. Older parts that these replace are dropped. A first
// look is put where it is seen; all runs follow everywhere.
function put(kind, pairs, then) {
  if (kind === "preview") {
    parts.jobs.delete("full");
    parts.awaited = 0;
  }
  parts.jobs.set(kind, { pairs: [...pairs].reverse(), then });
  nextFrame();
}

// What is to be done before all else in the frame in which an answer comes, or when none does for long.
function withAnswer(first) {
  parts.first = first;
  parts.awaited = AWAITED;
  nextFrame();
}

function nextFrame() {
  if (!parts.asked) requestAnimationFrame(paint);
  parts.asked = true;
}

function paint() {
  parts.asked = false;
  const began = performance.now();
  if (parts.awaited > 0) {
    parts.awaited -= 1;
    nextFrame();
  } else if (parts.first) {
    parts.first();
    parts.first = null;
  }
  let letters = 0;
  for (const kind of KINDS) {
    const job = parts.jobs.get(kind);
    while (job && job.pairs.length > 0) {
      const [key, html] = job.pairs.at(-1);
      const full = letters > LETTERS || performance.now() - began > FRAME[kind];
      if (full || (html.length > MANY && letters > 0)) return nextFrame();
      job.pairs.pop();
      for (const element of holdersOf(key)) {
        if (kind !== "preview" || parts.seen.has(element)) letters += replace(element, html);
      }
    }
    if (!job) continue;
    parts.jobs.delete(kind);
    job.then();
  }
}

// Gives how many letters were laid out anew.
function replace(element, html) {
  const before = element.lastHtml ?? (element.kept ? null : element.innerHTML);
  if (before === html) return 0;
  element.lastHtml = html;
  if (before !== null && patch(element, before, html)) {
    pointAgain(element);
    return html.length / 4;
  }
  const open = [...element.querySelectorAll("details")].map((details) => details.open);
  if (!refill(element, html)) element.innerHTML = html;
  element.querySelectorAll("details").forEach((details, i) => { details.open = Boolean(open[i]); });
  return html.length;
}
