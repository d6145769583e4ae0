// Writes a part over the one before it by changing what differs: mostly a few numbers, widths and
// paths. To read and to lay out all of it anew would take a frame's time.

// Tags and texts in the order of the document.
const pieces = (html) => html.split(/(<[^>]*>)/).filter(Boolean);

const attributes = (tag) => [...tag.matchAll(/ ([\w:-]+)="([^"]*)"/g)];

// What stands within an element; not what was put there beside the part.
function nodesWithin(element) {
  const beside = element.kept && ((node) => (node === element.kept || node.matches?.(".cursor")
    ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT));
  return document.createTreeWalker(element, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT, beside);
}

// Texts and attributes with entities are left to the parser.
const plain = (text) => !text.includes("&");

function retag(node, before, after) {
  const [were, are] = [attributes(before), attributes(after)];
  const name = (tag) => tag.slice(1).split(/[ />]/)[0];
  if (name(before) !== name(after) || node.localName !== name(after)) return false;
  if (were.length !== are.length) return false;
  return are.every(([, key, value], i) => {
    const [, was, old] = were[i];
    if (key !== was) return false;
    if (value === old) return true;
    if (!plain(value) || node.getAttribute(key) !== old) return false;
    node.setAttribute(key, value);
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
  const nodes = nodesWithin(element);
  for (const [i, is] of are.entries()) {
    const was = were[i];
    if (was.startsWith("</")) {
      if (was !== is) return false;
      continue;
    }
    const node = nodes.nextNode();
    if (!node) return false;
    if (was === is) continue;
    if (was.startsWith("<")) {
      if (!is.startsWith("<") || node.nodeType !== Node.ELEMENT_NODE || !retag(node, was, is)) return false;
    } else if (is.startsWith("<") || !plain(is) || node.data !== was) return false;
    else node.data = is;
  }
  return !nodes.nextNode();
}
