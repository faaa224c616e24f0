// A formula, as the catalog has it: the content of a MathML element, which the browser sets.

/** By their content: parsing is for once. @type {Map<string, Element>} */
const parsed = new Map();

/** @param {string} content Empty: there is none. */
export function formula(content) {
  if (content === '') return null;
  let found = parsed.get(content);
  if (!found) {
    const page = new DOMParser().parseFromString(`<math display=block>${content}</math>`, 'text/html');
    found = /** @type {Element} */ (page.body.firstElementChild);
    parsed.set(content, found);
  }
  return document.importNode(found, true);
}
