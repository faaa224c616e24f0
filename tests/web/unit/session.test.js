// What a session is told, on whichever worker it stands: commands wait until it does, and follow it to another worker.

import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { LastCheckpoint } from '../../../www/js/lab/checkpoint.js';
import { Failed, WorkerLost } from '../../../www/js/lab/failed.js';
import { says } from '../../../www/js/lab/says.js';
import { LabSession } from '../../../www/js/lab/session.js';

/** @typedef {import('../../../www/js/lab/connection.js').Opened} Opened */
/** @typedef {import('../../../www/js/lab/workers.js').Workers} Workers */

/** A worker that notes what it is told; its questions are answered by hand. */
class Told {
  /** @type {any[]} */
  posted = [];
  /** @type {{ command: any, resolve: (event: any) => void, reject: (error: Failed) => void }[]} */
  asked = [];
  id = 0;

  /** @param {any} command */
  post(command) {
    this.posted.push(command);
  }

  /** @param {any} command */
  request(command) {
    return new Promise((resolve, reject) => this.asked.push({ command, resolve, reject }));
  }

  nextId() {
    this.id += 1;
    return this.id;
  }

  get types() {
    return this.posted.map(({ type }) => type);
  }
}

/** @param {number} step */
const opened = (step) => /** @type {Opened} */ (/** @type {unknown} */ ({ step }));

/** @type {{ current: Told | null, leaving: Told | null, givenUp: Failed | null }} */
let workers;
/** @type {LastCheckpoint} */
let checkpoint;
/** @type {LabSession} */
let session;
/** @type {Told} */
let first;

beforeEach(() => {
  first = new Told();
  workers = { current: first, leaving: null, givenUp: null };
  checkpoint = new LastCheckpoint();
  session = new LabSession(/** @type {Workers} */ (/** @type {unknown} */ (workers)), checkpoint);
});

test('commands wait until the session stands, and keep their order', () => {
  session.send({ type: 'pause' });
  session.send({ type: 'train', steps: null });
  assert.deepEqual(first.types, []);
  assert.equal(session.stands, false);
  assert.equal(session.running, true);
  session.begin(opened(0));
  assert.deepEqual(first.types, ['pause', 'train']);
  assert.ok(first.posted.every((command) => command.session === 1));
  session.send({ type: 'predict', input: null });
  assert.equal(first.posted[2].id, 1);
});

test('another worker is told what the Checkpoint does not know, and then what waited', () => {
  session.begin(opened(0));
  session.send({ type: 'watch', views: [] });
  session.send({ type: 'train', steps: null });
  session.hold();
  session.send({ type: 'tune', key: 'batch', value: 8 });
  const second = new Told();
  workers.current = second;
  session.goOn(opened(7));
  assert.deepEqual(second.types, ['watch', 'train', 'tune']);
  assert.equal(session.step, 7);
  assert.equal(session.standing, /** @type {unknown} */ (second));
});

test('a question that a worker took with it is asked of the one that takes over', async () => {
  session.begin(opened(0));
  const answer = session.request({ type: 'step', count: 1 });
  session.hold();
  first.asked[0].reject(new WorkerLost([says.gone()]));
  await Promise.resolve();
  const second = new Told();
  workers.current = second;
  session.goOn(opened(0));
  assert.equal(second.asked[0].command.type, 'step');
  second.asked[0].resolve({ type: 'report', step: 1 });
  assert.equal((await answer).step, 1);
});

test('a question that a person stopped, or that was refused, is not asked again', async () => {
  session.begin(opened(0));
  for (const end of [new WorkerLost([says.interrupted()]), new Failed([says.replaced()])]) {
    const answer = session.request({ type: 'step', count: 1 });
    first.asked.at(-1)?.reject(end);
    await assert.rejects(answer, end);
  }
});

test('a rewind that no Checkpoint knows is told to another worker before anything else', async () => {
  session.begin(opened(5));
  session.send({ type: 'rewind' });
  assert.equal(session.step, 0);
  assert.equal(first.asked[0].command.type, 'export');
  session.hold();
  const second = new Told();
  workers.current = second;
  session.goOn(opened(5));
  assert.deepEqual(second.types, ['rewind']);
  // The answer of the worker that was left is of no use.
  first.asked[0].resolve({ checkpoint: new Uint8Array([1]) });
  await Promise.resolve();
  assert.equal(checkpoint.rewinding, true);
  second.asked[0].resolve({ checkpoint: new Uint8Array([2]) });
  await Promise.resolve();
  assert.deepEqual(checkpoint.newest, new Uint8Array([2]));
});

test('what waits is refused when a person stops the worker, and forgotten', async () => {
  session.begin(opened(0));
  session.send({ type: 'train', steps: null });
  session.hold();
  const answer = session.request({ type: 'step', count: 1 });
  session.interrupt(new Failed([says.interrupted()]));
  await assert.rejects(answer, /was stopped because it did not answer/);
  assert.equal(session.running, false);
  const second = new Told();
  workers.current = second;
  session.goOn(opened(0));
  assert.deepEqual(second.types, []);
});

test('where there is no worker any more everything is refused, for its reason', async () => {
  session.begin(opened(0));
  const end = new Failed([says.disposed()]);
  workers.givenUp = end;
  workers.current = null;
  session.stop(end);
  await assert.rejects(session.request({ type: 'step', count: 1 }), end);
  assert.equal(session.running, false);
});

test('whatever replaces the session makes what was under way out of date', () => {
  workers.leaving = first;
  const turn = session.hold();
  assert.equal(workers.leaving, null);
  assert.equal(session.hold(), turn + 1);
});
