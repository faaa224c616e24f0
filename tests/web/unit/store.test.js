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
      history: { buckets_from: 0, buckets: [], measured_from: 0, measured: [] },
      ...more,
    })
  );

/** @param {number} step */
const score = (step) => ({ step, loss: 1, accuracy: null, samples: 5, measures: [], confusion: [] });

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

test('what was measured before an experiment was opened is known from its curves', () => {
  const store = new Store();
  const opened = (/** @type {number} */ accuracy) =>
    store.begin(
      /** @type {import('../../../www/js/protocol.js').Opened} */ (
        /** @type {unknown} */ ({
          step: 20,
          epoch: 2,
          history: { buckets_from: 0, buckets: [], measured_from: 0, measured: [{ step: 10, loss: 0.5, accuracy }] },
        })
      ),
    );
  const known = () => store.validation;
  assert.equal(known(), null);
  store.opened = /** @type {any} */ ({ validation_samples: 600 });
  opened(0.75);
  assert.deepEqual([store.step, store.epoch], [20, 2]);
  assert.deepEqual(known(), { ...score(10), loss: 0.5, accuracy: 0.75, samples: 512 });
  opened(Number.NaN);
  assert.equal(known()?.accuracy, null);
  store.keep(report(30, { validation: score(30) }));
  assert.equal(known()?.step, 30);
});

test('that training is over is said until it goes on', () => {
  const store = new Store();
  store.keep(report(10));
  for (const id of ['finished', 'other']) store.notify({ id, level: 'note', text: { en: id, zh: id } });
  // The test set, measured because it rests.
  store.keep(report(10, { test: score(10) }));
  assert.equal(store.notices.length, 2);
  store.keep(report(11));
  assert.deepEqual(
    store.notices.map(({ id }) => id),
    ['other'],
  );
});

test('scores that were measured before stay, until a report has others', () => {
  const store = new Store();
  store.keep(report(10, { validation: score(10), test: score(10), steps_per_second: 100 }));
  store.keep(report(20));
  assert.deepEqual([store.step, store.epoch, store.report?.steps_per_second], [20, 2, 100]);
  assert.deepEqual([store.report?.validation?.step, store.report?.test?.step], [10, 10]);
  store.keep(report(30, { validation: score(30) }));
  assert.deepEqual([store.report?.validation?.step, store.report?.test?.step], [30, 10]);
});

test('where a worker was replaced, what was measured later is of weights that are no more', () => {
  const store = new Store();
  store.keep(report(10, { validation: score(10) }));
  store.keep(report(20, { test: score(20) }));
  store.keep(report(15));
  assert.deepEqual([store.report?.validation?.step, store.report?.test], [10, null]);
  // At its own step it is of these weights.
  store.keep(report(10));
  assert.equal(store.report?.validation?.step, 10);
});

test('back at the start, reports that were on their way are of what is no more', () => {
  const store = new Store();
  store.keep(report(10));
  store.rewind();
  assert.equal(store.step, 0);
  store.keep(report(12));
  assert.equal(store.report, null);
  store.keep(report(1));
  assert.equal(store.report, null);
  store.keep(report(0));
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
