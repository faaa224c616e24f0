// What else there is to look at: every probe of this experiment, shown or hidden by a press, and what was hidden of the
// stage itself.

import { t } from '../../state/texts.js';
import { say } from '../../ui/language.js';
import { html, nothing, render } from '../../ui/lit.js';
import { isOpen, toggled } from './presence.js';
import { reveal } from './reveal.js';

/** @typedef {import('../../state/context.js').Context} Context */

/** @param {HTMLElement} root @param {Context} context */
export function mount(root, { store, actions }) {
  const end = store.on(['opened', 'catalog', 'view', 'lang'], () => {
    const { opened, catalog } = store;
    const views =
      catalog?.views.filter(
        (entry) => opened?.views.includes(entry.id) && (entry.place === 'probe' || !isOpen(entry, store.view)),
      ) ?? [];
    const press = (/** @type {import('../../protocol.js').ViewEntry} */ entry) => {
      const opens = !isOpen(entry, store.view);
      actions.setView(...toggled(entry, store.view));
      if (opens) reveal(entry.id);
    };
    render(
      views.length > 0
        ? html`<div class="chooser" role="group" aria-label=${t('chooser')}>
            <span class="hint" aria-hidden="true">${t('look')}</span>
            ${views.map(
              (entry) =>
                html`<button type="button" data-view=${entry.id} aria-pressed=${String(isOpen(entry, store.view))} title=${say(entry.about)} @click=${() => press(entry)}>${say(entry.title)}</button>`,
            )}
          </div>`
        : nothing,
      root,
    );
  });
  return { destroy: end };
}
