// When a worker is taken for silent, and when for gone.

import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { watchWorker } from '../../../www/js/lab/liveness.js';

/** @type {string[]} */
let told;
/** @type {number} */
let pings;
/** @type {ReturnType<typeof watchWorker>} */
let watch;
let owes = false;

/** What was to be called every second; Node's own mock of timers (of version 20) goes on with one that ends itself. */
let ticking = new Set();
const { setInterval: interval, clearInterval: clear } = globalThis;

beforeEach(() => {
  ticking = new Set();
  globalThis.setInterval = /** @type {any} */ (
    (/** @type {() => void} */ run) => {
      ticking.add(run);
      return run;
    }
  );
  globalThis.clearInterval = /** @type {any} */ ((/** @type {() => void} */ run) => ticking.delete(run));
  told = [];
  pings = 0;
  owes = false;
  const worker = { postMessage: () => pings++ };
  watch = watchWorker(/** @type {Worker} */ (/** @type {unknown} */ (worker)), {
    onGone: () => told.push('gone'),
    onSilent: (seconds) => told.push(`silent ${seconds}`),
    owesAnswer: () => owes,
  });
});

afterEach(() => {
  globalThis.setInterval = interval;
  globalThis.clearInterval = clear;
});

/** @param {number} seconds */
function pass(seconds) {
  for (let second = 0; second < seconds; second++) for (const run of ticking) run();
}

test('a worker that answers is asked now and then, and nothing is told', () => {
  for (let round = 0; round < 20; round++) {
    pass(1);
    watch.hear({ type: 'pong' });
  }
  assert.equal(pings, 4);
  assert.deepEqual(told, []);
  assert.equal(watch.isSilent(), false);
});

test('silence after a command is told after six seconds, then rarely, and so is its end', () => {
  watch.hear({ type: 'loaded' });
  watch.expect();
  pass(5);
  assert.deepEqual(told, []);
  assert.equal(watch.isSilent(), true);
  pass(26);
  assert.deepEqual(told, ['silent 6', 'silent 15', 'silent 30']);
  watch.hear({ type: 'pong' });
  assert.deepEqual(told.at(-1), 'silent 0');
  // The rest of the time nobody waits for anything.
  told.length = 0;
  pass(20);
  assert.deepEqual(told, []);
});

test('a worker that is silent for a minute is gone, and that is told once', () => {
  watch.hear({ type: 'loaded' });
  watch.expect();
  pass(59);
  assert.ok(!told.includes('gone'));
  pass(1);
  assert.equal(told.at(-1), 'gone');
  pass(200);
  assert.equal(told.filter((words) => words === 'gone').length, 1);
});

test('while its script is still being loaded, silence is the network’s', () => {
  watch.expect();
  pass(30);
  assert.deepEqual(told, []);
});

test('an answer that is owed makes its silence one that is told', () => {
  watch.hear({ type: 'loaded' });
  owes = true;
  pass(7);
  assert.deepEqual(told, ['silent 6']);
});

test('a command that came after the question is asked about again', () => {
  watch.hear({ type: 'loaded' });
  watch.expect();
  watch.expect();
  assert.equal(pings, 1);
  watch.hear({ type: 'pong' });
  assert.equal(pings, 2);
  pass(6);
  assert.deepEqual(told, ['silent 6']);
});

test('a worker that holds a lock is gone when the page gets it, and is asked nothing', async (context) => {
  /** @type {Map<string, () => void>} */
  const waiting = new Map();
  /** @type {AbortSignal[]} */
  const signals = [];
  const request = (
    /** @type {string} */ lock,
    /** @type {LockOptions} */ { signal },
    /** @type {() => void} */ got,
  ) => {
    if (lock === 'refused') return Promise.reject(new DOMException('', 'SecurityError'));
    waiting.set(lock, got);
    if (signal) signals.push(signal);
    return new Promise(() => {});
  };
  const before = Object.getOwnPropertyDescriptor(globalThis, 'navigator');
  Object.defineProperty(globalThis, 'navigator', { configurable: true, value: { locks: { request } } });
  context.after(() => {
    if (before) Object.defineProperty(globalThis, 'navigator', before);
    else Reflect.deleteProperty(globalThis, 'navigator');
  });

  watch.hear({ type: 'pong', lock: 'of something else' });
  watch.hear({ type: 'alive', lock: null });
  assert.equal(waiting.size, 0);
  watch.hear({ type: 'alive', lock: 'refused' });
  await Promise.resolve();
  await Promise.resolve();
  pass(5);
  assert.equal(pings, 1, 'without its lock it is asked');
  watch.hear({ type: 'pong' });

  watch.hear({ type: 'alive', lock: 'its own' });
  pass(300);
  assert.deepEqual([pings, told], [1, []]);
  waiting.get('its own')?.();
  assert.deepEqual(told, ['gone']);
  assert.equal(signals[0].aborted, true, 'and it waits no longer');
});

test('who is stopped says nothing any more', () => {
  watch.hear({ type: 'loaded' });
  watch.expect();
  pass(6);
  watch.stop();
  assert.deepEqual(told, ['silent 6', 'silent 0']);
  pass(100);
  assert.equal(told.length, 2);
});
