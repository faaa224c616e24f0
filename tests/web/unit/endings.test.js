// What follows when a worker ends: how often it is replaced, where, and after how long.

import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { Endings } from '../../../www/js/lab/endings.js';
import { WorkerLost } from '../../../www/js/lab/failed.js';
import { says } from '../../../www/js/lab/says.js';

const GONE = new WorkerLost([says.gone()]);
const NOT_LOADED = new WorkerLost([says.notLoaded()]);

const stuck = () => false;
const further = () => true;

/** @type {Endings} */
let endings;

beforeEach(() => {
  endings = new Endings();
});

test('the processor’s worker is replaced at once, until it ended three times without getting further', () => {
  const again = { giveUp: null, device: 'cpu', wait: 0 };
  assert.deepEqual(endings.follow('cpu', GONE, stuck), again);
  assert.deepEqual(endings.follow('cpu', GONE, stuck), again);
  assert.deepEqual(endings.follow('cpu', GONE, further), again);
  assert.deepEqual(endings.follow('cpu', GONE, stuck), again);
  const { giveUp } = endings.follow('cpu', GONE, stuck);
  assert.equal(giveUp?.errors[0].code, 'worker_given_up');
  assert.match(giveUp?.errors[0].text.en ?? '', /three times without any progress/);
  assert.equal(giveUp?.fatal, true);
});

test('another experiment is not held to account for the one before', () => {
  endings.follow('cpu', GONE, stuck);
  endings.follow('cpu', GONE, stuck);
  endings.begin();
  assert.equal(endings.follow('cpu', GONE, stuck).giveUp, null);
});

test('a program that does not come is loaded again after one second, then two, then no more', () => {
  assert.deepEqual(endings.follow('cpu', NOT_LOADED, stuck), { giveUp: null, device: 'cpu', wait: 1000 });
  assert.deepEqual(endings.follow('cpu', NOT_LOADED, stuck), { giveUp: null, device: 'cpu', wait: 2000 });
  assert.match(endings.follow('cpu', NOT_LOADED, stuck).giveUp?.errors[0].text.en ?? '', /check the connection/);
});

test('a worker that a person stopped does not count', () => {
  const interrupted = new WorkerLost([says.interrupted()]);
  for (let times = 0; times < 5; times++) assert.equal(endings.follow('cpu', interrupted, stuck).giveUp, null);
});

test('a worker of another version is not replaced', () => {
  const other = new WorkerLost([says.otherVersion()]);
  assert.equal(endings.follow('cpu', other, stuck).giveUp, other);
});

test('a graphics card that was lost is used once more, and then the processor', () => {
  endings.graphicsEnded(true, GONE);
  assert.equal(endings.noGraphics, null);
  assert.deepEqual(endings.follow('gpu', GONE, stuck), { giveUp: null, device: 'gpu', wait: 0 });
  endings.graphicsEnded(true, GONE);
  assert.deepEqual(endings.noGraphics, says.lostTwice());
  assert.deepEqual(endings.follow('gpu', GONE, stuck), { giveUp: null, device: 'cpu', wait: 0 });
});

test('a graphics card whose worker was never ready is not tried again, and the reason is kept', () => {
  endings.graphicsEnded(false, NOT_LOADED);
  assert.match(endings.noGraphics?.en ?? '', /could not be used.*could not be loaded/);
  assert.deepEqual(endings.follow('gpu', NOT_LOADED, stuck), { giveUp: null, device: 'cpu', wait: 0 });
});
