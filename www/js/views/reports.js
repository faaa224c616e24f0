// Reports as tables: the last ones, which are the curves for those who read or hear numbers, and the confusion of classes.

import { html, nothing, render, styles } from '../lit.js';
import { measured, number, percent, say, t } from '../text.js';
import { counts } from './legend.js';

/** @typedef {import('../store.js').Context} Context */

const ROWS = 12;

/** @param {Context} context */
export function reportTable({ store }) {
  const { history } = store;
  // Rows stand still while someone reads: with a long history they are even parts of it.
  const stride = Math.max(1, Math.floor(history.length / ROWS));
  const rows = history
    .filter((_, index) => (history.length - 1 - index) % stride === 0)
    .slice(-ROWS)
    .reverse();
  const score = store.report?.validation;
  const shares = score?.accuracy != null;
  const names = [
    t('train'),
    t('validation'),
    ...(shares ? [t('accuracy')] : []),
    ...(score?.measures ?? []).map(({ title }) => say(title)),
  ];
  return html`<div class="scroll" data-keys tabindex="0" role="region" aria-label=${t('table')}>
    <table>
      <thead><tr><th scope="col">${t('step')}</th>${names.map((name) => html`<th scope="col">${name}</th>`)}</tr></thead>
      <tbody>
        ${rows.map(
          ({ step, train_loss, validation }) => html`<tr><th scope="row">${number(step)}</th>
            <td>${train_loss === null ? '–' : number(train_loss, 4)}</td>
            <td>${validation ? number(validation.loss, 4) : '–'}</td>
            ${shares ? html`<td>${percent(validation?.accuracy)}</td>` : ''}
            ${(score?.measures ?? []).map((_, index) => html`<td>${measured(validation?.measures[index])}</td>`)}</tr>`,
        )}
      </tbody>
    </table>
  </div>`;
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
  if (most < 0) return t('noneConfused');
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
    const score = report?.test ?? report?.validation;
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
          <p class="hint">${mostConfused(score.confusion, names)} ${t('confusionHint', { which: t(report?.test ? 'testOf' : 'validationOf', counts(store)) })}</p>
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
