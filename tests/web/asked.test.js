// What is asked once is answered of its step, and stays while training goes on.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { serve, shared, sharedChromium, watch } from './harness.js';
import { inPage, numberAt, press, SHOWN, textAt, until, untilNumber, untilThere } from './page.js';

const server = await shared(serve());
const browser = await sharedChromium();

const DIGITS = 'data=digits-8x8&network.layers=flatten,dense(16),relu&optimizer.rate=0.003';

/** @param {string} id */
const view = (id) => `[data-chart=${id}]`;

/** What the pictures of a view show: a string for each that differs where a pixel does. @param {import('playwright-core').Page} page @param {string} id */
const tiles = (page, id) =>
  inPage(
    page,
    (view) =>
      [...document.querySelectorAll(`${view} .tiles canvas`)].map((canvas) =>
        /** @type {HTMLCanvasElement} */ (canvas).toDataURL(),
      ),
    view(id),
  );

test('the samples with the largest loss, asked for once', async () => {
  const page = await browser.newPage();
  const seen = watch(page);
  await page.goto(`${server.url}?lang=en#${DIGITS}&run=1`);
  await untilNumber(page, SHOWN.step, '>=', 50);
  const id = 'hardest';
  await press(page, view(id), 'Show');
  await untilThere(page, `${view(id)} .tiles canvas`);
  const [answer, at] = [await tiles(page, id), await textAt(page, `${view(id)} [role=status]`)];
  assert.equal(answer.length, 20);
  assert.match(at, /^at step [\d,]+$/);
  const captions = () =>
    inPage(
      page,
      (view) => [...document.querySelectorAll(`${view} figcaption`)].map(({ textContent }) => textContent ?? ''),
      view(id),
    );
  const told = await captions();
  for (const caption of told) assert.match(caption, /^\d as \d: [\d.e-]+$/);
  const losses = told.map((caption) => Number(caption.split(': ')[1]));
  assert.deepEqual(
    losses,
    [...losses].sort((one, other) => other - one),
    'the largest first',
  );

  const step = await numberAt(page, SHOWN.step);
  await untilNumber(page, SHOWN.step, '>=', step + 50);
  assert.deepEqual([await tiles(page, id), await textAt(page, `${view(id)} [role=status]`)], [answer, at]);
  await press(page, view(id), 'Show again');
  await until(
    page,
    'another step',
    ([view, at]) => document.querySelector(`${view} [role=status]`)?.textContent !== at,
    [view(id), at],
  );
  // Back at the start nothing of it is true any more.
  await page.click('#transport button[aria-keyshortcuts="R"]');
  await until(page, 'no answer', (view) => document.querySelectorAll(`${view} .tiles canvas`).length === 0, view(id));
  assert.deepEqual(seen.problems, []);
  await page.close();
});
