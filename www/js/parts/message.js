// A message with its remedies, and a button that puts it away.

import { t } from '../state/texts.js';
import { icon } from '../ui/icons.js';
import { html } from '../ui/lit.js';

/** @typedef {import('../ui/lit.js').Content} Content */

/**
 * @param {string} id
 * @param {'error' | 'warning' | 'note'} level
 * @param {Content} words
 * @param {{ label: string, run: () => void }[]} remedies
 * @param {() => void} dismiss
 */
export const message = (id, level, words, remedies, dismiss) => html`<li class="notice ${level}" data-id=${id}>
  <p><span class="sign" aria-hidden="true">${level === 'note' ? 'i' : '!'}</span>${words}</p>
  ${remedies.map(
    ({ label, run }) =>
      html`<button type="button" @click=${() => {
        run();
        // The message may stay or go, and another may take its place: Enter once more means none of them.
        document.getElementById('stage')?.focus({ preventScroll: true });
      }}>${label}</button>`,
  )}
  <button type="button" class="square" aria-label=${t('dismiss')} @click=${dismiss}>${icon('close')}</button>
</li>`;
