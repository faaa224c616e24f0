// A worker that ends, whatever the reason, is replaced by one that goes on from the last Checkpoint.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chromium, serve, shared } from './harness.js';
import {
  addressOf,
  inPage,
  makeLab,
  numberAt,
  SHOWN,
  until,
  untilNumber,
  untilSaid,
  untilTold,
  withLab,
} from './page.js';

const server = await shared(serve());

/** Ways for a worker to end. */
const ENDS = {
  /** As a browser that wants its memory back does it: without a word. */
  killed: () => self.close(),
  /** Rust's allocator got no memory. */
  failed: () => {
    setTimeout(() => {
      throw new WebAssembly.RuntimeError('unreachable');
    });
  },
  /** The graphics card is unplugged, its driver is replaced, another page made it hang. */
  lost: () => /** @type {any} */ (self).testDevice.destroy(),
};

/**
 * Ends the newest worker of a page.
 *
 * @param {import('playwright-core').Page} page
 * @param {() => void} end
 */
async function endWorker(page, end) {
  const worker = page.workers().at(-1);
  assert.ok(worker, 'a worker lives');
  // It may be gone before it can answer.
  const gone = new Promise((resolve) => worker.once('close', resolve));
  await Promise.race([worker.evaluate(end).catch(() => {}), gone]);
}

/** Reports of the Lab: steps in order. @param {import('./page.js').Page} page @returns {Promise<number[]>} */
const steps = (page) =>
  withLab(page, () =>
    /** @type {any} */ (window).told
      .filter((/** @type {any} */ { type }) => type === 'report')
      .map((/** @type {any} */ { detail }) => detail.step),
  );

for (const kind of /** @type {const} */ (['killed', 'failed'])) {
  test(`a worker ${kind} in mid-training: goes on from the last Checkpoint, with what was changed since`, async () => {
    const browser = await chromium();
    try {
      const page = await browser.newPage();
      await page.goto(`${server.url}bench.html`);
      await makeLab(page, { device: 'cpu' });
      await withLab(page, (lab) => lab.open({ link: 'data=spirals&batch=32&seed=3' }));
      await withLab(page, (lab) => lab.send({ type: 'train', steps: null }));
      const saved = await untilTold(page, 'saved', 2);
      await withLab(page, (lab) => lab.send({ type: 'tune', key: 'batch', value: 48 }));
      await endWorker(page, ENDS[kind]);
      const recovered = await untilTold(page, 'recovered');
      assert.ok(recovered.step >= saved.step, `went on from step ${recovered.step}, saved was ${saved.step}`);
      assert.match(recovered.text.en, /goes on/);
      assert.match(recovered.text.zh, /继续/);
      // What it probably was, with the remedy, and the raw words for whoever can use them.
      if (kind === 'failed') {
        assert.match(recovered.text.en, /memory did not suffice \(RuntimeError: unreachable\)\. A smaller network/);
        assert.match(recovered.text.zh, /内存不足/);
      }

      await withLab(page, () => {
        /** @type {any} */ (window).told.length = 0;
      });
      await untilTold(page, 'report', 5);
      const after = await steps(page);
      assert.ok(after[0] >= recovered.step);
      // A score of the whole test set is reported between two steps.
      assert.ok(
        after.every((step, index) => index === 0 || step >= after[index - 1]),
        `trains on: ${after}`,
      );
      assert.ok((after.at(-1) ?? 0) > after[0]);
      // What was tuned after the Checkpoint is in the next one.
      const recipe = await withLab(page, async (lab) => {
        const { checkpoint } = await lab.request({ type: 'export' });
        const header = new TextDecoder().decode(
          checkpoint.subarray(8, 8 + new DataView(checkpoint.buffer).getUint32(0, true)),
        );
        return JSON.parse(JSON.parse(header).__metadata__.downhill).recipe;
      });
      assert.equal(recipe.batch, 48);
      assert.equal(await withLab(page, (lab) => lab.running), true);
    } finally {
      await browser.close();
    }
  });
}

