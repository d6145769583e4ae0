// A new page of the same plan, put in the place of the old: what is set, the language, the place in
// the document and what is open stay.

let renewals = 0;

// What the reader looks at and has in hand.
function holding() {
  const hold = { id: "", top: 0, lever: "", type: "", focus: "", open: new Set() };
  for (const element of document.querySelectorAll("#page [id]")) {
    const { top, height } = element.getBoundingClientRect();
    if (height > 0 && top <= innerHeight / 3) Object.assign(hold, { id: element.id, top });
  }
  const held = document.activeElement;
  const lever = held && held.closest(".lever");
  if (lever) Object.assign(hold, { lever: lever.name, type: held.type });
  else if (held) hold.focus = held.id;
  for (const details of document.querySelectorAll("#page details[open], #side details[open]")) {
    hold.open.add(details.querySelector("summary").textContent);
  }
  return hold;
}

function restore(hold) {
  for (const details of document.querySelectorAll("#page details, #side details")) {
    const summary = details.querySelector("summary");
    if (hold.open.has(summary.textContent)) details.open = true;
  }
  const anchor = hold.id && id(hold.id);
  if (anchor) {
    const by = anchor.getBoundingClientRect().top - hold.top;
    scrollBy({ top: by, behavior: "instant" });
  }
  const lever = levers().find((one) => one.name === hold.lever);
  const held = lever ? lever.querySelector(`[type=${hold.type || "range"}]`) : id(hold.focus);
  if (held) held.focus({ preventScroll: true });
}

async function renewed(next) {
  const lang = short();
  for (const data of next.querySelectorAll("script[id]")) {
    id(data.id).textContent = data.textContent;
  }
  const words = read_json("words");
  const page = next.getElementById("page").innerHTML;
  const side = next.getElementById("side").innerHTML;
  let now = { ...words, body: page, panel: side };
  other = null;
  if (now.lang.startsWith("zh") !== (lang === "zh")) {
    other = { ...now, stands: PUBLISHED };
    now = await unpacked("translated");
  }
  const hold = holding();
  for (const worker of Object.values(engine)) if (worker instanceof Worker) worker.terminate();
  Object.assign(engine, unopened());
  delete document.documentElement.dataset.ready;
  parts.jobs.clear();
  shown = now;
  asked = PUBLISHED;
  stands = PUBLISHED;
  id("page").innerHTML = now.body;
  id("side").innerHTML = now.panel;
  document.documentElement.lang = now.lang;
  document.title = now.title;
  dress();
  const amiss = [];
  settings.now = fitting(settings.now, amiss);
  settings.past = settings.past.map((set) => fitting(set));
  settings.future = settings.future.map((set) => fitting(set));
  showAll();
  writeAddress();
  restore(hold);
  id("state").textContent = shown.words.waking;
  awaitOdds();
  warn(amiss);
  begin(hear);
  renewals += 1;
  document.documentElement.dataset.renewals = renewals;
}

document.addEventListener("renew", ({ detail }) => { detail.done = renewed(detail.next); });
