// Puts parts into the page, a few in each frame, so that the page never stands still.

const FRAME = 4;

const parts = { holders: new Map(), seen: new Set(), queue: new Map(), asked: false, then: [] };

const watcher = new IntersectionObserver((entries) => {
  for (const entry of entries) {
    const key = entry.target.dataset.live;
    if (entry.isIntersecting) parts.seen.add(key);
    else parts.seen.delete(key);
  }
}, { rootMargin: "200px" });

// Finds the elements that hold parts.
function gather() {
  watcher.disconnect();
  parts.holders.clear();
  parts.seen.clear();
  for (const element of document.querySelectorAll("[data-live]")) {
    const key = element.dataset.live;
    if (!parts.holders.has(key)) parts.holders.set(key, []);
    parts.holders.get(key).push(element);
    watcher.observe(element);
  }
}

// `then` is called once all of them are in the page.
function put(pairs, then) {
  for (const [key, html] of pairs) parts.queue.set(key, html);
  parts.then.push(then);
  if (!parts.asked) {
    parts.asked = true;
    requestAnimationFrame(paint);
  }
}

function paint() {
  parts.asked = false;
  const began = performance.now();
  for (const [key, html] of parts.queue) {
    if (performance.now() - began > FRAME) {
      parts.asked = true;
      requestAnimationFrame(paint);
      return;
    }
    parts.queue.delete(key);
    for (const element of parts.holders.get(key) || []) replace(element, html);
  }
  for (const then of parts.then.splice(0)) then();
}

function replace(element, html) {
  if (element.lastHtml === html) return;
  element.lastHtml = html;
  const open = [...element.querySelectorAll("details")].map((details) => details.open);
  if (!refill(element, html)) element.innerHTML = html;
  element.querySelectorAll("details").forEach((details, i) => { details.open = Boolean(open[i]); });
}
