// What is to be known of what stands in the page: what of an address or a file was not set as it was
// asked for, until the next change; and that the odds are not yet those of what is set.

const notices = { amiss: [], awaited: "", lines: [], shown: "" };

// A sentence for each reason why something was not set as it was asked for: it is `unknown` to the
// plan, `unfit` as a value, or `ended`, brought to the end of its range.
function amissInWords() {
  const { amiss } = shown.words;
  if (notices.amiss.length === 0) return "";
  const [blank, colon, comma, stop] = short() === "zh" ? ["", "：", "；", "。"] : [" ", ": ", "; ", "."];
  const told = ({ asked, set }) => (set ? `${inWords(new Map([set]))} (${asked})` : asked);
  const sentences = Object.keys(amiss).map((why) => {
    const all = notices.amiss.filter((one) => one.why === why).map(told);
    return all.length > 0 ? blank + amiss[why] + colon + all.join(comma) + stop : "";
  });
  return amiss.some + sentences.join("");
}

// Shows what was not taken, and says it, with what is awaited, to those who hear the page.
function warn(amiss) {
  notices.amiss = amiss;
  showNotices();
  // What is there while the page is loaded is not heard; what has come meanwhile is not awaited.
  setTimeout(() => {
    const said = [amissInWords(), notices.awaited && awaitedInWords()].filter(Boolean).join(" ");
    if (said) id("said").textContent = said;
  }, SILENCE / 2);
}

// After other parts were put into the page, or where no more will come: `odds` are awaited where they
// are not yet of what is set, then `charts`; any other text says why they do not come.
function awaitOdds() {
  const here = inquiry(settings.now, settings.pinned) === stands;
  notices.awaited = here ? "" : engine.failed ? shown.words.asleep : "odds";
  showNotices();
}

const isComing = () => notices.awaited === "odds" || notices.awaited === "charts";
const awaitedInWords = () => (isComing() ? shown.words.awaited : notices.awaited);

function showNotices() {
  const texts = [amissInWords(), awaitedInWords()];
  const key = texts.join("\n") + notices.awaited;
  if (notices.shown === key) return;
  notices.shown = key;
  for (const line of notices.lines) write(line, texts[line.classList.contains("amiss") ? 0 : 1]);
  if (isComing()) document.body.dataset.awaits = notices.awaited;
  else delete document.body.dataset.awaits;
}

// Above the board and under the chart that stands alone; what was not taken is said over the levers too.
function placeNotices() {
  document.querySelectorAll(".notice").forEach((old) => old.remove());
  notices.lines = [];
  notices.shown = "";
  const line = (name) => {
    const made = newElement("p", `notice ${name}`);
    notices.lines.push(made);
    return made;
  };
  id("board-title").after(line("amiss"), line("awaited"));
  id("whole")?.after(line("amiss sole"), line("awaited sole"));
  document.querySelector("#levers .rest").prepend(line("amiss"));
  showNotices();
}
