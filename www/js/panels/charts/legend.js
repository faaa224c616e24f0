// What the colours and lines of a form mean, with the values of now.

import { t } from '../../state/texts.js';
import { number } from '../../ui/format.js';
import { say } from '../../ui/language.js';
import { html, nothing, styles } from '../../ui/lit.js';
import { colourName, written } from './written.js';

/** @typedef {import('../../state/context.js').Context} Context */
/** @typedef {import('../../protocol.js').KeyEntry} KeyEntry */
/** @typedef {import('../../protocol.js').KeyValue} KeyValue */
/** @typedef {import('../../protocol.js').Colour} Colour */
/** @typedef {import('../../protocol.js').Look} Look */

/** Samples, in the words of the page and as their lines look. @type {Record<string, { name: import('../../state/texts.js').Key, look: Look }>} */
const SAMPLES = {
  training: { name: 'train', look: 'solid' },
  validation: { name: 'validation', look: 'marks' },
  test: { name: 'test', look: 'rings' },
};

/** @param {Colour} colour @param {Look} look */
const piece = (colour, look) =>
  html`<span class="line-sample ${look}" aria-hidden="true" ${styles({ '--colour': `var(--${colourName(colour)})` })}></span>`;

/** @param {import('../../state/store.js').Store} store @param {KeyValue} value */
function valueWith(store, { of, value, unit, step }) {
  const samples = of && SAMPLES[of.of];
  return html`<dd class=${of?.of ?? ''}>${samples ? html`<span class="unseen">${t(samples.name)}</span>${piece(of, samples.look)}` : nothing}${written(value, unit)}</dd>
    ${step !== null && store.isOld(step) ? html`<dd class="of">${t('atStep', { step: number(step) })}</dd>` : nothing}`;
}

/**
 * Why the test set's score may be old, and the way to a new one. It stands beside what compares all samples.
 * @param {Context} context
 * @param {KeyEntry[]} key
 */
function testNow({ store, lab }, key) {
  const test = key.find(({ id }) => id === 'test');
  if (!store.opened?.test_samples || !test || !key.some(({ id }) => id === 'training')) return nothing;
  const now = test.values[0]?.step === store.step;
  return html`<p class="hint test-now"><span>${t('whyTest')}</span>
    <button type="button" title=${t('whyTest')} ?disabled=${now} @click=${() => lab.send({ type: 'evaluate' })}>${t('evaluateNow')}</button></p>`;
}

/** @param {Context} context @param {KeyEntry[]} key */
export function legend(context, key) {
  const { store } = context;
  const fields = key.flatMap(({ name, sign }) => (sign.type === 'field' ? [{ name, sign }] : []));
  const lines = key.filter(({ sign }) => sign.type !== 'field');
  return html`${
    fields.length > 0
      ? html`<ul class="signs" role="list">
          ${fields.map(
            ({ name, sign }) =>
              html`<li class="class ${colourName(sign.colour)}"><span class="sign" aria-hidden="true">${sign.character}</span>${say(name)}</li>`,
          )}
        </ul>`
      : nothing
  }
  ${
    lines.length > 0
      ? html`<dl class="values">
          ${lines.map(
            ({ id, name, sign, values }) =>
              html`<div class=${id}><dt>${sign.type === 'line' ? piece(sign.colour, sign.look) : nothing}${say(name)}</dt>${values.map((value) => valueWith(store, value))}</div>`,
          )}
        </dl>`
      : nothing
  }
  ${testNow(context, key)}`;
}
