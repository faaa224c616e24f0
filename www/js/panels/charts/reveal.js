// The way to a view that was opened.

import { afterDrawing } from '../../ui/frames.js';
import { isOpen, toggled } from './presence.js';

/** Brings a view into sight once it stands; one that is asked for is asked. @param {string} id */
export const reveal = (id) =>
  afterDrawing(() => {
    const panel = document.querySelector(`[data-chart="${id}"]`);
    panel?.scrollIntoView({ block: 'nearest' });
    /** @type {HTMLElement | null} */ (panel?.querySelector('.ask'))?.click();
  });

/**
 * Opens a view with this chosen in it.
 * @param {import('../../state/context.js').Context} context
 * @param {string} id
 * @param {string} choice
 */
export function openWith({ store, actions }, id, choice) {
  const entry = store.catalog?.views.find((view) => view.id === id);
  if (!entry) return;
  actions.setView(id, choice);
  if (!isOpen(entry, store.view)) actions.setView(...toggled(entry, store.view));
  reveal(id);
}
