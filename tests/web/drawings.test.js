// What people write on the pad is read by the experiments as they are shipped. In Node, because worker_cpu computes the
// same bits there as in every browser and on every machine: a network natively trained would be another one on another
// processor, and could misread another digit.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { buildFolder } from './harness.js';
import { withExperiment } from './node-worker.js';

/** @typedef {[number, number]} Point In shares of the pad's sides. */
/** @typedef {(point: Point) => Point} Move */
/** @typedef {{ digit: number, way: string, strokes: Point[][] }} Written */

/** Fifteen digits as people write them, some in several ways. @type {Written[]} */
const WRITTEN = JSON.parse(await readFile(new URL('../fixtures/digits.json', import.meta.url), 'utf8'));

/** Clockwise around the middle of the pad. @param {number} degrees @returns {Move} */
function turned(degrees) {
  const angle = (degrees * Math.PI) / 180;
  const [sin, cos] = [Math.sin(angle), Math.cos(angle)];
  return ([x, y]) => [0.5 + (x - 0.5) * cos - (y - 0.5) * sin, 0.5 + (x - 0.5) * sin + (y - 0.5) * cos];
}

/**
 * Of the fifteen digits, each upright and turned by 15° either way, those that are read as something else.
 *
 * @param {import('./node-worker.js').Experiment} experiment
 * @param {Move} [move] To where on the pad they are written.
 */
async function misread({ predict }, move = (point) => point) {
  const wrong = [];
  for (const { digit, way, strokes } of WRITTEN) {
    for (const degrees of [-15, 0, 15]) {
      const turn = turned(degrees);
      const lines = strokes.map((line) => line.flatMap((point) => move(turn(point))));
      const { logits } = await predict({ type: 'drawing', strokes: lines });
      const read = logits.indexOf(Math.max(...logits));
      if (read !== digit) wrong.push(`${digit} ${way}, ${degrees}°: ${read}`);
    }
  }
  return wrong;
}

/** Tells how many are read, and which are not. @param {import('node:test').TestContext} context @param {string} where @param {string[]} wrong */
const tell = (context, where, wrong) =>
  context.diagnostic(`${where}: ${45 - wrong.length} of 45${wrong.length > 0 ? `; not ${wrong.join(', ')}` : ''}`);

test('at least 42 of 45 drawings are read by the network of small digits', async (context) => {
  await withExperiment(buildFolder(), 'digits-8x8', async (experiment) => {
    for (const steps of [1000, 2000]) {
      await experiment.step(1000);
      const wrong = await misread(experiment);
      tell(context, `after ${steps} steps`, wrong);
      assert.ok(wrong.length <= 3, `after ${steps} steps: ${wrong}`);
    }
  });
});

test('at least 44 of 45 drawings are read by LeNet at every size from 40 of 280 pixels on, wherever they are', async (context) => {
  await withExperiment(buildFolder(), 'lenet-fast', async (experiment) => {
    await experiment.step(800);
    for (const pixels of [40, 60, 100, 180, 280]) {
      const side = pixels / 280;
      for (const [left, top] of [
        [0, 0],
        [1 - side, 0],
        [(1 - side) / 2, 1 - side],
      ]) {
        const wrong = await misread(experiment, ([x, y]) => [left + side * x, top + side * y]);
        tell(context, `${pixels} pixels`, wrong);
        assert.ok(wrong.length <= 1, `${pixels} pixels at ${left}, ${top}: ${wrong}`);
      }
    }
  });
});
