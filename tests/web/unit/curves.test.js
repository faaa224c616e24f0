// The curves as the page keeps them, and what is read from them at a step.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { empty, first, lossesAt, meanOf, measuredNear, renew } from '../../../www/js/state/curves.js';

/** @typedef {import('../../../www/js/protocol.js').Bucket} Bucket */
/** @typedef {import('../../../www/js/protocol.js').Measured} Measured */

/** @param {number} step @param {number} count @param {number} mean @param {number} [lost] */
const bucket = (step, count, mean, lost = 0) =>
  /** @type {Bucket} */ ({ step, count, lost, mean, low: mean, high: mean });
/** @param {number} step @param {number} loss */
const at = (step, loss) => /** @type {Measured} */ ({ step, loss, accuracy: Number.NaN });

/** Losses of steps 1 to 2, 3 to 4 and 5; measured at 0, 2 and 5. */
const CURVES = {
  buckets: [bucket(2, 2, 1), bucket(4, 1, 0.5, 1), bucket(5, 1, 0.25)],
  measured: [at(0, 3), at(2, 2), at(5, 1)],
};

test('news takes the place of what it renews, and leaves the rest', () => {
  const news = {
    buckets_from: 1,
    buckets: [bucket(5, 3, 0.4)],
    measured_from: 3,
    measured: [at(6, 0.5)],
  };
  const renewed = renew(CURVES, news);
  assert.deepEqual(renewed.buckets, [CURVES.buckets[0], bucket(5, 3, 0.4)]);
  assert.deepEqual(renewed.measured, [...CURVES.measured, at(6, 0.5)]);
  assert.equal(CURVES.buckets.length, 3, 'the old ones stay as they were');
  assert.deepEqual(renew(empty(), { ...news, buckets_from: 0, measured_from: 0 }), {
    buckets: news.buckets,
    measured: news.measured,
  });
});

test('the losses of a step are those of its bucket', () => {
  assert.deepEqual(CURVES.buckets.map(first), [1, 3, 5]);
  assert.deepEqual(
    [0, 1, 2, 3, 4, 5, 6].map((step) => lossesAt(CURVES, step)?.step),
    [undefined, 2, 2, 4, 4, 5, undefined],
  );
  assert.equal(lossesAt(empty(), 1), undefined);
});

test('a mean that lacks a loss which was no number is none', () => {
  assert.deepEqual(CURVES.buckets.map(meanOf), [1, Number.NaN, 0.25]);
});

test('the measurement nearest to a step, on either side', () => {
  assert.deepEqual(
    [0, 0.9, 1.5, 2, 3, 4, 5, 99].map((step) => measuredNear(CURVES, step)?.step),
    [0, 0, 2, 2, 2, 5, 5, 5],
  );
  assert.equal(measuredNear(empty(), 1), undefined);
});
