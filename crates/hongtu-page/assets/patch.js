// Writes a part over the one before it by changing what differs: mostly a few numbers, widths and
// paths. To read and to lay out all of it anew would take a frame's time.

// Tags and texts in the order of the document.
const pieces = (html) => html.split(/(<[^>]*>)/).filter(Boolean);

// What a text or an attribute says, by the entities that a part is written with.
const ENTITIES = { lt: "<", gt: ">", amp: "&", quot: '"', "#39": "'" };
const said = (text) =>
  (text.includes("&") ? text.replace(/&(lt|gt|amp|quot|#39);/g, (_, name) => ENTITIES[name]) : text);

// Goes through what stands in an element, in the order of the document; not through what was put there
// beside the part.
function nodesWithin(element) {
  element.querySelectorAll("svg .cursor").forEach((cursor) => cursor.remove());
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
  return () => {
    const node = walker.nextNode();
    return node && node === element.kept ? walker.nextSibling() : node;
  };
}

// Between quotation marks stand the values of attributes, before them their names.
function retag(node, before, after) {
  const [were, are] = [before.split('"'), after.split('"')];
  if (were.length !== are.length || !after.startsWith(`<${node.localName} `)) return false;
  return are.every((is, i) => {
    if (is === were[i]) return true;
    const name = i % 2 === 1 && were[i - 1].slice(were[i - 1].lastIndexOf(" ") + 1, -1);
    if (!name || node.getAttribute(name) !== said(were[i])) return false;
    node.setAttribute(name, said(is));
    return true;
  });
}

// A text is laid out anew by being set, even to what it was.
function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

// Whether that was possible: where it is not, the element may be in between, and is to be written whole.
function patch(element, before, after) {
  const [were, are] = [pieces(before), pieces(after)];
  if (were.length !== are.length) return false;
  const next = nodesWithin(element);
  for (const [i, is] of are.entries()) {
    const was = were[i];
    if (was.startsWith("</")) {
      if (was !== is) return false;
      continue;
    }
    const node = next();
    if (!node) return false;
    if (was === is) continue;
    if (was.startsWith("<")) {
      if (!is.startsWith("<") || node.nodeType !== Node.ELEMENT_NODE || !retag(node, was, is)) return false;
    } else if (is.startsWith("<") || node.data !== said(was)) return false;
    else node.data = said(is);
  }
  return !next();
}
