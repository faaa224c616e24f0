// Every experiment of the catalog opens and learns in the browser, and one of each kind of network on WebGPU too.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chromium, serve, shared } from './harness.js';
import { makeLab, untilTold, withLab } from './page.js';

const server = await shared(serve());

/** Multiplications and additions that an experiment may take here: some seconds. */
const WORK = 3e10;

/** Least and most steps. */
const STEPS = [60, 3000];

/** What is to go wrong: its loss grows. */
const DIVERGES = 'line-fit-diverges';

/** @param {number[]} values */
const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

test('every experiment opens and learns without WebGPU', async (context) => {
  const browser = await chromium();
  try {
    const page = await browser.newPage();
    await page.goto(`${server.url}bench.html`);
    await makeLab(page, { device: 'cpu' });
    const { catalog } = await untilTold(page, 'ready');
    assert.ok(catalog.experiments.length > 30);
    for (const { id } of catalog.experiments) {
      const opened = await withLab(page, (lab, link) => lab.open({ link }), `experiment=${id}`);
      assert.deepEqual(opened.problems, [], id);
      const { epochs, steps } = opened.recipe;
      const ends = Math.min(
        steps || Number.POSITIVE_INFINITY,
        epochs * Math.ceil(opened.train_samples / Math.min(opened.recipe.batch, opened.train_samples)) ||
          Number.POSITIVE_INFINITY,
      );
      const wanted = Math.min(STEPS[1], Math.max(STEPS[0], Math.round(WORK / opened.operations)));
      const count = Math.min(wanted, ends);
      const answer = await withLab(page, (lab, count) => lab.request({ type: 'step', count }), count);
      const losses = Array.from(/** @type {number[]} */ (answer.losses));
      // Early stopping, or a shard that is still on its way, may end it before.
      assert.ok(losses.length >= Math.min(count, STEPS[0]), `${id}: ${losses.length} of ${count}`);
      const part = Math.ceil(losses.length / 5);
      const [first, last] = [mean(losses.slice(0, part)), mean(losses.slice(-part))];
      context.diagnostic(`${id}: ${losses.length} steps, ${first.toPrecision(4)} → ${last.toPrecision(4)}`);
      if (id === DIVERGES) assert.ok(!(last < first), `${id}: ${first} → ${last}`);
      else assert.ok(last < first, `${id}: ${first} → ${last}`);
    }
  } finally {
    await browser.close();
  }
});

/** Small, because a software adapter computes them: one of each kind of network, and what training can add to it. */
const NETWORKS = {
  'batch norm, average pooling and a skip connection':
    'data=digits-8x8&network.layers=conv(4,3,1),batch_norm,relu,conv(4,3,1),relu,residual(2),average_pool(2),flatten&batch=16',
  'layer norm, dropout and every penalty':
    'data=digits-8x8&network.layers=flatten,dense(16),layer_norm,gelu,dropout(0.3)&batch=16&l1=0.001&l2=0.01&clip=0.5&optimizer=momentum&schedule=cosine&schedule.warmup=5',
  'an autoencoder': 'data=digits-8x8&data.reconstruct=1&network.layers=dense(8),tanh&network.output=sigmoid&batch=16',
  'a neuron': 'data=blobs&network.layers=&network.output=sigmoid&loss=mse&optimizer=sgd&batch=16',
  'a regression': 'data=regression-10&data.samples=200&network.layers=dense(8),relu&loss=huber&batch=16',
  'an RNN': 'data=reverse&data.length=4&network.layers=rnn(8,1)&batch=16',
  'an LSTM': 'data=reverse&data.length=4&network.layers=lstm(8,1)&batch=16',
  'a GRU': 'data=reverse&data.length=4&network.layers=gru(8,1)&batch=16',
  'self-attention': 'data=reverse&data.length=4&network.layers=embedding(8),attention(8)&batch=16',
  'a transformer that classifies': 'data=digits-8x8&network.layers=embedding(8),block(2,16),mean&batch=16',
  'a transformer that writes': 'data=names&network.layers=embedding(8),block(2,16,1)&batch=8&optimizer=adamw',
  'matrix factorisation': 'data=ratings&data.users=20&data.items=10&network=matrix-factorization&batch=16',
};

/** Steps that both Devices take. */
const COMPARED = 20;

test('on WebGPU every kind of network learns as on the processor', async (context) => {
  const browser = await chromium({ webgpu: true });
  try {
    const page = await browser.newPage();
    await page.goto(`${server.url}bench.html`);
    /** @type {Record<string, number[]>} */
    const processor = {};
    for (const device of /** @type {const} */ (['cpu', 'gpu'])) {
      await makeLab(page, { device, count: true });
      const ready = await untilTold(page, 'ready');
      assert.equal(ready.device, device);
      let reports = 0;
      for (const [name, link] of Object.entries(NETWORKS)) {
        const opened = await withLab(page, (lab, link) => lab.open({ link }), link);
        assert.deepEqual(opened.problems, [], name);
        const answer = await withLab(page, (lab, count) => lab.request({ type: 'step', count }), COMPARED);
        const losses = Array.from(/** @type {number[]} */ (answer.losses));
        reports += 1;
        const report = await untilTold(page, 'report', reports);
        assert.equal(losses.length, COMPARED, name);
        if (device === 'cpu') {
          processor[name] = losses;
          continue;
        }
        assert.ok(report.dispatches > 0, `${name}: the GPU did the work`);
        context.diagnostic(`${name}: ${losses[0].toPrecision(4)} → ${losses[COMPARED - 1].toPrecision(4)}`);
        losses.forEach((loss, step) => {
          const other = processor[name][step];
          const apart = Math.abs(loss - other) / Math.abs(other);
          assert.ok(apart < 1e-3, `${name}, step ${step}: ${loss} on the GPU, ${other} on the processor`);
        });
      }
    }
  } finally {
    await browser.close();
  }
});
