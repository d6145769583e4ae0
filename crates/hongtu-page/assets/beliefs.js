// Assumptions that are put elsewhere than the plan has them: each by the range that is to hold 90 %.

const beliefs = () => panel.beliefs;

// A range in the unit that is shown, with its middle: as far between the ends as the plan's is.
function range(belief, set) {
  const [low, middle, high] = ["low", "middle", "high"].map((end) => Number(belief.dataset[end]));
  if (set === undefined) return { low, middle, high };
  const k = Number(belief.dataset.k);
  const [from, to] = set.split("..").map((number) => tidy(Number(number) / k));
  if (belief.dataset.log) {
    const share = Math.log(middle / low) / Math.log(high / low);
    return { low: from, middle: tidy(from * (to / from) ** share), high: to };
  }
  const share = (middle - low) / (high - low);
  return { low: from, middle: tidy(from + share * (to - from)), high: to };
}

// A range as it is set, within what the plan holds possible; undefined where it is the plan's, and
// null where it is none.
function believed(belief, { low, high }) {
  const { least = -Infinity, most = Infinity } = belief.dataset;
  const from = Math.max(low, Number(least));
  const to = Math.min(high, Number(most));
  if (!(from < to) || (belief.dataset.log && !(from > 0))) return null;
  if (from === Number(belief.dataset.low) && to === Number(belief.dataset.high)) return undefined;
  const k = Number(belief.dataset.k);
  return `${tidy(from * k)}..${tidy(to * k)}`;
}

// Settings with the assumptions that another map has; what is not taken as it is goes to `amiss`.
function believing(next, from, amiss = []) {
  for (const belief of beliefs()) {
    const { name } = belief;
    if (!from.has(name)) continue;
    const { least = -Infinity, most = Infinity } = belief.dataset;
    const set = from.get(name);
    const asked = `${name}=${set}`;
    const wanted = range(belief, String(set));
    const taken = believed(belief, wanted);
    if (taken) next.set(name, taken);
    if (taken === null) amiss.push({ why: "unfit", asked });
    else if (beyond(wanted.low, Number(least), Infinity) || beyond(wanted.high, -Infinity, Number(most))) {
      amiss.push({ why: "ended", asked, set: [name, taken] });
    }
  }
  return next;
}

function beliefInWords(belief, set) {
  const { low, high } = range(belief, set);
  const [from, to] = [low, high].map((number) => Number(number.toPrecision(4)));
  const between = short() === "zh" ? `${from}～${to}` : `${from} to ${to}`;
  const unit = belief.querySelector(".unit").textContent;
  return `${belief.querySelector("b").textContent} ${between} ${unit}`.trim();
}

// Shows every assumption.
function showBeliefs() {
  for (const belief of beliefs()) {
    const set = settings.now.get(belief.name);
    // Most assumptions stand where they stood; a field that is typed in is shown once it is left.
    const key = String(set);
    if (belief.shown === key) continue;
    belief.shown = belief.contains(document.activeElement) ? null : key;
    const now = range(belief, set);
    for (const end of ["low", "middle", "high"]) {
      const field = belief.querySelector(`.${end}`);
      if (document.activeElement !== field) field.value = Number(now[end].toPrecision(4));
    }
    belief.classList.toggle("moved", set !== undefined);
    belief.querySelector(".back").hidden = set === undefined;
  }
}

function setBelief(belief, value) {
  const next = new Map(settings.now);
  next.delete(belief.name);
  const levers = new Map([...next].filter(([, set]) => typeof set === "number"));
  if (value) next.set(belief.name, value);
  change(believing(levers, next));
  settle(true);
}

function typedBelief(belief, end, field) {
  const { name } = belief.dataset;
  const now = range(belief, settings.now.get(name));
  const number = field.value === "" ? range(belief)[end] : Number(field.value);
  if (end === "middle" && belief.dataset.log && number > 0) {
    now.low *= number / now.middle;
    now.high *= number / now.middle;
  } else if (end === "middle") {
    now.low += number - now.middle;
    now.high += number - now.middle;
  } else {
    now[end] = number;
  }
  const set = believed(belief, now);
  if (set === null) {
    settle(false);
    field.value = Number(range(belief, settings.now.get(name))[end].toPrecision(4));
    id("state").textContent = shown.words.refused + shown.words.noRange;
    id("said").textContent = shown.words.refused + shown.words.noRange;
    return;
  }
  setBelief(belief, set);
  field.value = Number(range(belief, settings.now.get(name))[end].toPrecision(4));
}

function wireBeliefs() {
  for (const belief of beliefs()) {
    for (const end of ["low", "middle", "high"]) {
      const field = belief.querySelector(`.${end}`);
      field.addEventListener("change", () => typedBelief(belief, end, field));
    }
    belief.querySelector(".back").addEventListener("click", () => {
      setBelief(belief, undefined);
      belief.querySelector(".middle").focus();
    });
  }
  const find = id("find-belief");
  if (!find) return;
  find.addEventListener("input", () => {
    const wanted = find.value.trim().toLowerCase();
    for (const belief of beliefs()) {
      const text = `${belief.name} ${belief.textContent}`.toLowerCase();
      belief.hidden = !text.includes(wanted);
    }
  });
}
