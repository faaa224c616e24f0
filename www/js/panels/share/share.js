// Sharing what stands: its link, with weights if wanted, as text and as a QR code for the last row of a room.

import { asFailed } from '../../lab/failed.js';
import { complete } from '../../state/address.js';
import { copy } from '../../state/copy.js';
import { saveFile } from '../../state/files.js';
import { t as common } from '../../state/texts.js';
import { dialogView } from '../../ui/dialog.js';
import { number } from '../../ui/format.js';
import { say } from '../../ui/language.js';
import { html, nothing, render, svg } from '../../ui/lit.js';
import { t } from './texts.js';

/** @typedef {import('../../state/context.js').Context} Context */
/** @typedef {'none' | 'start' | 'now'} Weights */

/** @param {HTMLElement} root @param {Context} context */
export function mount(root, context) {
  const { store, lab, actions } = context;
  let isOpen = false;
  /** @type {Weights} */
  let weights = 'none';
  let link = '';
  /** @type {{ side: number, path: string } | null} */
  let code = null;
  /** Why there are no weights, or no code. */
  let problem = '';
  let working = false;
  /** @type {'' | 'copied' | 'cannotReplay' | 'copyByHand'} */
  let feedback = '';
  /** Counts questions: an answer to an older one is of another link. */
  let asked = 0;

  const dialog = () => /** @type {HTMLDialogElement} */ (root.querySelector('dialog'));

  /** The whole address, as short as it can be said. @param {string} packed */
  function address(packed) {
    const kept = actions.unknown.filter(([key]) => key !== 'weights');
    const all = [...kept, ...(packed ? [['weights', packed]] : [])];
    const whole = complete(actions.shortLink, all, store.view);
    return `${location.href.split('#')[0]}#${whole}`;
  }

  async function ask() {
    asked += 1;
    const turn = asked;
    [code, problem, feedback, working] = [null, '', '', true];
    draw();
    let packed = '';
    try {
      if (weights !== 'none') packed = (await lab.request({ type: 'pack', weights })).weights;
    } catch (failed) {
      if (turn !== asked) return;
      // It is said here, where it was asked.
      const [error] = asFailed(failed).errors;
      store.dismiss(`${error.code} ${error.key}`);
      [weights, problem] = ['none', say(error.text)];
    }
    const text = address(packed);
    /** @type {{ side: number, path: string } | null} */
    const made = await lab.request({ type: 'encode', text }).catch(() => null);
    if (turn !== asked) return;
    [link, code, working] = [text, made, false];
    draw();
  }

  async function copyLink() {
    feedback = (await copy(link)) ? (actions.tuned && weights !== 'now' ? 'cannotReplay' : 'copied') : 'copyByHand';
    draw();
  }

  /** @param {Weights} value @param {string} words */
  const choice = (value, words) =>
    html`<label class="check"><input type="radio" name="share-weights" .checked=${weights === value} @change=${() => {
      weights = value;
      ask();
    }} />${words}</label>`;

  const picture = (/** @type {{ side: number, path: string }} */ { side, path }) =>
    html`<svg class="code" role="img" aria-label=${t('code')} viewBox="0 0 ${side} ${side}">${svg`<rect width=${side} height=${side} />`}${svg`<path d=${path} />`}</svg>`;

  function draw() {
    render(
      dialogView({
        id: 'share',
        title: common('share'),
        close: common('close'),
        closed: () => {
          isOpen = false;
        },
        content: html`<div class="code-place" role="status">${code?.side ? picture(code) : working ? nothing : html`<p>${code ? t('tooLong') : ''}</p>`}</div>
          <div class="row"><input type="text" readonly aria-label=${t('link')} .value=${link} @focus=${(
            /** @type {Event} */ { target },
          ) => /** @type {HTMLInputElement} */ (target).select()} />
            <button type="button" class="primary" ?disabled=${working} @click=${copyLink}>${common('copyLink')}</button></div>
          <p class="hint" role="status">${working ? common('loading') : feedback && common(feedback)}</p>
          <fieldset><legend>${t('carries')}</legend>
            ${choice('none', t('settings'))}${choice('start', t('startWeights'))}${choice('now', t('nowWeights', { step: number(store.step) }))}
          </fieldset>
          ${weights === 'none' ? nothing : html`<p class="hint">${t('opensAtStart')}</p>`}
          ${problem ? html`<p class="problem" role="alert">${problem} <button type="button" class="plain" @click=${() => saveFile(context, 'checkpoint')}>${t('saveInstead')}</button></p>` : nothing}`,
      }),
      root,
    );
  }

  // What is closed costs nothing.
  const end = store.on(['lang', 'opened', 'link'], () => {
    if (isOpen) ask();
    else draw();
  });
  return {
    destroy: end,
    open() {
      isOpen = true;
      dialog().showModal();
      ask();
    },
  };
}
