// Says what has changed once, when nothing moves any more: not for every step of a drag.

const SILENCE = 700;

const announcing = { timer: 0, held: false, text: "" };

function announceNothing() {
  clearTimeout(announcing.timer);
  announcing.text = "";
}

function announce(text) {
  announcing.text = text;
  clearTimeout(announcing.timer);
  if (announcing.held || replaying.frame) return;
  announcing.timer = setTimeout(() => { id("said").textContent = text; }, SILENCE);
}

addEventListener("pointerdown", () => { announcing.held = true; }, true);
for (const end of ["pointerup", "pointercancel"]) {
  addEventListener(end, () => {
    announcing.held = false;
    if (announcing.text) announce(announcing.text);
  }, true);
}
