// What the curves and colours mean, with the values of now.

import { counts } from '../../parts/counts.js';
import { meanOf } from '../../state/curves.js';
import { measured, t } from '../../state/texts.js';
import { number, percent } from '../../ui/format.js';
import { say } from '../../ui/language.js';
import { html, nothing } from '../../ui/lit.js';

/** @typedef {import('../../state/context.js').Context} Context */
/** @typedef {import('../../protocol.js').Score} Score */

/** Charts whose values span many magnitudes. @param {string} chart */
export const hasLog = (chart) => chart === 'loss';

/** Colours of classes, before they begin again. */
const COLOURS = 6;

/**
 * @param {'training' | 'validation' | 'test'} which
 * @param {string} name
 * @param {string} value
 * @param {unknown} [step] Of which step it is.
 */
const entry = (which, name, value, step = nothing) =>
  html`<div class="${which}"><dt><span class="line-sample" aria-hidden="true"></span>${name}</dt><dd>${value}</dd>${step}</div>`;

/** Of which step a score is, where that is not now. @param {import('../../state/store.js').Store} store @param {Score | null | undefined} score */
const since = (store, score) =>
  score && store.isOld(score.step) ? html`<dd class="of">${t('atStep', { step: number(score.step) })}</dd>` : nothing;

/**
 * What else is measured: each with its value in validation, and on the whole test set.
 * @param {import('../../protocol.js').Report | null} report
 * @param {boolean} shares Those in percent, or those that are numbers.
 */
function measures(report, shares) {
  const value = (/** @type {'validation' | 'test'} */ which, /** @type {string} */ wanted) => {
    const found = report?.[which]?.measures.find(({ id }) => id === wanted);
    return found
      ? html`<dd class=${which}><span class="unseen">${t(which)}</span><span class="line-sample" aria-hidden="true"></span>${measured(found)}</dd>`
      : nothing;
  };
  return report?.validation?.measures
    .filter(({ share }) => share === shares)
    .map(({ id, title }) => html`<div><dt>${say(title)}</dt>${value('validation', id)}${value('test', id)}</div>`);
}

/**
 * Why the test set's score may be old, and the way to a new one.
 * @param {Context} context
 */
function testNow({ store, lab }) {
  const { report, opened } = store;
  if (!opened?.test_samples) return nothing;
  const now = report?.test?.step === store.step;
  return html`<p class="hint test-now">${t('whyTest')}
    <button type="button" ?disabled=${now} @click=${() => lab.send({ type: 'evaluate' })}>${t('evaluateNow')}</button></p>`;
}

/** @param {Context} context @param {string} chart */
export function legend(context, chart) {
  const { store } = context;
  const { report, opened, catalog, validation } = store;
  const of = counts(store);
  if (chart === 'loss') {
    const training = store.curves.buckets.at(-1);
    return html`<dl class="values">
      ${entry('training', t('train'), training ? number(meanOf(training), 4) : '–')}
      ${entry('validation', t('validationOf', of), validation ? number(validation.loss, 4) : '–', since(store, validation))}
      ${entry('test', t('testOf', of), report?.test ? number(report.test.loss, 4) : '–', since(store, report?.test))}
      ${measures(report, false)}
    </dl>
    ${testNow(context)}`;
  }
  if (chart === 'accuracy') {
    return html`<dl class="values">
      ${entry('validation', t('validationOf', of), percent(validation?.accuracy), since(store, validation))}
      ${entry('test', t('testOf', of), percent(report?.test?.accuracy), since(store, report?.test))}
      ${measures(report, true)}
    </dl>`;
  }
  if (!opened) return nothing;
  // Of two classes one is called negative, by convention and by its sign; and so are values.
  const values = opened.task !== 'classify';
  const signs = values || opened.outputs.length === 2 ? ['−', '+'] : [];
  const given = opened.outputs.map(say);
  const plain = values || given.join() === signs.join();
  const names = plain ? [t('negative'), t('positive')] : given;
  const record = catalog?.charts.find(({ id }) => id === chart);
  return html`${
    chart === 'surface'
      ? html`<ul class="signs" role="list">
          ${names.map(
            (name, index) =>
              html`<li class="class class-${index % COLOURS}"><span class="sign" aria-hidden="true">${signs[index] ?? ''}</span>${name}</li>`,
          )}
        </ul>`
      : nothing
  }
  ${record ? html`<p class="hint">${say(record.about)}</p>` : nothing}`;
}
