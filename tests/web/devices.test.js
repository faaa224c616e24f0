// The graphics card does what the processor does, and the Device is chosen for a reason that is said.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chromium, firefox, serve, shared } from './harness.js';
import { makeLab, SHOWN, textAt, until, untilTold, withLab } from './page.js';

const server = await shared(serve());

/** Large enough that the graphics card would be worth a try, and quickly opened. */
const LARGE = 'data=digits-8x8&network.layers=dense(512),relu&batch=256';

const NETWORKS = {
  'a tiny MLP': 'data=digits-8x8&network.layers=flatten,dense(16),relu&optimizer=sgd&optimizer.rate=0.5&batch=32',
  'a tiny CNN':
    'data=digits-8x8&network.layers=conv(4,3,1),relu,pool(2),flatten,dense(16),relu&optimizer=adam&optimizer.rate=0.03&batch=16',
};

const STEPS = 12;

/** Losses of the first steps of a link, with what was said about the Device. */
async function learn(
  /** @type {import('./page.js').Page} */ page,
  /** @type {'cpu' | 'gpu'} */ device,
  /** @type {string} */ link,
) {
  await makeLab(page, { device, count: true });
  await withLab(page, (lab, link) => lab.open({ link }), link);
  const { losses } = await withLab(page, (lab, count) => lab.request({ type: 'step', count }), STEPS - 1);
  // A single step is reported too, with the dispatches.
  const last = await withLab(page, (lab) => lab.request({ type: 'step', count: 1 }));
  const [ready, report] = [await untilTold(page, 'ready'), await untilTold(page, 'report', 2)];
  return {
    device: ready.device,
    adapter: ready.adapter,
    dispatches: report.dispatches,
    losses: [...losses, ...last.losses],
  };
}

test('on WebGPU, a tiny MLP and a tiny CNN learn as on the processor', async (context) => {
  const browser = await chromium({ webgpu: true });
  try {
    const page = await browser.newPage();
    await page.goto(`${server.url}bench.html`);
    for (const [name, link] of Object.entries(NETWORKS)) {
      const processor = await learn(page, 'cpu', link);
      const graphics = await learn(page, 'gpu', link);
      assert.equal(processor.device, 'cpu');
      assert.equal(graphics.device, 'gpu');
      assert.equal(graphics.adapter.software, true);
      assert.ok(graphics.dispatches > 0, `${name}: the GPU did the work`);
      context.diagnostic(`${name}: ${graphics.dispatches} dispatches a step`);
      assert.equal(graphics.losses.length, STEPS);
      graphics.losses.forEach((loss, step) => {
        const other = processor.losses[step];
        const apart = Math.abs(loss - other) / Math.abs(other);
        assert.ok(apart < 1e-3, `${name}, step ${step}: ${loss} on the GPU, ${other} on the processor`);
      });
      const last = graphics.losses.slice(-2);
      assert.ok(Math.max(...last) < graphics.losses[0], `${name} learns: ${graphics.losses}`);
    }
  } finally {
    await browser.close();
  }
});

for (const [where, launch, link, reason] of /** @type {const} */ ([
  ['a software adapter', () => chromium({ webgpu: true }), LARGE, /emulated by software/],
  ['no adapter', () => chromium(), LARGE, /finds no graphics card/],
  [
    'no WebGPU',
    () => chromium({ args: ['--disable-features=WebGPU', '--disable-blink-features=WebGPU'] }),
    LARGE,
    /WebGPU/,
  ],
  ['Firefox', () => firefox(), LARGE, /WebGPU|graphics/],
  ['a small network', () => chromium({ webgpu: true }), 'data=xor', /this small/],
])) {
  test(`${where}: the processor, with the reason in a sentence`, async () => {
    const browser = await launch();
    try {
      const page = /** @type {import('./page.js').Page} */ (await browser.newPage());
      await page.goto(`${server.url}bench.html`);
      await makeLab(page, { device: 'auto' });
      await withLab(page, (lab, link) => lab.open({ link }), link);
      const said = await untilTold(page, 'device');
      assert.equal(said.device, 'cpu');
      assert.match(said.reason.en, reason);
      assert.match(said.reason.zh, /CPU/);
      await withLab(page, (lab) => lab.request({ type: 'step', count: 2 }));
    } finally {
      await browser.close();
    }
  });
}

