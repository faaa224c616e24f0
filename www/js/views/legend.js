// What the curves and colours mean, with the values of now.

import { html, nothing } from '../lit.js';
import { measured, number, percent, say, t } from '../text.js';

/** @typedef {import('../store.js').Context} Context */

/** Charts whose values span many magnitudes. @param {string} chart */
export const hasLog = (chart) => chart === 'loss';

/** Colours of classes, before they begin again. */
const COLOURS = 6;

/** @param {'training' | 'validation' | 'test'} which @param {string} name @param {string} value */
const entry = (which, name, value) =>
  html`<div class="${which}"><dt><span class="line-sample" aria-hidden="true"></span>${name}</dt><dd>${value}</dd></div>`;

/** How many samples validation and test look at. @param {import('../store.js').Store} store */
export function counts(store) {
  const held = store.report?.validation?.samples ?? Math.min(512, store.opened?.validation_samples ?? 0);
  return { held: number(held), all: number(store.report?.test?.samples ?? store.opened?.test_samples ?? 0) };
}

/**
 * What else is measured: each with its value in validation, and on the whole test set.
 * @param {import('../protocol.js').Report | null} report
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

/** @param {Context} context @param {string} chart */
export function legend({ store }, chart) {
  const { report, opened, catalog } = store;
  const of = counts(store);
  if (chart === 'loss') {
    return html`<dl class="values">
      ${entry('training', t('train'), report?.train_loss == null ? '–' : number(report.train_loss, 4))}
      ${entry('validation', t('validationOf', of), report?.validation ? number(report.validation.loss, 4) : '–')}
      ${entry('test', t('testOf', of), report?.test ? number(report.test.loss, 4) : '–')}
      ${measures(report, false)}
    </dl>`;
  }
  if (chart === 'accuracy') {
    return html`<dl class="values">
      ${entry('validation', t('validationOf', of), percent(report?.validation?.accuracy))}
      ${entry('test', t('testOf', of), percent(report?.test?.accuracy))}
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
