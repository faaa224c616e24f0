// What goes wrong in training: read aloud when it comes, and put away by the person.

import { message } from '../../parts/message.js';
import { t } from '../../state/texts.js';
import { say } from '../../ui/language.js';
import { html, nothing, render } from '../../ui/lit.js';

/** @typedef {import('../../state/context.js').Context} Context */

/** What goes wrong in training, how it shows, and what would help. @param {HTMLElement} root @param {Context} context */
export function mount(root, { store, actions }) {
  render(html`<div></div><p class="unseen" role="status"></p>`, root);
  const [list, status] = /** @type {HTMLElement[]} */ ([...root.children]);
  let spoken = '';
  const end = store.on(['symptoms', 'lang'], () => {
    const shown = store.symptoms.filter(({ id }) => !store.hidden.has(id));
    render(
      shown.length > 0
        ? html`<ul class="symptoms" role="list" aria-label=${t('symptoms')}>
            ${shown.map(({ id, text, evidence, remedy }) =>
              message(
                id,
                'warning',
                html`${say(text)} <span class="hint">${say(evidence)}</span>`,
                remedy ? [{ label: say(remedy.title), run: () => actions.heal(remedy) }] : [],
                () => {
                  store.hidden.add(id);
                  store.touch('symptoms');
                },
              ),
            )}
          </ul>`
        : nothing,
      list,
    );
    // The numbers change all the time; what is wrong is said once.
    const words = shown.map(({ text }) => say(text)).join(' ');
    if (words !== spoken) status.textContent = words;
    spoken = words;
  });
  return { destroy: end };
}
