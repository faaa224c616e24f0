// The one door to the vendored library, and what the page adds to it.

import { Directive, directive } from '../../vendor/lit-html/directive.js';
import { noChange } from '../../vendor/lit-html/lit-html.js';

export { html, noChange, nothing, render, svg } from '../../vendor/lit-html/lit-html.js';

/** @typedef {import('../../vendor/lit-html/lit-html.js').TemplateResult | symbol | string} Content */

class Styles extends Directive {
  /** @param {Record<string, string>} _ */
  render(_) {
    return noChange;
  }

  /**
   * @override
   * @param {import('../../vendor/lit-html/directive.js').ElementPart} part
   * @param {[Record<string, string>]} values
   */
  update(part, [values]) {
    const { style } = /** @type {HTMLElement} */ (part.element);
    for (const [name, value] of Object.entries(values)) style.setProperty(name, value);
    return noChange;
  }
}

/** Sets properties of an element's style, from within its tag: the content security policy forbids the attribute. */
export const styles = directive(Styles);

class Live extends Directive {
  /** @param {unknown} value */
  render(value) {
    return value;
  }

  /**
   * @override
   * @param {import('../../vendor/lit-html/directive.js').PropertyPart} part
   * @param {[unknown]} values
   */
  update({ element, name }, [value]) {
    const control = /** @type {Record<string, any>} */ (/** @type {unknown} */ (element));
    if (control[name] !== value) control[name] = value;
    return noChange;
  }
}

/** The property of a control that people change too: it is compared with what stands there, not with what was said last. */
export const live = directive(Live);
