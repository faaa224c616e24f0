// The name of the page.

import { t } from '../../state/texts.js';
import { fileAddress } from '../../ui/files.js';
import { html, render } from '../../ui/lit.js';

/** @typedef {import('../../state/context.js').Context} Context */

/** @param {HTMLElement} root @param {Context} context */
export function mount(root, { store }) {
  const end = store.on(['lang'], () => {
    render(
      html`<img src=${fileAddress('icons/downhill.svg')} alt="" width="32" height="32" />
        <div><h1>Downhill</h1><p class="tagline">${t('tagline')}</p></div>`,
      root,
    );
  });
  return { destroy: end };
}
