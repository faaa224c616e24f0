// The way to a view that was opened.

import { afterDrawing } from '../../ui/frames.js';

/** Brings a view into sight once it stands; one that is asked for is asked. @param {string} id */
export const reveal = (id) =>
  afterDrawing(() => {
    const panel = document.querySelector(`[data-chart="${id}"]`);
    panel?.scrollIntoView({ block: 'nearest' });
    /** @type {HTMLElement | null} */ (panel?.querySelector('.ask'))?.click();
  });
