// The page as a person uses it, from opening to reading a drawn digit, in two browsers without WebGPU.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chromium, firefox, serve, shared, watch } from './harness.js';
import {
  choose,
  draw,
  inPage,
  NOUGHT,
  numberAt,
  pause,
  SHOWN,
  textAt,
  until,
  untilDrawn,
  untilNumber,
  untilRest,
  untilStep,
  untilThere,
} from './page.js';

const server = await shared(serve());

/** Bars of the prediction: names and shares. @param {import('./page.js').Page} page */
const bars = (page) =>
  inPage(page, () =>
    [...document.querySelectorAll('.bars li')].map((bar) => ({
      name: bar.querySelector('.name')?.textContent?.trim() ?? '',
      share: Number.parseFloat(bar.querySelector('.value')?.textContent ?? ''),
    })),
  );

for (const [name, launch] of /** @type {const} */ ([
  ['Chromium without WebGPU', () => chromium()],
  ['Firefox', () => firefox()],
])) {
  test(`${name}: from opening to reading a drawn digit`, async () => {
    const browser = await launch();
    try {
      const page = /** @type {import('./page.js').Page} */ (await browser.newPage());
      const seen = watch(page);
      await page.goto(`${server.url}?lang=en`);

      // It opens already learning, on the processor, and says why.
      await untilNumber(page, SHOWN.trainLoss, '>=', 0);
      const early = await numberAt(page, SHOWN.trainLoss);
      await untilNumber(page, SHOWN.trainLoss, '<=', early * 0.8);
      assert.ok((await numberAt(page, SHOWN.step)) > 0);
      await untilThere(page, SHOWN.reason);
      assert.equal(await textAt(page, SHOWN.device), 'Processor');
      assert.match(await textAt(page, SHOWN.reason), /processor/i);
      for (const view of ['surface', 'loss']) await untilDrawn(page, `[data-chart=${view}] .frame`);
      const alts = await inPage(page, () =>
        [...document.querySelectorAll('.frame.drawn canvas')].map((canvas) => canvas.getAttribute('aria-label')),
      );
      assert.ok(
        alts.every((alt) => alt && alt !== 'Nothing to show yet'),
        'what a chart shows is also said',
      );

      // Other data bring a network that suits them; then another network is chosen, while it goes on training.
      await choose(page, 'field-data', 'digits-8x8');
      await untilThere(page, '#sheet');
      await choose(page, 'field-preset', 'softmax');
      await until(page, 'softmax regression', () => document.querySelectorAll('.layer.fixed').length === 1);
      await untilNumber(page, SHOWN.accuracy, '>=', 60);
      await choose(page, 'field-preset', 'mlp-64');
      await until(page, 'a hidden layer', () => document.querySelectorAll('.layer-list .layer').length === 4);
      await untilNumber(page, SHOWN.accuracy, '>=', 92);

      // A drawn nought is read as one, and read again while training goes on.
      await draw(page, NOUGHT);
      await untilThere(page, '.answer .best strong');
      await until(page, 'a nought', () => document.querySelector('.answer .best strong')?.textContent === '0');
      const read = await bars(page);
      assert.deepEqual(
        read.map(({ name }) => name),
        ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'],
      );
      const sum = read.reduce((total, { share }) => total + share, 0);
      assert.ok(Math.abs(sum - 100) < 1, `the bars add up to ${sum}%`);
      const ink = await inPage(page, () => {
        const canvas = /** @type {HTMLCanvasElement} */ (document.querySelector('.seen canvas'));
        const { data } = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d')).getImageData(
          0,
          0,
          canvas.width,
          canvas.height,
        );
        return new Set(data).size;
      });
      assert.ok(ink > 3, 'what the network sees is shown');

      // Pause stops it, one step is one step, and the way back leads to the start.
      const paused = await pause(page);
      await page.click('#transport button:nth-of-type(2)');
      await untilStep(page, paused + 1);
      assert.equal(await untilRest(page), paused + 1);
      await page.click('#transport button:nth-of-type(3)');
      await untilStep(page, 0);

      assert.deepEqual(seen.problems, []);
      assert.deepEqual(seen.foreign(server.origin), []);
    } finally {
      await browser.close();
    }
  });
}

test('what goes wrong is said without moving the pad away under a pen, and never over it', async () => {
  const browser = await chromium();
  try {
    const page = await browser.newPage({ viewport: { width: 390, height: 640 } });
    // Few of all classes but the first: the page says so after some steps.
    await page.goto(`${server.url}?lang=en#experiment=digits-8x8&data.balance=5`);
    await untilThere(page, '#sheet');
    // The legends have their values from the first step on.
    await page.click('#transport button:nth-of-type(2)');
    await untilNumber(page, SHOWN.accuracy, '>=', 0);
    const sheet = page.locator('#sheet');
    // At the foot of the screen, where messages lie.
    await sheet.evaluate((sheet) => sheet.scrollIntoView({ block: 'end' }));
    await page.evaluate(() => scrollBy(0, -60));
    const place = () => sheet.evaluate((sheet) => sheet.getBoundingClientRect().toJSON());
    const before = await place();
    await page.click(SHOWN.start);
    await untilThere(page, '.symptoms .notice');
    assert.deepEqual(await place(), before);
    const foot = { x: before.x + before.width / 2, y: before.bottom - 5 };
    const under = () =>
      page.evaluate(({ x, y }) => document.elementFromPoint(x, y)?.closest('.dock, #sheet')?.id === 'sheet', foot);
    assert.equal(await under(), false, 'the message is seen wherever the page was scrolled to');
    await page.mouse.move(before.x + before.width / 2, before.y + 20);
    assert.equal(await under(), true, 'whoever draws has the whole pad');
    assert.deepEqual(await place(), before);
  } finally {
    await browser.close();
  }
});

test('without WebAssembly the page says what is missing', async () => {
  const browser = await chromium();
  try {
    const page = await browser.newPage();
    await page.addInitScript(() => Reflect.deleteProperty(window, 'WebAssembly'));
    await page.goto(`${server.url}?lang=en`);
    await until(page, 'the message', () =>
      /lacks WebAssembly/.test(document.querySelector('.notice')?.textContent ?? ''),
    );
  } finally {
    await browser.close();
  }
});
