// The numbers of a form as a table, for those who read or hear them.

import { t } from '../../state/texts.js';
import { say } from '../../ui/language.js';
import { html, nothing } from '../../ui/lit.js';
import { written } from './written.js';

/** @param {import('../../protocol.js').Cell | undefined} cell @param {import('./written.js').Unit} unit */
const words = (cell, unit) => (typeof cell === 'object' && cell ? say(cell) : written(cell ?? null, unit));

/** @param {import('../../protocol.js').Table} table */
export function tableOf({ columns, rows, note }) {
  return html`<div class="scroll" data-keys tabindex="0" role="region" aria-label=${t('table')}>
    <table>
      <thead><tr>${columns.map(({ title }) => html`<th scope="col">${say(title)}</th>`)}</tr></thead>
      <tbody>${rows.map(
        ([first, ...cells]) =>
          html`<tr><th scope="row">${words(first, columns[0].unit)}</th>${cells.map((cell, index) => html`<td>${words(cell, columns[index + 1].unit)}</td>`)}</tr>`,
      )}</tbody>
    </table>
  </div>
  ${note ? html`<p class="hint">${say(note)}</p>` : nothing}`;
}
