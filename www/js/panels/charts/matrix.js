// Counts by row and column, each with its share of the row as a colour.

import { say } from '../../ui/language.js';
import { html, nothing, render, styles } from '../../ui/lit.js';
import { hints } from './hints.js';
import { openWith } from './reveal.js';
import { written } from './written.js';

/** @typedef {Extract<import('../../protocol.js').Figure, { type: 'matrix' }>} Matrix */

/** @param {Matrix} matrix @param {(cell: number) => void} press */
function table({ rows, columns, row_names, column_names, values, unit, share, diagonal, opens }, press) {
  const width = column_names.length;
  const row = (/** @type {import('../../protocol.js').Text} */ name, /** @type {number} */ at) => {
    const cells = values.slice(at * width, (at + 1) * width);
    const all = cells.reduce((sum, count) => sum + count, 0);
    const kind = (/** @type {number} */ column) => (!diagonal ? 'some' : column === at ? 'hit' : 'miss');
    const strength = (/** @type {number} */ count) => `${all && 40 * Math.sqrt(count / all)}%`;
    const won = share?.[1][at];
    return html`<tr><th scope="row">${say(name)}</th>
      ${cells.map((count, column) => {
        const words = written(count, unit);
        const label = `${say(rows)} ${say(name)}, ${say(columns)} ${say(column_names[column])}: ${words}`;
        return html`<td class=${kind(column)} ${styles({ '--share': strength(count) })}>${
          opens && count > 0
            ? html`<button type="button" aria-label=${label} @click=${() => press(at * width + column)}>${words}</button>`
            : words
        }</td>`;
      })}
      ${share ? html`<td>${written(won === undefined || Number.isNaN(won) ? null : won, 'share')}</td>` : nothing}</tr>`;
  };
  return html`<table>
    <thead><tr><td><span class="unseen">${say(rows)} \\ ${say(columns)}</span></td>${column_names.map((name) => html`<th scope="col">${say(name)}</th>`)}
      ${share ? html`<th scope="col">${say(share[0])}</th>` : nothing}</tr></thead>
    <tbody>${row_names.map(row)}</tbody>
  </table>`;
}

/** @type {import('./forms.js').Mount} */
export function mount(place, context) {
  const name = place.closest('section')?.getAttribute('aria-labelledby');
  return {
    show(form) {
      const opens = form?.figure.type === 'matrix' ? form.figure.opens : null;
      const press = (/** @type {number} */ cell) => opens && openWith(context, opens.view, opens.choices[cell]);
      render(
        form?.figure.type === 'matrix'
          ? html`${hints(form.sentence, form.note)}
              <div class="scroll matrix" data-keys tabindex="0" role="group" aria-labelledby=${name ?? nothing}>${table(form.figure, press)}</div>`
          : nothing,
        place,
      );
    },
    destroy: () => render(nothing, place),
  };
}
