// How much work a browser keeps.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { noRoomFor } from '../../../www/js/state/keep.js';

/** @param {number[]} megabytes What is wanted most comes first. */
const works = (megabytes) =>
  megabytes.map((size, index) => ({ name: `${index}`, checkpoint: { byteLength: size * 1e6 } }));

test('of small works four stay beside the one that is begun', () => {
  assert.deepEqual(noRoomFor(works([])), []);
  assert.deepEqual(noRoomFor(works([1, 1, 1, 1])), []);
  assert.deepEqual(noRoomFor(works([1, 1, 1, 1, 1, 1])), ['4', '5']);
});

test('together they have no more than 200 MB', () => {
  assert.deepEqual(noRoomFor(works([100, 100])), []);
  assert.deepEqual(noRoomFor(works([100, 100, 1])), ['2']);
  assert.deepEqual(noRoomFor(works([150, 60])), ['1']);
  assert.deepEqual(noRoomFor(works([201])), ['0']);
});
