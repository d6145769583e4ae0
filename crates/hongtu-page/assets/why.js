// Explains a quantity in a dialog, from which one walks on to what feeds it and what it feeds.
// Whatever bears its name as `data-why` opens it; beside what bears `data-ask` stands a button.

const why = { dialog: null, names: new Set(), past: [], name: "", asked: 0, brief: true };

// A button for those who use keys too.
function pressable(element) {
  element.setAttribute("role", "button");
  element.setAttribute("aria-haspopup", "dialog");
  element.tabIndex = 0;
}

const namesWithin = (element) => element.querySelectorAll("[data-why]:not(button):not([role])");

function dressWhy() {
  namesWithin(document).forEach(pressable);
  for (const element of document.querySelectorAll("[data-ask]:not(.asked)")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "ask";
    button.dataset.why = element.dataset.ask;
    button.setAttribute("aria-haspopup", "dialog");
    button.setAttribute("aria-label", `${shown.words.why} ${element.textContent.trim()}`);
    button.title = shown.words.why;
    button.textContent = "?";
    element.classList.add("asked");
    element.append(button);
  }
  if (why.dialog) why.dialog.close();
}

// Makes the names in code buttons, each name's first place one that keys reach.
function markNames(code) {
  const seen = new Set();
  const walker = document.createTreeWalker(code, NodeFilter.SHOW_TEXT);
  const texts = [];
  while (walker.nextNode()) {
    if (!walker.currentNode.parentNode.closest(".c, .q, [data-why]")) texts.push(walker.currentNode);
  }
  for (const text of texts) {
    const pieces = text.data.split(/([\p{L}_][\p{L}\p{N}_]*)/u);
    if (!pieces.some((piece) => why.names.has(piece))) continue;
    const marked = pieces.map((piece) => {
      if (!why.names.has(piece)) return piece;
      const name = document.createElement("span");
      name.dataset.why = piece;
      name.textContent = piece;
      pressable(name);
      if (seen.has(piece)) name.tabIndex = -1;
      seen.add(piece);
      return name;
    });
    text.replaceWith(...marked);
  }
  code.dataset.marked = "marked";
}

function whyDialog() {
  if (why.dialog) return why.dialog;
  const dialog = document.createElement("dialog");
  dialog.id = "why";
  dialog.setAttribute("aria-labelledby", "why-title");
  dialog.innerHTML = '<p class="ways"><button type="button" id="why-back"></button> ' +
    '<button type="button" id="why-close"></button></p><div id="why-body"></div>';
  document.body.append(dialog);
  id("why-back").addEventListener("click", () => explain(why.past.pop(), true));
  id("why-close").addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
  dialog.addEventListener("close", () => { why.past = []; why.name = ""; });
  why.dialog = dialog;
  return dialog;
}

function explain(name, back) {
  if (engine.ready < 2 || engine.failed || !name) return;
  const dialog = whyDialog();
  if (why.name && !back && why.name !== name) why.past.push(why.name);
  why.name = name;
  why.asked += 1;
  why.brief = true;
  const body = id("why-body");
  body.setAttribute("aria-busy", "true");
  id("why-back").textContent = shown.words.back;
  id("why-back").disabled = why.past.length === 0;
  id("why-close").textContent = shown.words.close;
  if (!dialog.open) {
    body.innerHTML = `<h2 id="why-title" tabindex="-1">${shown.words.coming}</h2>`;
    dialog.showModal();
  }
  delete body.dataset.whole;
  askWhy(true);
}

// First what is known at once, then what the runs say.
function askWhy(brief) {
  const question = { do: "why", kind: "why", number: why.asked, name: why.name, brief };
  engine.charts.postMessage({ one: { ...question, set: list(settings.now), lang: short() } });
}

function explained(reply) {
  if (reply.number !== why.asked || !why.dialog.open) return;
  const body = id("why-body");
  body.removeAttribute("aria-busy");
  if (reply.error) {
    id("why-title").textContent = reply.error;
    return;
  }
  const seen = body.querySelectorAll(".values");
  if (why.brief) {
    body.innerHTML = reply.why;
    for (const code of body.querySelectorAll("pre code")) markNames(code);
    why.dialog.scrollTop = 0;
    id("why-title").focus();
    why.brief = false;
    askWhy(false);
  } else {
    const whole = document.createElement("template");
    whole.innerHTML = reply.why;
    whole.content.querySelectorAll(".values").forEach((values, i) => seen[i]?.replaceWith(values));
    body.dataset.whole = why.name;
  }
  namesWithin(body).forEach(pressable);
}

document.addEventListener("click", (event) => {
  const asked = event.target.closest?.("[data-why]");
  if (asked) explain(asked.dataset.why, false);
});
document.addEventListener("keydown", (event) => {
  const asked = event.target.closest?.("[data-why][role]");
  if (asked && (event.key === "Enter" || event.key === " ")) {
    event.preventDefault();
    explain(asked.dataset.why, false);
  }
});
document.addEventListener("toggle", ({ target }) => {
  if (!target.open || !target.matches?.("details.model")) return;
  for (const code of target.querySelectorAll("pre code:not([data-marked])")) markNames(code);
}, true);
