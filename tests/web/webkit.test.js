// The whole path, from opening to reading a drawn digit, in WebKitGTK: no WebGPU, another engine's modules, workers,
// OffscreenCanvas and pointers.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { serve, shared } from './harness.js';
import { addressOf, draw, inPage, NOUGHT, pause, SHOWN, until, untilDrawn, untilNumber } from './page.js';
import { webkit } from './webkit.js';

/** Its methods that page.js uses are the other drivers'. @param {import('./webkit.js').WebkitPage} page */
const asOthers = (page) => /** @type {import('./page.js').Page} */ (/** @type {unknown} */ (page));

/** Whatever goes wrong in the page from now on. */
const listen = (/** @type {import('./page.js').Page} */ page) =>
  inPage(page, () => {
    /** @type {string[]} */
    const problems = [];
    addEventListener('error', ({ message }) => problems.push(message));
    addEventListener('unhandledrejection', ({ reason }) => problems.push(String(reason)));
    addEventListener('securitypolicyviolation', ({ violatedDirective }) => problems.push(violatedDirective));
    Object.assign(window, { problems });
  });

// WebKitGTK is there on Linux alone.
const skip = process.platform !== 'linux';

test('a network is opened, trained, looked at, and reads a drawn digit', { skip }, async (context) => {
  const server = await shared(serve());
  const browser = await shared(webkit());
  const page = asOthers(browser.page);
  context.diagnostic(`WebKitGTK ${browser.version}`);
  await page.goto(`${server.url}?lang=en#experiment=digits-8x8`);
  await listen(page);
  await page.click(SHOWN.start);
  await untilNumber(page, SHOWN.step, '>=', 20);
  await untilNumber(page, SHOWN.accuracy, '>=', 80);
  await untilDrawn(page, '[data-chart=loss] .frame');
  assert.match(
    await inPage(page, (place) => document.querySelector(place)?.textContent ?? '', SHOWN.device),
    /processor/i,
  );
  await pause(page);

  // Enough to read what somebody draws, on slow machines too.
  const begin = await addressOf(page, 'js/begin.js');
  await inPage(
    page,
    async (begin) => {
      const { lab } = await import(begin);
      await lab.request({ type: 'step', count: 300 });
    },
    begin,
  );
  await draw(page, NOUGHT);
  await until(page, 'a nought', () => document.querySelector('.answer .best strong')?.textContent === '0');
  assert.deepEqual(await inPage(page, () => /** @type {any} */ (window).problems), []);
  await browser.page.screenshot('webkit');
});
