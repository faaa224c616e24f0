// What the store makes of reports: which are of what stands, and which numbers are old.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Store } from '../../../www/js/state/store.js';

/** @typedef {import('../../../www/js/protocol.js').Report} Report */

/** @type {(() => void)[]} */
let frames = [];
const { requestAnimationFrame: frame } = globalThis;

before(() => {
  globalThis.requestAnimationFrame = (run) => frames.push(() => run(0));
});

after(() => {
  globalThis.requestAnimationFrame = frame;
});

/** Draws a frame. */
function drawOne() {
  const now = frames;
  frames = [];
  for (const run of now) run();
}

/** Draws frames until nothing asks for one. */
function draw() {
  while (frames.length > 0) drawOne();
}

/** @param {number} step @param {object} [more] */
const report = (step, more = {}) =>
  /** @type {Report} */ (
    /** @type {unknown} */ ({
      step,
      epoch: step / 10,
      steps_per_second: 0,
      validation: null,
      test: null,
      ...more,
    })
  );

test('readers are called at once, and then once a frame for what they read', () => {
  const store = new Store();
  /** @type {string[]} */
  const read = [];
  const end = store.on(['lang', 'theme'], () => read.push('looks'));
  store.on(['report'], () => read.push('report'));
  assert.deepEqual(read, ['looks', 'report']);
  store.touch('lang', 'theme');
  store.touch('lang');
  assert.equal(read.length, 2, 'not before the frame');
  draw();
  assert.deepEqual(read, ['looks', 'report', 'looks']);
  end();
  store.touch('lang', 'report');
  draw();
  assert.deepEqual(read.slice(3), ['report']);
});

test('views that take longer than a frame may are shown in the next ones', (context) => {
  let now = 0;
  context.mock.method(performance, 'now', () => now);
  const store = new Store();
  /** @type {string[]} */
  const read = [];
  for (const view of ['a', 'b', 'c']) {
    store.on(['report'], () => {
      read.push(view);
      now += 6;
    });
  }
  read.length = 0;
  store.touch('report');
  store.touch('report');
  assert.equal(frames.length, 1, 'one frame is asked for');
  drawOne();
  assert.deepEqual(read, ['a', 'b']);
  drawOne();
  assert.deepEqual(read, ['a', 'b', 'c']);
  assert.equal(frames.length, 0);
});

test('that training is over is said until it goes on', () => {
  const store = new Store();
  store.keep(report(10));
  for (const id of ['finished', 'other']) store.notify({ id, level: 'note', text: { en: id, zh: id } });
  // The test set, measured because it rests.
  store.keep(report(10));
  assert.equal(store.notices.length, 2);
  store.keep(report(11));
  assert.deepEqual(
    store.notices.map(({ id }) => id),
    ['other'],
  );
});

test('the speed that was measured last stays, until a report has another', () => {
  const store = new Store();
  store.keep(report(10, { steps_per_second: 100 }));
  store.keep(report(20));
  assert.deepEqual([store.step, store.epoch, store.report?.steps_per_second], [20, 2, 100]);
});

test('back at the start, reports that were on their way are of what is no more', () => {
  const store = new Store();
  store.keep(report(10));
  const { run } = store;
  store.rewind();
  assert.equal(store.step, 0);
  store.keep(report(12));
  assert.equal(store.report, null);
  store.keep(report(1));
  assert.equal(store.report, null);
  assert.equal(store.rewinding, true);
  assert.notEqual(store.run, run);
  store.keep(report(0));
  assert.equal(store.rewinding, false);
  store.keep(report(1));
  assert.equal(store.step, 1);
});

test('a number is old when it is of before the last five reports', () => {
  const store = new Store();
  assert.equal(store.isOld(0), false);
  for (let step = 10; step <= 60; step += 10) store.keep(report(step));
  assert.deepEqual(
    [10, 19, 20, 60].map((step) => store.isOld(step)),
    [true, true, false, false],
  );
});

test('of two messages with one id the newer stands, last', () => {
  const store = new Store();
  const note = (/** @type {string} */ id, /** @type {string} */ words) =>
    store.notify({ id, level: 'note', text: { en: words, zh: words } });
  note('a', '1');
  note('b', '2');
  note('a', '3');
  assert.deepEqual(
    store.notices.map(({ text }) => text.en),
    ['2', '3'],
  );
  store.dismiss('a', 'c');
  assert.deepEqual(
    store.notices.map(({ id }) => id),
    ['b'],
  );
});

test('what was typed into controls that are gone is dropped with them', () => {
  const store = new Store();
  for (const key of ['batch', 'network.layers[0].units', 'network.layers[1].units']) store.typed.set(key, 'x');
  store.mistyped.set('network.layers[1].units', { en: '', zh: '' });
  store.untype('network.');
  assert.deepEqual([...store.typed.keys(), ...store.mistyped.keys()], ['batch']);
  store.untype();
  assert.equal(store.typed.size, 0);
});
