// Formulas, as the worker has them: the content of a MathML element, which the browser sets.

/** @param {string} content @param {boolean} [inline] In a line of text, and not in one of its own. */
export function formula(content, inline) {
  const layout = inline ? 'displaystyle=true' : 'display=block';
  const page = new DOMParser().parseFromString(`<math ${layout}>${content}</math>`, 'text/html');
  return document.importNode(/** @type {Element} */ (page.body.firstElementChild), true);
}
