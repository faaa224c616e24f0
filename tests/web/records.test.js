// The first losses of every recorded training, bit for bit as the built worker_cpu computes them: in Node, whose engine
// is Chromium's, and in Firefox. What differs here differs for everybody; and what is said of a long plateau can be
// tested to the step.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildFolder, firefox, serve } from './harness.js';
import { firstLosses } from './node-worker.js';
import { makeLab, withLab } from './page.js';
import { read, recorded } from './records.js';

const EXPERIMENTS = await recorded();

/**
 * @param {string} experiment
 * @param {number[]} losses
 * @param {number[]} kept
 */
function same(experiment, losses, kept) {
  assert.equal(losses.length, kept.length, experiment);
  losses.forEach((loss, step) => {
    assert.ok(
      Object.is(loss, kept[step]),
      `${experiment}: the loss of step ${step} is ${loss}, recorded is ${kept[step]}. ` +
        'Where the arithmetic was meant to change: cargo xtask train --losses',
    );
  });
}

/** @param {string} experiment */
async function record(experiment) {
  const { recipe, first_steps } = await read(experiment);
  assert.ok(first_steps && first_steps.losses.length >= 60, `cargo xtask train ${experiment}`);
  return { recipe, kept: first_steps.losses };
}

for (const experiment of EXPERIMENTS) {
  test(`${experiment}: the recorded losses, bit for bit`, async () => {
    const { recipe, kept } = await record(experiment);
    const computed = await firstLosses(buildFolder(), experiment, kept.length);
    assert.deepEqual(computed.recipe, recipe, `${experiment} was changed: cargo xtask train ${experiment}`);
    same(experiment, computed.losses, kept);
  });
}

test('lenet hardly learns for a thousand steps, and then does, as is said of it', async (context) => {
  const { losses } = await firstLosses(buildFolder(), 'lenet', 1_500);
  const means = [0, 900, 1_400].map((from) => losses.slice(from, from + 100).reduce((sum, loss) => sum + loss) / 100);
  context.diagnostic(`mean losses of 100 steps, from 0, 900 and 1,400 on: ${means}`);
  // A guess among ten has ln 10.
  assert.ok(means[1] > 0.98 * Math.log(10) && means[2] < 0.4 * Math.log(10), `${means}`);
});

test('Firefox, another engine, computes the same bits', async () => {
  const server = await serve();
  const browser = await firefox();
  try {
    const page = await browser.newPage();
    await page.goto(`${server.url}bench.html`);
    await makeLab(page, { device: 'cpu' });
    for (const experiment of ['lenet-fast', 'transformer-names']) {
      const { kept } = await record(experiment);
      await withLab(page, (lab, link) => lab.open({ link }), `experiment=${experiment}`);
      const losses = await withLab(
        page,
        async (lab, count) => Array.from((await lab.request({ type: 'step', count })).losses),
        kept.length,
      );
      same(experiment, losses, kept);
    }
  } finally {
    await browser.close();
    await server.close();
  }
});
