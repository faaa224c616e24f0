// What a new worker is told after the old one was replaced.

import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { PendingCommands } from '../../../www/js/lab/pending.js';

/** @typedef {import('../../../www/js/lab/connection.js').Opened} Opened */

/** A session as it stands on the new worker. @param {number} step */
const standing = (step) => /** @type {Opened} */ ({ step });

/** @typedef {import('../../../www/js/lab/pending.js').Unsent} Unsent */

/** @type {Extract<Unsent, { type: 'watch' }>} */
const WATCH = { type: 'watch', views: [] };
/** @type {Extract<Unsent, { type: 'predict' }>} */
const PREDICT = { type: 'predict', input: { type: 'values', values: [1] } };
/** @type {Extract<Unsent, { type: 'write' }>} */
const WRITE = { type: 'write', count: 1, length: 5, prompt: '', temperature: 1, top_k: 0 };

/** @type {PendingCommands} */
let pending;

beforeEach(() => {
  pending = new PendingCommands();
});

test('nothing asked, nothing told', () => {
  assert.deepEqual(pending.after(standing(0)), []);
});

test('the newest of what is watched, asked and written; what was taken back is not', () => {
  for (const command of [WATCH, PREDICT, WRITE]) pending.note(command, 0);
  assert.deepEqual(pending.after(standing(0)), [WATCH, PREDICT, WRITE]);
  pending.note({ type: 'predict', input: null }, 0);
  pending.note({ ...WRITE, count: 0 }, 0);
  assert.deepEqual(pending.after(standing(0)), [WATCH]);
});

test('training goes on to the step that it was asked for, and no further', () => {
  pending.note({ type: 'train', steps: 10 }, 5);
  assert.deepEqual(pending.after(standing(12)), [{ type: 'train', steps: 3 }]);
  assert.deepEqual(pending.after(standing(15)), []);
  pending.note({ type: 'train', steps: null }, 5);
  assert.deepEqual(pending.after(standing(15)), [{ type: 'train', steps: null }]);
  pending.finished();
  assert.deepEqual(pending.after(standing(15)), []);
  pending.note({ type: 'train', steps: null }, 5);
  pending.note({ type: 'pause' }, 9);
  assert.deepEqual(pending.after(standing(9)), []);
});

test('the newest of everything tuned is told before anything else', () => {
  pending.note(WATCH, 0);
  pending.note({ type: 'tune', key: 'batch', value: 8 }, 0);
  pending.note({ type: 'tune', key: 'optimizer.rate', value: 0.1 }, 0);
  pending.note({ type: 'tune', key: 'batch', value: 16 }, 1);
  assert.deepEqual(pending.after(standing(1)), [
    { type: 'tune', key: 'batch', value: 16 },
    { type: 'tune', key: 'optimizer.rate', value: 0.1 },
    WATCH,
  ]);
});

test('after it was interrupted only what is on screen is told', () => {
  for (const command of [WATCH, PREDICT, WRITE]) pending.note(command, 0);
  pending.note({ type: 'tune', key: 'batch', value: 8 }, 0);
  pending.note({ type: 'train', steps: null }, 0);
  pending.forget();
  assert.deepEqual(pending.after(standing(0)), [WATCH]);
});
