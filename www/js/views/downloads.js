// That an experiment is being opened, and bytes of its data as they come.

import { html, nothing, render } from '../lit.js';
import { bytes, t } from '../text.js';

/** @typedef {import('../store.js').Context} Context */

/** @param {HTMLElement} root @param {Context} context */
export function mount(root, { store }) {
  const end = store.on(['downloads', 'opened', 'lang'], () => {
    const coming = [...store.downloads].filter(([, { received, total }]) => total === null || received < total);
    if (store.opening && !store.dead && coming.length === 0) {
      render(html`<p class="waiting" role="status">${t('loading')}</p>`, root);
      return;
    }
    render(
      coming.length === 0
        ? nothing
        : html`<ul class="downloads" role="list">
            ${coming.map(([file, { received, total }]) => {
              const words =
                total === null
                  ? t('downloading', { file, received: bytes(received) })
                  : t('downloadingOf', { file, received: bytes(received), total: bytes(total) });
              return html`<li>
                <progress max=${total ?? 1} value=${total === null ? nothing : received} aria-label=${words}></progress>
                <span>${words}</span>
              </li>`;
            })}
          </ul>`,
      root,
    );
  });
  return { destroy: end };
}
