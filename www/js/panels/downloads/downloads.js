// That an experiment is being opened, the bytes of its data as they come, and what goes wrong with them.

import { t } from '../../state/texts.js';
import { bytes } from '../../ui/format.js';
import { say } from '../../ui/language.js';
import { html, nothing, render } from '../../ui/lit.js';

/** @typedef {import('../../state/context.js').Context} Context */
/** @typedef {import('../../state/store.js').Download} Download */

/** @param {string} file @param {Download} download */
function progress(file, { received, total }) {
  const words =
    total === null
      ? t('downloading', { file, received: bytes(received) })
      : t('downloadingOf', { file, received: bytes(received), total: bytes(total) });
  return html`<li>
    <progress max=${total ?? 1} value=${total === null ? nothing : received} aria-label=${words}></progress>
    <span>${words}</span>
  </li>`;
}

/** @param {NonNullable<Download['failure']>} failure */
function failed({ text, again }) {
  const seconds = Math.ceil((again - performance.now()) / 1000);
  const when = seconds > 0 ? t('inSeconds', { seconds }) : t('now');
  return html`<li>${t('downloadFailed', { why: say(text), when })}</li>`;
}

/** @param {HTMLElement} root @param {Context} context */
export function mount(root, { store, lab }) {
  render(html`<div></div><p class="unseen" role="status"></p>`, root);
  const [list, status] = /** @type {HTMLElement[]} */ ([...root.children]);
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let counting;

  function draw() {
    clearTimeout(counting);
    const coming = [...store.downloads].filter(([, { received, total }]) => total === null || received < total);
    const failures = coming.flatMap(([, { failure }]) => failure ?? []);
    // The seconds are counted down for the eye; read aloud is only what went wrong.
    if (failures.length > 0) counting = setTimeout(draw, 1000);
    const aloud = [...new Set(failures.map(({ text }) => say(text)))].join(' ');
    if (status.textContent !== aloud) status.textContent = aloud;
    if (store.opening && !store.dead && coming.length === 0) {
      render(html`<p class="waiting" role="status">${t('loading')}</p>`, list);
      return;
    }
    render(
      coming.length === 0
        ? nothing
        : html`<div class="downloads">
            <ul role="list">
              ${coming.map(([file, download]) =>
                download.failure ? failed(download.failure) : progress(file, download),
              )}
            </ul>
            ${
              failures.length === 0
                ? nothing
                : html`<div class="row">
                    <button type="button" @click=${() => lab.retry()}>${t('tryNow')}</button>
                    ${store.opening ? html`<button type="button" @click=${() => lab.abandon()}>${t('waitNoLonger')}</button>` : nothing}
                  </div>`
            }
          </div>`,
      list,
    );
  }

  const end = store.on(['downloads', 'opened', 'lang'], draw);
  return {
    destroy() {
      end();
      clearTimeout(counting);
    },
  };
}
