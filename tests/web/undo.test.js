// What a person did can be taken back, by the page and by the browser's Back; the address always says what stands.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { serve, shared, sharedChromium } from './harness.js';
import {
  choose,
  inPage,
  listen,
  numberAt,
  pause,
  SHOWN,
  textAt,
  until,
  untilAddress,
  untilAttribute,
  untilEqual,
  untilHeard,
  untilNumber,
  untilRest,
  untilStep,
  untilStill,
  untilThere,
} from './page.js';

const server = await shared(serve());
const browser = await sharedChromium();

const LINK = 'v=1&seed=7&data=circles&network.layers=dense(4),tanh&optimizer.rate=0.01&batch=16';

/** @param {string} hash */
async function open(hash) {
  const page = await browser.newPage();
  await listen(page);
  await page.goto(`${server.url}?lang=en#${hash}`);
  await untilThere(page, '.layer.fixed');
  return page;
}

/** Trains for some steps and pauses. @param {import('playwright-core').Page} page @returns {Promise<number>} the step */
async function train(page, steps = 100) {
  const start = (await numberAt(page, SHOWN.step)) || 0;
  await page.click(SHOWN.start);
  await untilNumber(page, SHOWN.step, '>=', start + steps);
  return pause(page);
}

/** @param {import('playwright-core').Page} page @param {string} key */
const inAddress = (page, key) => inPage(page, (key) => new URLSearchParams(location.hash.slice(1)).get(key), key);

const UNDO = '#quick button[aria-keyshortcuts^="Control+Z"]';
const REDO = '#quick button[aria-keyshortcuts^="Control+Shift+Z"]';

test('the way back to the start, a new seed, other data: each comes back with what it had learnt, and goes again', async () => {
  const page = await open(LINK);
  assert.equal(await page.getAttribute(UNDO, 'aria-disabled'), 'true');
  const step = await train(page);

  await page.keyboard.press('r');
  await untilStep(page, 0);
  await untilAttribute(page, UNDO, 'aria-label', /Undo: Back to start/);
  await page.keyboard.press('Control+z');
  await untilStep(page, step);
  assert.equal(await untilRest(page), step);
  await untilHeard(page, /^Undone: Back to start/);

  await page.keyboard.press('n');
  await until(page, 'another seed', () => new URLSearchParams(location.hash.slice(1)).get('seed') !== '7');
  const seed = String(await inAddress(page, 'seed'));
  const other = await train(page);
  await choose(page, 'field-data', 'xor');
  await untilAddress(page, 'data', 'xor');

  // Back by two, and forward again.
  await page.click(UNDO);
  await untilAddress(page, 'seed', seed);
  await untilAddress(page, 'data', 'circles');
  await untilStep(page, other);
  await page.keyboard.press('Control+z');
  await untilAddress(page, 'seed', '7');
  await untilStep(page, step);
  await page.keyboard.press('Control+Shift+z');
  await untilAddress(page, 'seed', seed);
  await untilStep(page, other);
  await page.click(REDO);
  await untilAddress(page, 'data', 'xor');
  await untilAttribute(page, REDO, 'aria-disabled', /^true$/);
  // It goes on from where it was: the next step is the next.
  await page.keyboard.press('Control+z');
  await untilStep(page, other);
  await page.click('#transport button:nth-of-type(2)');
  await untilStep(page, other + 1);
});

test('what is tuned while it trains is tuned back, and a drag of a slider is one change', async () => {
  const page = await open(LINK);
  await page.click(SHOWN.start);
  await untilNumber(page, SHOWN.step, '>=', 50);
  const slider = page.locator('.field:has(#field-optimizer-rate) .slider');
  await slider.scrollIntoViewIfNeeded();
  const box = await slider.boundingBox();
  assert.ok(box);
  const at = (/** @type {number} */ share) => box.x + share * box.width;
  await page.mouse.move(at(0.5), box.y + box.height / 2);
  await page.mouse.down();
  for (const share of [0.55, 0.6, 0.7, 0.8]) {
    await page.mouse.move(at(share), box.y + box.height / 2);
    await page.waitForTimeout(60);
  }
  await page.mouse.up();
  await until(
    page,
    'the other rate',
    () => Number(new URLSearchParams(location.hash.slice(1)).get('optimizer.rate')) > 0.01,
  );
  await page.fill('#field-batch', '24');
  await page.keyboard.press('Enter');
  await untilAddress(page, 'batch', '24');
  const step = await numberAt(page, SHOWN.step);

  await page.click(UNDO);
  await untilAddress(page, 'batch', '16');
  await untilAttribute(page, UNDO, 'aria-label', /Undo: Learning rate/);
  await page.click(UNDO);
  await untilAddress(page, 'optimizer.rate', '0.01');
  // The drag was one change.
  await untilAttribute(page, UNDO, 'aria-disabled', /^true$/);
  await untilEqual(() => page.inputValue('#field-optimizer-rate'), '0.01');
  // Nothing began anew.
  await untilNumber(page, SHOWN.step, '>=', step + 1);
  assert.equal(await textAt(page, SHOWN.start), 'Pause');
});

