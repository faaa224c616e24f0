// What the page has to say: read aloud when it comes, and put away by the person.

import { message } from '../../parts/message.js';
import { t } from '../../state/texts.js';
import { say } from '../../ui/language.js';
import { html, nothing, render } from '../../ui/lit.js';

/** @typedef {import('../../state/context.js').Context} Context */

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
