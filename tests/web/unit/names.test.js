// What experiments and changes of their values are called.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { titleOf } from '../../../www/js/state/names.js';

/** @typedef {import('../../../www/js/protocol.js').Recipe} Recipe */
/** @typedef {import('../../../www/js/protocol.js').Catalog} Catalog */

const title = (/** @type {string} */ en) => ({ en, zh: en });
const param = (/** @type {string} */ id, /** @type {string} */ name) => ({ id, title: title(name) });

const catalog = /** @type {Catalog} */ (
  /** @type {unknown} */ ({
    optimizers: [
      { id: 'sgd', params: [param('rate', 'Learning rate')] },
      { id: 'adam', params: [param('rate', 'Rate of Adam')] },
    ],
    settings: [{ id: 'training', params: [param('batch', 'Batch size'), param('seed', 'Seed')] }],
  })
);
const recipe = /** @type {Recipe} */ (/** @type {unknown} */ ({ optimizer: { id: 'adam' } }));

/** @param {...string} keys */
const named = (...keys) => titleOf(keys, catalog, recipe).en;

test('a change is called by what the catalog calls its value', () => {
  assert.equal(named('batch'), 'Batch size');
  assert.equal(named('optimizer.rate'), 'Rate of Adam');
});

test('a part, and what is no number, is called as the page calls it', () => {
  assert.equal(named('optimizer'), 'Optimiser');
  assert.equal(named('device'), 'Device');
  assert.equal(named('optimizer.unknown'), 'Optimiser');
});

test('several changes at once, or of what nobody knows, are another experiment', () => {
  assert.equal(named('batch', 'seed'), 'Experiment');
  assert.equal(named(), 'Experiment');
  assert.equal(named('unknown'), 'Experiment');
  assert.equal(titleOf(['batch'], null, recipe).en, 'Experiment');
});
