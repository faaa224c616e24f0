// Which classes are taken for which.

import { counts } from '../../parts/counts.js';
import { number, percent } from '../../ui/format.js';
import { say } from '../../ui/language.js';
import { html, nothing, render, styles } from '../../ui/lit.js';
import { t } from './texts.js';

/** @typedef {import('../../state/context.js').Context} Context */

/**
 * Which class is most often taken for another, in a sentence.
 * @param {number[]} confusion
 * @param {string[]} names
 */
function mostConfused(confusion, names) {
  const { length } = names;
  let most = -1;
  confusion.forEach((count, at) => {
    const wrong = at % length !== Math.floor(at / length);
    if (wrong && count > (confusion[most] ?? 0)) most = at;
  });
  // Where the network gives no numbers nothing was counted.
  if (most < 0) return confusion.some((count) => count > 0) ? t('noneConfused') : '';
  const right = Math.floor(most / length);
  const all = confusion.slice(right * length, (right + 1) * length).reduce((sum, count) => sum + count, 0);
  return t('mostConfused', {
    right: names[right],
    wrong: names[most % length],
    count: number(confusion[most]),
    all: number(all),
  });
}

/**
 * Which classes are taken for which: right ones by row, given ones by column.
 * @param {HTMLElement} root
 * @param {Context} context
 */
export function mount(root, { store }) {
  const end = store.on(['report', 'opened', 'lang'], () => {
    const { report, opened } = store;
    // The newer of the two; where both are of one step, the one of more samples.
    const { test, validation } = report ?? {};
    const tested = test && test.step >= (validation?.step ?? 0);
    const score = tested ? test : validation;
    const names = (opened?.outputs ?? []).map(say);
    const { length } = names;
    if (!score || length < 2 || score.confusion.length !== length ** 2) {
      render(nothing, root);
      return;
    }
    const row = (/** @type {string} */ name, /** @type {number} */ right) => {
      const given = score.confusion.slice(right * length, (right + 1) * length);
      const all = given.reduce((sum, count) => sum + count, 0);
      return html`<tr><th scope="row">${name}</th>
        ${given.map(
          (count, index) =>
            html`<td class=${index === right ? 'right' : 'wrong'} ${styles({ '--share': `${all && 40 * Math.sqrt(count / all)}%` })}>${number(count)}</td>`,
        )}
        <td>${all ? percent(given[right] / all) : '–'}</td></tr>`;
    };
    render(
      html`<section class="panel" aria-labelledby="confusion-title">
        <header><h2 id="confusion-title">${t('confusion')}</h2></header>
        <div class="body">
          <p class="hint">${mostConfused(score.confusion, names)} ${t('confusionHint', { which: t(tested ? 'testOf' : 'validationOf', counts(store)), step: number(score.step) })}</p>
          <div class="scroll confusion" data-keys tabindex="0" role="group" aria-labelledby="confusion-title"><table>
            <thead><tr><td></td>${names.map((name) => html`<th scope="col">${name}</th>`)}<th scope="col">${t('accuracy')}</th></tr></thead>
            <tbody>${names.map(row)}</tbody>
          </table></div>
        </div>
      </section>`,
      root,
    );
  });
  return { destroy: end };
}
