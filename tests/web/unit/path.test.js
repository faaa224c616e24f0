// Keys of a Recipe, and when two Recipes are the same.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { comparable, differences, filled, get, same, set } from '../../../www/js/recipe/path.js';

/** @typedef {import('../../../www/js/protocol.js').Recipe} Recipe */
/** @typedef {import('../../../www/js/protocol.js').Catalog} Catalog */

/** @param {object} [other] */
const recipe = (other = {}) =>
  /** @type {Recipe} */ (
    /** @type {unknown} */ ({
      seed: 1,
      batch: 32,
      device: 'cpu',
      data: { id: 'plain', params: { noise: 0.1 } },
      network: { id: 'chain', params: { layers: [{ id: 'a', params: { units: 8 } }, { id: 'b' }] } },
      init: { id: 'fitting' },
      optimizer: { id: 'slow' },
      schedule: { id: 'same' },
      ...other,
    })
  );

/** @param {string} id @param {object} defaults */
const entry = (id, defaults) => ({ id, defaults, params: [] });
const catalog = /** @type {Catalog} */ (
  /** @type {unknown} */ ({
    datasets: [entry('plain', { noise: 0.1, samples: 100 })],
    architectures: [entry('chain', { layers: [] })],
    initializers: [entry('fitting', {})],
    optimizers: [entry('slow', { rate: 0.1 }), entry('fast', { rate: 0.2 })],
    schedules: [entry('same', {})],
  })
);

test('a value is found by its key, in the Recipe, in an entry, in a layer', () => {
  const keys = ['batch', 'data.noise', 'network.layers[0].units'];
  assert.deepEqual(
    keys.map((key) => get(recipe(), key)),
    [32, 0.1, 8],
  );
  const lacking = ['data.samples', 'network.layers[1].units', 'network.layers[9].units', 'optimizer.rate', 'nothing'];
  assert.deepEqual(
    lacking.map((key) => get(recipe(), key)),
    lacking.map(() => undefined),
  );
});

test('a value is set where its key says, also where nothing stood; another entry comes without numbers', () => {
  const changed = recipe();
  set(changed, 'batch', 8);
  set(changed, 'optimizer.rate', 0.5);
  set(changed, 'network.layers[1].units', 4);
  set(changed, 'data', 'other');
  assert.deepEqual(
    changed,
    recipe({
      batch: 8,
      optimizer: { id: 'slow', params: { rate: 0.5 } },
      network: {
        id: 'chain',
        params: {
          layers: [
            { id: 'a', params: { units: 8 } },
            { id: 'b', params: { units: 4 } },
          ],
        },
      },
      data: { id: 'other' },
    }),
  );
});

test('plain values are equal whatever the order of their keys, lists only in their order', () => {
  assert.ok(same({ a: 1, b: { c: [1, 2], d: null } }, { b: { d: null, c: [1, 2] }, a: 1 }));
  for (const other of [{ a: 2 }, { a: '1' }, { a: 1, b: 1 }, {}]) assert.ok(!same({ a: 1 }, other));
  assert.ok(!same([1, 2], [2, 1]));
});

test('an entry has the defaults that it leaves out', () => {
  assert.deepEqual(filled({ id: 'plain', params: { noise: 0.5 } }, catalog.datasets), {
    id: 'plain',
    params: { noise: 0.5, samples: 100 },
  });
  assert.deepEqual(filled({ id: 'unknown' }, catalog.datasets), { id: 'unknown', params: {} });
});

test('Recipes that differ in what is left out, or in where they run, compare as the same', () => {
  const told = recipe({ device: 'gpu', optimizer: { id: 'slow', params: { rate: 0.1 } } });
  assert.ok(same(comparable(recipe(), catalog), comparable(told, catalog)));
  assert.ok(!same(comparable(recipe(), catalog), comparable(recipe({ optimizer: { id: 'fast' } }), catalog)));
});

test('what differs is named by its key: an entry, or one of its numbers', () => {
  assert.deepEqual(differences(recipe(), recipe()), []);
  assert.deepEqual(differences(recipe(), recipe({ seed: 2, optimizer: { id: 'fast' } })), ['seed', 'optimizer']);
  const data = { id: 'plain', params: { noise: 0.2, samples: 5 } };
  assert.deepEqual(differences(recipe(), recipe({ data })), ['data.noise', 'data.samples']);
  assert.deepEqual(differences(recipe({ data }), recipe()), ['data.noise', 'data.samples']);
});