test('the browser’s Back and Forward lead from experiment to experiment, with what each had learnt', async () => {
  const page = await open(LINK);
  const first = await train(page);
  await choose(page, 'field-data', 'xor');
  await untilAddress(page, 'data', 'xor');
  const second = await train(page);
  await choose(page, 'field-data', 'moons');
  await untilAddress(page, 'data', 'moons');
  // Tuning is no other experiment.
  await train(page);
  await page.fill('#field-batch', '24');
  await page.keyboard.press('Enter');
  await untilAddress(page, 'batch', '24');

  await page.goBack();
  await until(
    page,
    'the one before',
    () => /** @type {HTMLSelectElement} */ (document.getElementById('field-data')).value === 'xor',
  );
  await untilStep(page, second);
  await page.goBack();
  await untilStep(page, first);
  assert.equal(await inAddress(page, 'data'), 'circles');
  await page.goForward();
  await untilStep(page, second);
  assert.equal(await inAddress(page, 'data'), 'xor');
  // Faster than it opens: the last one counts.
  await inPage(page, () => history.forward());
  await inPage(page, () => history.back());
  await inPage(page, () => history.back());
  await until(
    page,
    'the first data',
    () => /** @type {HTMLSelectElement} */ (document.getElementById('field-data')).value === 'circles',
  );
  await untilStep(page, first);
  await untilStill(page);
  assert.equal(await inAddress(page, 'data'), 'circles');
  assert.equal(await untilRest(page), first);
  // A link that is typed into the address bar opens, and Back leads from it too.
  await inPage(page, () => {
    location.hash = 'data=blobs';
  });
  await untilAddress(page, 'data', 'blobs');
  await page.goBack();
  await untilStep(page, first);
});

test('a fragment that is no link of ours leaves the experiment alone', async () => {
  const page = await open(LINK);
  const link = await inPage(page, () => location.hash);
  const step = await train(page, 20);
  // The skip link, as the keyboard reaches it.
  await inPage(page, () => /** @type {HTMLElement} */ (document.querySelector('.skip')).focus());
  await page.keyboard.press('Enter');
  assert.equal(await inPage(page, () => document.activeElement?.id), 'stage');
  assert.equal(await inPage(page, () => location.hash), link);
  for (const fragment of ['stage', 'chart-loss', 'utm_source=mail', ':~:text=loss', '']) {
    await inPage(
      page,
      (fragment) => {
        location.hash = fragment;
      },
      fragment,
    );
    await until(page, `the link in place of #${fragment}`, (link) => location.hash === link, link);
  }
  assert.equal(await numberAt(page, SHOWN.step), step);
  assert.equal(await inPage(page, () => document.querySelectorAll('#notices .notice').length), 0);
  await page.close();

  // Nor is it a link when the page opens by it.
  const fresh = await browser.newPage();
  await fresh.goto(`${server.url}?lang=en#chart-loss`);
  await untilNumber(fresh, SHOWN.step, '>=', 1);
  assert.equal(await textAt(fresh, SHOWN.start), 'Pause');
  assert.equal(await inPage(fresh, () => document.querySelectorAll('#notices .notice').length), 0);
});

test('the switch of the language and the theme brings the wishes in the address along', async () => {
  const page = await browser.newPage();
  await page.goto(`${server.url}?lang=en&theme=dark#${LINK}`);
  await untilThere(page, '.layer.fixed');
  await page.click('button[lang=zh-Hans]');
  await page.click('.tools button[aria-label="浅色主题"]');
  assert.equal(await inPage(page, () => location.search), '?lang=zh&theme=light');
  assert.equal(await inAddress(page, 'data'), 'circles');
  await page.reload();
  await untilThere(page, '.layer.fixed');
  assert.equal(
    await inPage(page, () => `${document.documentElement.lang} ${document.documentElement.dataset.theme}`),
    'zh-Hans light',
  );
});
