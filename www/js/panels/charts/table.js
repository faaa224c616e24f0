// The curves as a table, for those who read or hear them.

import { lossesAt, meanOf, measuredNear } from '../../state/curves.js';
import { t } from '../../state/texts.js';
import { number, percent } from '../../ui/format.js';
import { html } from '../../ui/lit.js';

/** @typedef {import('../../state/context.js').Context} Context */

/** Most rows of the table, beside the two newest. */
const ROWS = 12;

/**
 * Steps of the table: where validation was measured, or even parts of training where nothing is held out; and the
 * newest. In between two powers of two they stand still while someone reads.
 * @param {import('../../state/curves.js').Curves} curves
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
