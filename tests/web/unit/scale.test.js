// The numbers that sliders and steppers lead to.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fitting, next, POSITIONS, plain, slid, toPosition } from '../../../www/js/ui/scale.js';

/** @typedef {import('../../../www/js/ui/scale.js').Range} Range */

/** @type {Range} */
const RATE = { type: 'real', min: 1e-6, max: 10, default: 0.01, log: true };
/** @type {Range} */
const SHARE = { type: 'real', min: 0, max: 0.9, default: 0.5, log: false };
/** @type {Range} */
const LAYERS = { type: 'integer', min: 1, max: 8, default: 2 };
/** @type {Range} */
const UNITS = { type: 'integer', min: 1, max: 1024, default: 16 };
/** @type {Range} */
const SAMPLES = { type: 'integer', min: 0, max: 100_000, default: 1000 };

test('the control suits the range', () => {
  assert.deepEqual([RATE, SHARE, LAYERS, UNITS, SAMPLES].map(fitting), [
    'slider',
    'slider',
    'stepper',
    'slider',
    'box',
  ]);
  // The usual number would lie between the first two positions.
  assert.equal(fitting({ type: 'real', min: 0, max: 1000, default: 0.01, log: false }), 'box');
});

test('a slider reaches both ends, and every number that it gives is in range, short, and in order', () => {
  for (const range of [RATE, SHARE, UNITS]) {
    const given = Array.from({ length: POSITIONS + 1 }, (_, position) => slid(range, Number.NaN, position));
    assert.equal(given[0], range.min);
    assert.equal(given[POSITIONS], range.max);
    for (const [index, value] of given.entries()) {
      assert.ok(index === 0 || value >= given[index - 1], `${value} after ${given[index - 1]}`);
      assert.equal(Number(plain(value)), value);
      if (range.type === 'integer') assert.ok(Number.isInteger(value), `${value}`);
    }
  }
});

test('an arrow key on a slider always gets somewhere, and back', () => {
  for (const range of [RATE, SHARE, UNITS]) {
    let value = range.min;
    for (let presses = 0; value < range.max; presses++) {
      const after = slid(range, value, toPosition(range, value) + 1);
      assert.ok(after > value, `from ${value} to ${after}`);
      value = after;
      assert.ok(presses < 1000, 'it arrives');
      const before = slid(range, value, toPosition(range, value) - 1);
      assert.ok(before < value, `from ${value} back to ${before}`);
    }
  }
});

test('a logarithmic slider goes by factors, another one by sums, each in digits that its range allows', () => {
  /** @type {Range} */
  const narrow = { type: 'real', min: 10, max: 20, default: 12, log: false };
  /** @type {Range} */
  const two = { type: 'real', min: 0.1, max: 10, default: 1, log: true };
  /** @type {Range} */
  const whole = { type: 'integer', min: 2, max: 300, default: 10 };
  for (const [range, quarters] of /** @type {[Range, number[]][]} */ ([
    [RATE, [0.000056, 0.0032, 0.18]],
    [SHARE, [0.225, 0.45, 0.675]],
    [UNITS, [6, 32, 181]],
    [narrow, [12.5, 15, 17.5]],
    [two, [0.316, 1, 3.16]],
    // Up to two hundred times the least one goes by sums.
    [whole, [77, 151, 226]],
  ])) {
    assert.deepEqual(
      [25, 50, 75].map((position) => slid(range, Number.NaN, position)),
      quarters,
    );
    assert.deepEqual(
      quarters.map((value) => toPosition(range, value)).map((position) => 25 * Math.round(position / 25)),
      [25, 50, 75],
    );
  }
});

test('buttons step as widely as the number is large, and stop at the ends', () => {
  const steps = (/** @type {number} */ from, /** @type {1 | -1} */ direction) => next(UNITS, from, direction, false);
  assert.deepEqual(
    [1, 15, 16, 17, 63, 64, 100, 256, 1000].map((from) => steps(from, 1)),
    [2, 16, 20, 20, 64, 80, 112, 320, 1024],
  );
  assert.deepEqual(
    [1, 2, 16, 17, 20, 64, 256, 257].map((from) => steps(from, -1)),
    [1, 1, 15, 16, 16, 60, 240, 256],
  );
});

test('buttons that double lead to powers of two', () => {
  const doubled = (/** @type {number} */ from, /** @type {1 | -1} */ direction) => next(UNITS, from, direction, true);
  assert.deepEqual(
    [1, 2, 3, 32, 33, 1024].map((from) => doubled(from, 1)),
    [2, 4, 4, 64, 64, 1024],
  );
  assert.deepEqual(
    [1, 2, 3, 32, 33, 1024].map((from) => doubled(from, -1)),
    [1, 1, 2, 16, 32, 512],
  );
});
