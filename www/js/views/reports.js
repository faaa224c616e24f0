// The last reports as a table: the curves for those who read or hear numbers.

import { html } from '../lit.js';
import { number, percent, t } from '../text.js';

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
  return html`<div class="scroll" data-keys tabindex="0" role="region" aria-label=${t('table')}>
    <table>
      <thead><tr><th scope="col">${t('step')}</th><th scope="col">${t('train')}</th><th scope="col">${t('validation')}</th><th scope="col">${t('accuracy')}</th></tr></thead>
      <tbody>
        ${rows.map(
          (report) => html`<tr><th scope="row">${number(report.step)}</th>
            <td>${report.train_loss === null ? '–' : number(report.train_loss, 4)}</td>
            <td>${report.validation ? number(report.validation.loss, 4) : '–'}</td>
            <td>${percent(report.validation?.accuracy)}</td></tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}
