// What can be taken back, and how much is kept for it.

import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { MOST_BYTES, Undo } from '../../../www/js/state/undo.js';

/** @typedef {import('../../../www/js/state/undo.js').Moment} Moment */

const WHAT = { en: 'a number', zh: '一个数' };

/** @param {number} gesture @param {number} before @param {number} after @param {string} [key] */
const tune = (gesture, before, after, key = 'rate') => ({
  kind: /** @type {const} */ ('tune'),
  key,
  what: WHAT,
  gesture,
  before,
  after,
});

/** @param {string} place @param {number} left @param {number} [size] */
function moment(place, left, size = 0) {
  const checkpoint = size > 0 ? /** @type {Uint8Array} */ (/** @type {unknown} */ ({ byteLength: size })) : null;
  return /** @type {Moment} */ (
    /** @type {unknown} */ ({ place, left, checkpoint, step: 0, arrived: Promise.resolve() })
  );
}

/** @param {Moment} before @param {number} gesture */
const open = (before, gesture) => ({
  kind: /** @type {const} */ ('open'),
  key: '',
  what: WHAT,
  gesture,
  before,
  after: /** @type {Moment | null} */ (null),
});

/** @type {Undo} */
let undo;

beforeEach(() => {
  undo = new Undo();
});

test('changes are taken back newest first, and done again in order; a new one ends that', () => {
  undo.push(tune(1, 1, 2));
  undo.push(tune(2, 2, 3));
  assert.deepEqual([undo.last?.after, undo.next], [3, undefined]);
  undo.undone(null);
  undo.undone(null);
  assert.deepEqual([undo.last, undo.next?.after], [undefined, 2]);
  undo.redone(null);
  assert.deepEqual([undo.last?.after, undo.next?.after], [2, 3]);
  undo.push(tune(3, 2, 7));
  assert.equal(undo.next, undefined);
  // More than there is.
  for (let times = 0; times < 5; times++) undo.undone(null);
  assert.equal(undo.last, undefined);
});

test('one drag of a slider is one change; another number, another gesture or another kind is not', () => {
  assert.equal(undo.push(tune(1, 1, 2)), false);
  assert.equal(undo.push(tune(1, 2, 3)), true);
  assert.deepEqual([undo.last?.before, undo.last?.after], [1, 3]);
  assert.equal(undo.push(tune(1, 5, 6, 'batch')), false);
  assert.equal(undo.push(tune(2, 6, 7, 'batch')), false);
  const start = moment('a', 1);
  assert.equal(undo.push(open(start, 2)), false);
  assert.equal(undo.push(open(start, 2)), false, 'what has no key is never joined');
});

test('a number that was refused leaves nothing to take back', () => {
  undo.push(tune(1, 1, 2));
  undo.stays('batch', 1);
  assert.equal(undo.last?.after, 2);
  undo.stays('rate', 1.5);
  assert.equal(undo.last?.after, 1.5);
  undo.stays('rate', 1);
  assert.equal(undo.last, undefined);
  // One that had begun anew is no tuning.
  const before = moment('a', 1);
  undo.push({ ...open(before, 1), key: 'rate' });
  undo.stays('rate', 1);
  const { last } = /** @type {{ last: unknown }} */ (undo);
  assert.deepEqual(last, { ...open(before, 1), key: 'rate' });
});

test('twenty changes are kept', () => {
  for (let at = 0; at < 25; at++) undo.push(tune(at, at, at + 1));
  let count = 0;
  for (; undo.last; count++) undo.undone(null);
  assert.equal(count, 20);
  assert.equal(undo.next?.before, 5);
});

test('an experiment is found by its place in the history, as it was left last', () => {
  undo.push(open(moment('a', 1), 1));
  undo.undone(moment('b', 2));
  undo.redone(moment('a', 3));
  assert.deepEqual([undo.at('a')?.left, undo.at('b')?.left, undo.at('c')], [3, 2, undefined]);
});

test('the oldest Checkpoints make room for newer ones', async () => {
  const moments = [1, 2, 3].map((left) => moment(`${left}`, left, MOST_BYTES / 2));
  for (const [index, one] of moments.entries()) undo.push(open(one, index));
  await Promise.resolve();
  assert.deepEqual(
    moments.map(({ checkpoint }) => checkpoint !== null),
    [false, true, true],
  );
});