test('a worker that ends three times without progress is left alone, however far apart, and with progress goes on', async () => {
  const browser = await chromium();
  try {
    const page = await browser.newPage();
    await page.clock.install();
    await page.goto(`${server.url}bench.html`);
    await makeLab(page, { device: 'cpu' });
    await withLab(page, (lab) => lab.open({ link: 'data=xor' }));
    await withLab(page, (lab) => lab.send({ type: 'train', steps: null }));
    for (let time = 1; time <= 3; time++) {
      const saved = await page.evaluate(
        () => /** @type {any} */ (window).told.filter((/** @type {any} */ { type }) => type === 'saved').length,
      );
      await untilTold(page, 'saved', saved + 1);
      await endWorker(page, ENDS.killed);
      await untilTold(page, 'recovered', time);
    }

    await withLab(page, (lab) => lab.open({ link: 'data=xor' }));
    for (let time = 1; time <= 3; time++) {
      await endWorker(page, ENDS.killed);
      if (time < 3) await untilTold(page, 'recovered', 3 + time);
      await page.clock.fastForward('10:00');
    }
    const failed = await untilTold(page, 'failed');
    assert.equal(failed.fatal, true);
    assert.equal(failed.errors[0].code, 'worker_given_up');
    assert.equal(await withLab(page, (lab) => lab.running), false);
    const opened = await withLab(page, (lab) => lab.open({ link: 'data=circles' }));
    assert.equal(opened.recipe.data.id, 'circles');
  } finally {
    await browser.close();
  }
});

test('the page says that a worker was replaced, and its numbers go on', async () => {
  const browser = await chromium();
  try {
    const page = await browser.newPage();
    await page.goto(`${server.url}?lang=en`);
    await untilNumber(page, SHOWN.step, '>=', 100);
    /** Counts an Event of the page's own Lab from now on. */
    const count = async (/** @type {string} */ type) =>
      inPage(
        page,
        async ([begin, type]) => {
          const { lab } = await import(begin);
          const heard = /** @type {any} */ (window);
          heard[type] = 0;
          lab.addEventListener(type, () => heard[type]++);
        },
        [await addressOf(page, 'js/begin.js'), type],
      );
    const untilHeard = (/** @type {string} */ type) =>
      until(page, `the event ${type}`, (type) => /** @type {any} */ (window)[type] > 0, type);
    await count('saved');
    await untilHeard('saved');
    await endWorker(page, ENDS.killed);
    await untilSaid(page, '.notice', /goes on/);
    // Whatever the worker before has told is on the screen by now; from here on only the new one tells.
    await count('shown');
    const before = await numberAt(page, SHOWN.step);
    await untilNumber(page, SHOWN.step, '>=', before + 1);
    await untilHeard('shown');
  } finally {
    await browser.close();
  }
});

test('a graphics card that is lost is tried once more, and after the second time the processor goes on', async () => {
  const browser = await chromium({ webgpu: true });
  try {
    const page = await browser.newPage();
    // The wasm keeps its device to itself; the test gets hold of it where it is made.
    await page.route(/js\/worker\.js/, async (route) => {
      const response = await route.fetch();
      const own = `const request = self.GPUAdapter?.prototype.requestDevice;
        if (request) GPUAdapter.prototype.requestDevice = async function (...args) {
          return (self.testDevice = await request.apply(this, args));
        };`;
      await route.fulfill({ response, body: `${own}\n${await response.text()}` });
    });
    await page.goto(`${server.url}bench.html`);
    await makeLab(page, { device: 'gpu' });
    await withLab(page, (lab) => lab.open({ link: 'data=xor&network.layers=dense(4),tanh&batch=8' }));
    assert.equal(await withLab(page, (lab) => lab.device), 'gpu');
    await withLab(page, (lab) => lab.send({ type: 'train', steps: null }));
    for (const [time, device, reason] of /** @type {const} */ ([
      [1, 'gpu', /lost once/],
      [2, 'cpu', /lost twice/],
    ])) {
      const { step } = await untilTold(page, 'saved', time);
      await endWorker(page, ENDS.lost);
      const recovered = await untilTold(page, 'recovered', time);
      assert.ok(recovered.step >= step);
      const said = await until(
        page,
        'the reason',
        (reason) => {
          const { detail } = /** @type {any} */ (window).told.findLast(
            (/** @type {any} */ { type }) => type === 'device',
          );
          return new RegExp(reason).test(detail.reason.en) && detail;
        },
        reason.source,
      );
      assert.equal(said.device, device);
      const reports = (await steps(page)).length;
      await untilTold(page, 'report', reports + 2);
    }
  } finally {
    await browser.close();
  }
});
