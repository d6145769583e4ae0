// The plan as of another day is a page of its own: what is set here goes along.

function sendAlong({ target }) {
  const link = target.closest?.("a.day");
  if (link) link.hash = new URL(address()).hash;
}

for (const kind of ["click", "auxclick", "contextmenu"]) addEventListener(kind, sendAlong, true);
