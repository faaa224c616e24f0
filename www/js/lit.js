// The one door to the vendored library, and what the page adds to it.

import { Directive, directive, PartType } from '../vendor/lit-html/directive.js';
import { noChange } from '../vendor/lit-html/lit-html.js';

export { live } from '../vendor/lit-html/directives/live.js';
export { html, nothing, render, svg } from '../vendor/lit-html/lit-html.js';

/** @typedef {import('../vendor/lit-html/lit-html.js').TemplateResult | symbol | string} Content */

class Styles extends Directive {
  /** @param {import('../vendor/lit-html/directive.js').PartInfo} part */
  constructor(part) {
    super(part);
    if (part.type !== PartType.ELEMENT) throw new Error('styles() belongs into a tag');
  }

  /** @param {Record<string, string>} _ */
  render(_) {
    return noChange;
  }

  /**
   * @override
   * @param {import('../vendor/lit-html/directive.js').ElementPart} part
   * @param {[Record<string, string>]} values
   */
  update(part, [values]) {
    const { style } = /** @type {HTMLElement} */ (part.element);
    for (const [name, value] of Object.entries(values)) style.setProperty(name, value);
    return noChange;
  }
}

/** Sets properties of an element's style: the content security policy forbids the attribute. */
export const styles = directive(Styles);
