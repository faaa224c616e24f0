// The measuring page against plain loops: the same weights, batches and losses, for every kind of layer it takes.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chromium, serve, shared } from './harness.js';
import { textAt, until } from './page.js';
import { forward, lossOf, trainDense } from './reference.js';
import { task } from './tasks.js';

/** @typedef {import('./tasks.js').Task} Task */

const server = await shared(serve());
const browser = await shared(chromium());
const page = await browser.newPage();
await page.goto(`${server.url}bench.html?lang=en`);

/** Numbers cross to the browser as plain arrays. @param {Task} task */
const plain = (task) => ({
  ...task,
  x: Array.from(task.x),
  y: Array.from(task.y),
  p: Object.fromEntries(Object.entries(task.p).map(([name, values]) => [name, Array.from(values)])),
});

/**
 * Sets a task up in the page and does something with the model.
 *
 * @template R, [T=undefined]
 * @param {Task} task
 * @param {(model: any, argument: T) => R} work
 * @param {T} [argument]
 * @returns {Promise<Awaited<R>>}
 */
function withModel(task, work, argument) {
  return page.evaluate(`(async (plain) => {
    const floats = (values) => Float32Array.from(values);
    const p = Object.fromEntries(Object.entries(plain.p).map(([name, values]) => [name, floats(values)]));
    const model = await window.__bench.setup({ ...plain, p, x: floats(plain.x), y: floats(plain.y) });
    try { return await (${work})(model, ${JSON.stringify(argument)}); } finally { model.close(); }
  })(${JSON.stringify(plain(task))})`);
}

/** @param {number[]} found @param {number[]} wanted @param {number} tolerance @param {string} what */
function close(found, wanted, tolerance, what) {
  assert.equal(found.length, wanted.length, what);
  found.forEach((value, index) => {
    const apart = Math.abs(value - wanted[index]) / Math.max(1, Math.abs(wanted[index]));
    assert.ok(apart <= tolerance, `${what} [${index}]: ${value}, by plain loops ${wanted[index]}`);
  });
}

/** @param {Task} task @param {number} sample */
const input = ({ x, dimIn }, sample) => Array.from(x.subarray(sample * dimIn, (sample + 1) * dimIn));

const relu = { t: 'relu' };
const tanh = { t: 'tanh' };
const pool = { t: 'pool' };
const dense = (/** @type {number} */ o) => ({ t: 'dense', o });

const MLP = task({ id: 'mlp', dimIn: 12, classes: 4, batch: 6, layers: [dense(7), relu, dense(4)], lr: 0.3 });

const TASKS = [
  MLP,
  task({ id: 'values', dimIn: 2, classes: 0, batch: 5, layers: [dense(8), tanh, dense(8), tanh, dense(1)] }),
  task({ id: 'squashed', dimIn: 2, classes: 0, batch: 5, layers: [dense(8), tanh, dense(1), tanh] }),
  task({
    id: 'cnn',
    dimIn: 100,
    classes: 3,
    batch: 4,
    layers: [
      { t: 'conv', o: 3, k: 3, pad: 1 },
      relu,
      pool,
      { t: 'conv', o: 4, k: 2, pad: 0 },
      tanh,
      pool,
      dense(5),
      relu,
      dense(3),
    ],
  }),
  task({ id: 'rnn', dimIn: 784, classes: 5, batch: 3, layers: [{ t: 'rnn', o: 6 }, dense(5)] }),
  task({
    id: 'encoder',
    dimIn: 784,
    classes: 5,
    batch: 2,
    layers: [{ t: 'encoder', d: 8, heads: 2, ff: 12 }, dense(5)],
  }),
];

for (const one of TASKS) {
  test(`${one.id}: outputs and the first loss are those of plain loops`, async () => {
    const found = await withModel(
      one,
      async (model, input) => {
        const output = await model.infer(Float32Array.from(input));
        await model.step(0);
        return { output, loss: await model.loss() };
      },
      input(one, 0),
    );
    const { layers, p, y, classes, batch } = one;
    close(found.output, forward(layers, p, input(one, 0)), 1e-4, 'output');
    const losses = Array.from({ length: batch }, (_, sample) =>
      lossOf(forward(layers, p, input(one, sample)), y[sample], classes),
    );
    close([found.loss], [losses.reduce((sum, loss) => sum + loss, 0) / batch], 1e-4, 'loss');
  });
}

