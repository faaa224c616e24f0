// What the page has to say, and what goes wrong in training: read aloud when it comes, and put away by the person.

import { html, nothing, render } from '../lit.js';
import { say, t } from '../text.js';
import { icon } from './icons.js';

/** @typedef {import('../store.js').Context} Context */
/** @typedef {import('../lit.js').Content} Content */

/**
 * @param {string} id
 * @param {'error' | 'warning' | 'note'} level
 * @param {Content} words
 * @param {{ label: string, run: () => void }[]} remedies
 * @param {() => void} dismiss
 */
const message = (id, level, words, remedies, dismiss) => html`<li class="notice ${level}" data-id=${id}>
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

/** @param {HTMLElement} root @param {Context} context */
export function mount(root, { store }) {
  const end = store.on(['notices', 'lang'], () => {
    render(
      html`<section aria-label=${t('messages')}>
        <ul role="list" aria-live="polite" aria-relevant="additions text">
          ${store.notices.map(({ id, level, text, actions = [] }) =>
            message(
              id,
              level,
              html`${level === 'error' ? html`<span class="unseen">${t('error')} </span>` : nothing}${say(text)}`,
              actions.map(({ label, run }) => ({ label: t(label), run })),
              () => store.dismiss(id),
            ),
          )}
        </ul>
      </section>`,
      root,
    );
  });
  return { destroy: end };
}

/** What goes wrong in training, how it shows, and what would help. @param {HTMLElement} root @param {Context} context */
export function mountSymptoms(root, { store, actions }) {
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
