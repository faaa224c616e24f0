// What the page has to say: read aloud when it comes, and put away by the person.

import { html, nothing, render } from '../lit.js';
import { say, t } from '../text.js';
import { icon } from './icons.js';

/** @typedef {import('../store.js').Context} Context */

/** @param {HTMLElement} root @param {Context} context */
export function mount(root, { store }) {
  const end = store.on(['notices', 'lang'], () => {
    render(
      html`<section aria-label=${t('messages')}>
        <ul role="list" aria-live="polite" aria-relevant="additions text">
          ${store.notices.map(
            (notice) => html`<li class="notice ${notice.level}">
              <p><span class="sign" aria-hidden="true">${notice.level === 'note' ? 'i' : '!'}</span>${
                notice.level === 'error' ? html`<span class="unseen">${t('error')} </span>` : nothing
              }${say(notice.text)}</p>
              ${(notice.actions ?? []).map(({ label, run }) => html`<button type="button" @click=${run}>${t(label)}</button>`)}
              <button type="button" class="square" aria-label=${t('dismiss')} @click=${() => store.dismiss(notice.id)}>${icon('close')}</button>
            </li>`,
          )}
        </ul>
      </section>`,
      root,
    );
  });
  return { destroy: end };
}
