// Where a new worker goes on after the old one ended or was left.

import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { LastCheckpoint } from '../../../www/js/lab/checkpoint.js';

const OWN = new Uint8Array([9]);
const OLD = new Uint8Array([1]);
const NEW = new Uint8Array([2]);

/** @type {LastCheckpoint} */
let last;

beforeEach(() => {
  last = new LastCheckpoint();
  last.begin({ link: 'data=own', data: OWN });
});

test('from the start of the experiment, and then from its newest Checkpoint with its own data', () => {
  assert.deepEqual(last.start, { link: 'data=own', data: OWN });
  assert.equal(last.newest, null);
  last.save({ step: 5, checkpoint: OLD });
  last.save({ step: 9, checkpoint: NEW });
  assert.deepEqual(last.start, { checkpoint: NEW, data: OWN });
  assert.equal(last.newest, NEW);
});

test('another experiment knows nothing of the one before', () => {
  last.save({ step: 5, checkpoint: OLD });
  last.rewind();
  last.begin({ link: 'data=xor' });
  assert.deepEqual(last.start, { link: 'data=xor' });
  assert.equal(last.rewinding, false);
});

test('a session that moved goes on from what it was moved with', () => {
  last.save({ step: 5, checkpoint: OLD });
  last.moved(last.at(NEW));
  assert.deepEqual(last.start, { checkpoint: NEW, data: OWN });
});

test('while it rewinds no Checkpoint counts, and afterwards only that of the rewound session', () => {
  last.save({ step: 5, checkpoint: OLD });
  last.rewind();
  assert.equal(last.newest, null);
  // It was made before the rewind and comes after.
  last.save({ step: 6, checkpoint: NEW });
  // Until the session is rewound, a new worker opens the last one and is told to rewind.
  assert.deepEqual(last.start, { checkpoint: OLD, data: OWN });
  assert.equal(last.rewinding, true);
  last.rewound(NEW);
  assert.equal(last.newest, NEW);
  assert.equal(last.rewinding, false);
});

test('training got further where a Checkpoint of a later step came since it was asked last', () => {
  assert.equal(last.gotFurther(), false);
  last.save({ step: 5, checkpoint: OLD });
  assert.equal(last.gotFurther(), true);
  assert.equal(last.gotFurther(), false);
  last.save({ step: 6, checkpoint: NEW });
  assert.equal(last.gotFurther(), true);
  last.rewind();
  last.rewound(OLD);
  assert.equal(last.gotFurther(), false);
  last.save({ step: 1, checkpoint: NEW });
  assert.equal(last.gotFurther(), true);
});
