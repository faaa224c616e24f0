// What this page is, its keys, and what it keeps in this browser.

import { forgetAll } from '../../state/keep.js';
import { fetchRest, forgetFiles, missing } from '../../state/offline.js';
import { settings } from '../../state/settings.js';
import { SHORTCUTS } from '../../state/shortcuts.js';
import { dialogView } from '../../ui/dialog.js';
import { fileAddress } from '../../ui/files.js';
import { bytes } from '../../ui/format.js';
import { html, nothing, render } from '../../ui/lit.js';
import { t } from './texts.js';

/** @typedef {import('../../state/context.js').Context} Context */

/** @param {HTMLElement} root @param {Context} context */
export function mount(root, { store, keeper }) {
  /** Bytes that are not kept yet; `null` where nothing can be kept. @type {number | null} */
  let absent = null;
  /** Bytes that have come of them, while they are being fetched. @type {number | null} */
  let come = null;
  let failed = false;
  /** Whether everything is to be forgotten: asked once more, or done. @type {'' | 'asked' | 'done'} */
  let forgetting = '';

  const dialog = () => /** @type {HTMLDialogElement} */ (root.querySelector('dialog'));
  const switchKeys = (/** @type {Event} */ event) =>
    settings.set('keys', /** @type {HTMLInputElement} */ (event.target).checked ? 'on' : 'off');

  async function look() {
    const files = await missing();
    absent = files ? files.reduce((sum, [, size]) => sum + size, 0) : null;
    draw();
  }

  async function fetchAll() {
    [come, failed] = [0, false];
    draw();
    failed = !(await fetchRest((size) => {
      come = size;
      draw();
    }));
    come = null;
    await look();
  }

  async function forget() {
    if (forgetting === '') {
      forgetting = 'asked';
      draw();
      return;
    }
    keeper.stop();
    settings.forget();
    await Promise.all([forgetAll(), forgetFiles()]);
    store.dismiss('kept', 'version');
    forgetting = 'done';
    await look();
  }

  /** What of the page works without a network. */
  function offline() {
    if (absent === null) return t(forgetting === 'done' ? 'offlineForgotten' : 'offlineNot');
    if (absent === 0) return t('offlineAll');
    return come === null
      ? html`${t('offlineUsed')}${failed ? html` <strong>${t('offlineFailed')}</strong>` : nothing}`
      : t('offlineComing', { come: bytes(come), all: bytes(absent) });
  }

  function draw() {
    render(
      dialogView({
        id: 'help',
        title: t('help'),
        close: t('close'),
        content: html`<p>${t('helpWhat')}</p>
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
          <h3>${t('offline')}</h3>
          <p role="status">${offline()}</p>
          ${come === null ? nothing : html`<progress max=${absent ?? 1} value=${come} aria-label=${t('offline')}></progress>`}
          ${absent && come === null ? html`<p><button type="button" @click=${fetchAll}>${t('fetchRest', { size: bytes(absent) })}</button></p>` : nothing}
          <h3>${t('kept')}</h3>
          <p role="status">${t(forgetting === 'done' ? 'forgotten' : 'keptWhat')}</p>
          ${forgetting === 'done' ? nothing : html`<p><button type="button" @click=${forget}>${t(forgetting === '' ? 'forget' : 'forgetReally')}</button></p>`}`,
      }),
      root,
    );
  }

  const end = store.on(['lang'], draw);
  return {
    destroy: end,
    open() {
      dialog().showModal();
      if (forgetting === 'asked') forgetting = '';
      look();
    },
  };
}
