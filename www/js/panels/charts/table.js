// The numbers of a form as a table, for those who read or hear them.

import { t } from '../../state/texts.js';
import { say } from '../../ui/language.js';
import { html, nothing } from '../../ui/lit.js';
import { written } from './written.js';

/** @param {import('../../protocol.js').Cell | undefined} cell @param {import('./written.js').Unit} unit */
const words = (cell, unit) => (typeof cell === 'object' && cell ? say(cell) : written(cell ?? null, unit));

/** @param {import('../../protocol.js').Table} table @param {number[]} [samples] That its rows are of. */
export function tableOf({ columns, rows, note }, samples = []) {
  const [{ title, unit }] = columns;
  /** @param {Parameters<typeof words>[0]} cell @param {number} row */
  const first = (cell, row) =>
    row in samples
      ? html`<button type="button" class="plain" aria-label=${`${say(title)} ${words(cell, unit)}`}>${words(cell, unit)}</button>`
      : words(cell, unit);
  return html`<div class="scroll" data-keys tabindex="0" role="region" aria-label=${t('table')}>
    <table>
      <thead><tr>${columns.map(({ title }) => html`<th scope="col">${say(title)}</th>`)}</tr></thead>
      <tbody>${rows.map(
        ([head, ...cells], row) =>
          html`<tr data-sample=${samples[row] ?? nothing}><th scope="row">${first(head, row)}</th>${cells.map((cell, index) => html`<td>${words(cell, columns[index + 1].unit)}</td>`)}</tr>`,
      )}</tbody>
    </table>
  </div>
  ${note ? html`<p class="hint">${say(note)}</p>` : nothing}`;
}