// Which of the two is faster on this machine is nobody's promise, so the processor's own measure is replaced.
for (const [name, stepsPerSecond, device, reason] of /** @type {const} */ ([
  ['a graphics card that is faster takes over', 0.01, 'gpu', /on the graphics card/],
  ['a graphics card that is slower does not', 1e4, 'cpu', /on the processor/],
])) {
  test(name, async () => {
    const browser = await chromium({ webgpu: true });
    try {
      const page = await browser.newPage();
      // The page believes in a real card.
      await page.addInitScript(() => {
        Object.defineProperty(GPUAdapterInfo.prototype, 'isFallbackAdapter', { get: () => false });
        for (const name of ['vendor', 'architecture', 'device', 'description']) {
          Object.defineProperty(GPUAdapterInfo.prototype, name, { get: () => 'test' });
        }
      });
      await page.route(/js\/worker\.js/, async (route) => {
        const response = await route.fetch();
        const measure = `const post = self.postMessage;
          self.postMessage = (event, ...rest) => {
            if (event.steps_per_second > 0) event.steps_per_second = ${stepsPerSecond};
            post.call(self, event, ...rest);
          };`;
        await route.fulfill({ response, body: `${measure}\n${await response.text()}` });
      });
      await page.goto(`${server.url}bench.html`);
      await makeLab(page);
      await withLab(page, (lab, link) => lab.open({ link }), LARGE);
      assert.match((await untilTold(page, 'device')).reason.en, /for now/);
      await withLab(page, (lab) => lab.send({ type: 'train', steps: null }));
      const said = await untilTold(page, 'device', 2);
      assert.equal(said.device, device);
      assert.equal(await withLab(page, (lab) => lab.device), device);
      assert.match(said.reason.en, /measured to be \d+(\.\d+)? times as fast/);
      assert.match(said.reason.en, reason);
      const { step } = await untilTold(page, 'report');
      await until(
        page,
        'further steps',
        (step) =>
          /** @type {any} */ (window).told.some(
            (/** @type {any} */ { type, detail }) => type === 'report' && detail.step > step,
          ),
        step,
      );
    } finally {
      await browser.close();
    }
  });
}

test('?device=gpu runs on a software adapter, and the page says so', async () => {
  const browser = await chromium({ webgpu: true });
  try {
    const page = await browser.newPage();
    await page.goto(`${server.url}?lang=en&device=gpu#data=xor&network.layers=dense(4),tanh&batch=8&run=1`);
    await until(
      page,
      'the graphics card',
      (where) => document.querySelector(where)?.textContent === 'Graphics card',
      SHOWN.device,
    );
    assert.match(await textAt(page, SHOWN.reason), /as chosen/);
    await until(page, 'a step', (step) => Number(document.querySelector(step)?.textContent) > 0, SHOWN.step);
  } finally {
    await browser.close();
  }
});

test('a session moves between the Devices with what it has learnt', async () => {
  const browser = await chromium({ webgpu: true });
  try {
    const page = await browser.newPage();
    await page.goto(`${server.url}bench.html`);
    await makeLab(page, { device: 'cpu' });
    await withLab(page, (lab, link) => lab.open({ link }), NETWORKS['a tiny MLP']);
    const before = await withLab(page, (lab) => lab.request({ type: 'step', count: 60 }));
    await withLab(page, (lab) => lab.choose('gpu'));
    await until(page, 'the move', () => /** @type {any} */ (window).lab.device === 'gpu');
    const moved = await withLab(page, (lab) => lab.request({ type: 'step', count: 4 }));
    assert.ok(Math.max(...moved.losses) < before.losses[0] / 2, `${moved.losses} after ${before.losses.at(-1)}`);
    await withLab(page, (lab) => lab.choose('cpu'));
    await until(page, 'the move back', () => /** @type {any} */ (window).lab.device === 'cpu');
    const { step } = await withLab(page, (lab) => lab.opened);
    assert.equal(step, 64);
  } finally {
    await browser.close();
  }
});
