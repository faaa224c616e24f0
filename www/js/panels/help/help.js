// What this page is, and its keys.

import { settings } from '../../state/settings.js';
import { SHORTCUTS } from '../../state/shortcuts.js';
import { fileAddress } from '../../ui/files.js';
import { icon } from '../../ui/icons.js';
import { html, render } from '../../ui/lit.js';
import { t } from './texts.js';

/** @typedef {import('../../state/context.js').Context} Context */

/** @param {HTMLElement} root @param {Context} context */
export function mount(root, { store }) {
  const dialog = () => /** @type {HTMLDialogElement} */ (root.querySelector('dialog'));
  // A click beside the dialog lands on its backdrop, which is the dialog itself.
  const beside = (/** @type {Event} */ event) => event.target === dialog() && dialog().close();
  const switchKeys = (/** @type {Event} */ event) =>
    settings.set('keys', /** @type {HTMLInputElement} */ (event.target).checked ? 'on' : 'off');
  const end = store.on(['lang'], () => {
    render(
      html`<dialog class="help" aria-labelledby="help-title" @click=${beside}>
        <div class="dialog-sheet">
          <header><h2 id="help-title">${t('help')}</h2>
            <button type="button" class="square" aria-label=${t('close')} @click=${() => dialog().close()}>${icon('close')}</button></header>
          <p>${t('helpWhat')}</p>
          <p>${t('helpPrivate')}</p>
          <p><a href=${fileAddress('licences.html')} target="_blank">${t('licences')}</a></p>
          <h3>${t('keys')}</h3>
          <dl class="keys">
            ${SHORTCUTS.map(
              ({ keys, does }) =>
                html`<div><dt>${keys.map((key) => html`<kbd>${key === 'Space' ? t('space') : key}</kbd> `)}</dt><dd>${t(does)}</dd></div>`,
            )}
          </dl>
          <label class="check"><input type="checkbox" aria-describedby="keys-hint" .checked=${settings.get('keys') !== 'off'} @change=${switchKeys} />${t('keysOn')}</label>
          <p class="hint" id="keys-hint">${t('keysHint')}</p>
          <h3>${t('colours')}</h3>
          <p class="signs"><span class="sign negative">−</span> ${t('negative')} <span class="sign positive">+</span> ${t('positive')}</p>
        </div>
      </dialog>`,
      root,
    );
  });
  return { destroy: end, open: () => dialog().showModal() };
}
