// Numbers as tables: the curves for those who read or hear them, and the confusion of classes.

import { lossesAt, meanOf, measuredNear } from '../curves.js';
import { html, nothing, render, styles } from '../lit.js';
import { number, percent, say, t } from '../text.js';
import { counts } from './legend.js';

/** @typedef {import('../store.js').Context} Context */

/** Most rows of the table, beside the two newest. */
const ROWS = 12;

/**
 * Steps of the table: where validation was measured, or even parts of training where nothing is held out; and the
 * newest. In between two powers of two they stand still while someone reads.
 * @param {import('../curves.js').Curves} curves
 */
function stepsOf({ buckets, measured }) {
  const all = (measured.length > 1 ? measured : buckets).map(({ step }) => step);
  let stride = 1;
  while (all.length > ROWS * stride) stride *= 2;
  const steps = all.filter((_, index) => index % stride === 0);
  for (const newest of [all.at(-1), buckets.at(-1)?.step]) {
    if (newest !== undefined && newest > (steps.at(-1) ?? -1)) steps.push(newest);
  }
  return steps.reverse();
}

/** @param {Context} context */
export function reportTable({ store }) {
  const { curves } = store;
  const shares = curves.measured.some(({ accuracy }) => !Number.isNaN(accuracy));
  const row = (/** @type {number} */ step) => {
    const losses = lossesAt(curves, step);
    const near = measuredNear(curves, step);
    const validation = near?.step === step ? near : undefined;
    return html`<tr><th scope="row">${number(step)}</th>
      <td>${losses ? number(meanOf(losses), 4) : '–'}</td>
      <td>${validation ? number(validation.loss, 4) : '–'}</td>
      ${shares ? html`<td>${percent(validation?.accuracy)}</td>` : ''}</tr>`;
  };
  const together = Math.max(0, ...curves.buckets.map(({ count, lost }) => count + lost));
  return html`<div class="scroll" data-keys tabindex="0" role="region" aria-label=${t('table')}>
    <table>
      <thead><tr><th scope="col">${t('step')}</th><th scope="col">${t('train')}</th><th scope="col">${t('validation')}</th>
        ${shares ? html`<th scope="col">${t('accuracy')}</th>` : ''}</tr></thead>
      <tbody>${stepsOf(curves).map(row)}</tbody>
    </table>
  </div>
  ${together > 1 ? html`<p class="hint">${t('trainMean', { count: number(together) })}</p>` : ''}`;
}

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
export function mountConfusion(root, { store }) {
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
