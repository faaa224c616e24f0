// A dialog: a title, a way out, and a sheet below. A press beside it closes it.

import { icon } from './icons.js';
import { html, nothing } from './lit.js';

/** A press beside the sheet lands on the backdrop, which is the dialog itself. @param {Event} event */
function closeBeside({ target, currentTarget }) {
  if (target === currentTarget) /** @type {HTMLDialogElement} */ (currentTarget).close();
}

/** @param {Event} event */
const closeAround = ({ target }) => /** @type {Element} */ (target).closest('dialog')?.close();

/**
 * @param {{ id: string, title: string, close: string, content: unknown, tools?: unknown, kind?: string, closed?: () => void }} dialog
 *   `close` is the word for it, `tools` stand between the title and the way out.
 */
export const dialogView = ({ id, title, close, content, tools = nothing, kind = 'dialog', closed = () => {} }) =>
  html`<dialog class=${kind} aria-labelledby="${id}-title" @click=${closeBeside} @close=${closed}>
    <section class="dialog-sheet">
      <header><h2 id="${id}-title">${title}</h2>${tools}
        <button type="button" class="square" aria-label=${close} @click=${closeAround}>${icon('close')}</button></header>
      ${content}
    </section>
  </dialog>`;