for (const one of [
  ...TASKS.slice(0, 2),
  { ...MLP, id: 'mlp with momentum', opt: /** @type {const} */ ('momentum'), lr: 0.05, momentum: 0.9 },
  { ...MLP, id: 'mlp with Adam', opt: /** @type {const} */ ('adam'), lr: 0.01 },
]) {
  test(`${one.id}: the optimiser takes the same steps, batch after batch`, async () => {
    const found = await withModel(one, async (model) => {
      const losses = [];
      for (let step = 0; step < 20; step++) {
        await model.step(step);
        losses.push(await model.loss());
      }
      return losses;
    });
    close(found, trainDense(one, 20), 1e-4, 'loss');
  });
}

test('many steps at once are the same steps, also those that nobody waited for', async () => {
  const found = await withModel(MLP, async (model) => {
    model.step(0);
    model.step(1);
    const second = await model.loss();
    return [second, await model.run(2, 8)];
  });
  const wanted = trainDense(MLP, 10);
  close(found, [wanted[1], wanted[9]], 1e-4, 'loss');
});

test('who asks for another batch gets it', async () => {
  const found = await withModel(MLP, async (model) => {
    const losses = [];
    for (const step of [0, 2, 2, 1]) {
      await model.step(step);
      losses.push(await model.loss());
    }
    return losses;
  });
  const { x, y, batch, dimIn } = MLP;
  const inOrder = (/** @type {ArrayLike<number>} */ values, /** @type {number} */ width) =>
    Float32Array.from(
      [0, 2, 2, 1].flatMap((at) => Array.from(values).slice(at * batch * width, (at + 1) * batch * width)),
    );
  close(found, trainDense({ ...MLP, x: inOrder(x, dimIn), y: inOrder(y, 1), nBatches: 4 }, 4), 1e-4, 'loss');
});

test('two models do not disturb each other, and infer changes nothing', async () => {
  const found = await page.evaluate(`(async (plain) => {
    const floats = (values) => Float32Array.from(values);
    const p = Object.fromEntries(Object.entries(plain.p).map(([name, values]) => [name, floats(values)]));
    const task = { ...plain, p, x: floats(plain.x), y: floats(plain.y) };
    const models = [await window.__bench.setup(task), await window.__bench.setup(task)];
    const losses = [[], []];
    for (let step = 0; step < 5; step++) {
      for (const [index, model] of models.entries()) {
        await model.step(step);
        if (index === 1) await model.infer(task.x.subarray(0, task.dimIn));
        losses[index].push(await model.loss());
      }
    }
    for (const model of models) model.close();
    return losses;
  })(${JSON.stringify(plain(MLP))})`);
  const wanted = trainDense(MLP, 5);
  for (const losses of /** @type {number[][]} */ (found)) close(losses, wanted, 1e-4, 'loss');
});

test('what the product lacks is said', async () => {
  const capsule = { ...MLP, layers: [{ t: 'capsule', o: 3 }, dense(4)] };
  await assert.rejects(
    withModel(capsule, () => {}),
    /unsupported: capsule/,
  );
  const noOutput = { ...MLP, layers: [dense(7), relu] };
  await assert.rejects(
    withModel(noOutput, () => {}),
    /unsupported: /,
  );
});

test('people can measure too', async () => {
  await page.click('button');
  await until(page, 'the results', () => document.querySelector('[role=status]')?.textContent === 'Done.');
  const rows = await page.evaluate(() =>
    [...document.querySelectorAll('tbody tr')].map((row) =>
      [...row.querySelectorAll('td')].map((cell) => Number(cell.textContent)),
    ),
  );
  assert.equal(rows.length, 3);
  // How far each gets depends on how many steps the machine takes in the time.
  for (const [ms, first, last] of rows) assert.ok(ms > 0 && first > 0 && last > 0, `${ms} ms, ${first} to ${last}`);
  assert.ok(rows[0][2] < rows[0][1], `the MLP learns: ${rows[0]}`);
  assert.match(await textAt(page, 'main'), /processor/);
});
