// What else there is to look at: every probe of this experiment, shown or hidden by a press, and what was hidden of the
// stage itself; beside each other what answers the same kind of question.

import { t } from '../../state/texts.js';
import { say } from '../../ui/language.js';
import { html, nothing, render } from '../../ui/lit.js';
import { isOpen, toggled } from './presence.js';
import { reveal } from './reveal.js';

/** @typedef {import('../../state/context.js').Context} Context */
/** @typedef {import('../../protocol.js').ViewEntry} ViewEntry */

/** @param {HTMLElement} root @param {Context} context */
export function mount(root, { store, actions }) {
  const press = (/** @type {ViewEntry} */ entry) => {
    const opens = !isOpen(entry, store.view);
    actions.setView(...toggled(entry, store.view));
    if (opens) reveal(entry.id);
  };
  const buttonOf = (/** @type {ViewEntry} */ entry) =>
    html`<button type="button" data-view=${entry.id} aria-pressed=${String(isOpen(entry, store.view))} title=${say(entry.about)} @click=${() => press(entry)}>${say(entry.title)}</button>`;

  const end = store.on(['opened', 'catalog', 'view', 'lang'], () => {
    const { opened, catalog } = store;
    /** @type {Map<string, ViewEntry[]>} */
    const groups = new Map();
    for (const entry of catalog?.views ?? []) {
      if (!opened?.views.includes(entry.id) || (entry.place !== 'probe' && isOpen(entry, store.view))) continue;
      const group = say(entry.group);
      groups.set(group, [...(groups.get(group) ?? []), entry]);
    }
    render(
      groups.size > 0
        ? html`<div class="chooser" role="group" aria-label=${t('chooser')}>
            ${[...groups].map(
              ([group, entries]) =>
                html`<div role="group" aria-label=${group}><span class="hint" aria-hidden="true">${group}</span>${entries.map(buttonOf)}</div>`,
            )}
          </div>`
        : nothing,
      root,
    );
  });
  return { destroy: end };
}
