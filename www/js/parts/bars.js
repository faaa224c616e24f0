// A bar for each share of a whole.

import { percent } from '../ui/format.js';
import { say } from '../ui/language.js';
import { html, nothing, styles } from '../ui/lit.js';

/**
 * @param {import('../protocol.js').Text[]} names
 * @param {ArrayLike<number | undefined>} values From 0 to 1; what is not there has no bar.
 * @param {number} best The one that stands out.
 * @param {string} label
 */
export const bars = (names, values, best, label) =>
  html`<ol class="bars" role="list" aria-label=${label}>
    ${names.map((name, index) => {
      const value = values[index];
      return html`<li class=${index === best ? 'most' : ''}>
        <span class="name">${say(name)}</span>
        <span class="meter" aria-hidden="true"><span class="fill" ${styles({ transform: `scaleX(${value || 0})` })}></span></span>
        <span class="value">${value === undefined ? nothing : percent(value)}</span>
      </li>`;
    })}
  </ol>`;
