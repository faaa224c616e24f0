// What the curves and colours mean, with the values of now.

import { html, nothing } from '../lit.js';
import { number, percent, say, t } from '../text.js';

/** @typedef {import('../store.js').Context} Context */

/** Charts whose values span many magnitudes. @param {string} chart */
export const hasLog = (chart) => chart === 'loss';

/** Colours of classes, before they begin again. */
const COLOURS = 6;

/** @param {'training' | 'validation' | 'test'} which @param {string} name @param {string} value */
const entry = (which, name, value) =>
  html`<div class="${which}"><dt><span class="line-sample" aria-hidden="true"></span>${name}</dt><dd>${value}</dd></div>`;

/** @param {import('../store.js').Store} store */
function samples(store) {
  const held = store.report?.validation?.samples ?? Math.min(512, store.opened?.validation_samples ?? 0);
  return { held: number(held), all: number(store.report?.test?.samples ?? store.opened?.test_samples ?? 0) };
}

/** @param {Context} context @param {string} chart */
export function legend({ store }, chart) {
  const { report, opened, catalog } = store;
  const counts = samples(store);
  if (chart === 'loss') {
    return html`<dl class="values">
      ${entry('training', t('train'), report?.train_loss == null ? '–' : number(report.train_loss, 4))}
      ${entry('validation', t('validationOf', counts), report?.validation ? number(report.validation.loss, 4) : '–')}
      ${report?.test ? entry('test', t('testOf', counts), number(report.test.loss, 4)) : nothing}
    </dl>`;
  }
  if (chart === 'accuracy') {
    return html`<dl class="values">
      ${entry('validation', t('validationOf', counts), percent(report?.validation?.accuracy))}
      ${report?.test ? entry('test', t('testOf', counts), percent(report.test.accuracy)) : nothing}
    </dl>`;
  }
  if (chart !== 'surface' || !opened) return nothing;
  // Of two classes one is called negative, by convention and by its sign.
  const two = opened.outputs.length === 2;
  const signs = two ? ['−', '+'] : [];
  const names = two && opened.outputs.join() === signs.join() ? [t('negative'), t('positive')] : opened.outputs;
  const record = catalog?.charts.find(({ id }) => id === chart);
  return html`<ul class="signs" role="list">
    ${names.map(
      (name, index) =>
        html`<li class="class class-${index % COLOURS}"><span class="sign" aria-hidden="true">${signs[index] ?? ''}</span>${name}</li>`,
    )}
  </ul>
  ${record ? html`<p class="hint">${say(record.about)}</p>` : nothing}`;
}
