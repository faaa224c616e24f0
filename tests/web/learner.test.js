// A learner's half hour, by touch alone on a phone: chosen, drawn, read, changed, taken back, explained, kept, shared.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { screenshot, serve, shared, sharedChromium, watch } from './harness.js';
import {
  during,
  inPage,
  NOUGHT,
  SHOWN,
  textAt,
  until,
  untilAddress,
  untilNumber,
  untilRest,
  untilSaid,
  untilStep,
  untilThere,
} from './page.js';

const server = await shared(serve());
const browser = await sharedChromium();

/** @typedef {import('playwright-core').Page} Page */

const PHONE = {
  viewport: { width: 390, height: 844 },
  deviceScaleFactor: 2,
  isMobile: true,
  hasTouch: true,
  acceptDownloads: true,
};

/** CSS pixels of the least that a finger hits: WCAG 2.5.8. */
const TARGET = 24;

const NETWORK = '[data-chart=network]';

/** The shape of what comes out of the first layer. */
const FIRST_SHAPE = `${NETWORK} .column:nth-of-type(2) .shape`;

/** Waits until the first layer is drawn with so many maps. @param {Page} page @param {number} maps */
const untilMaps = (page, maps) =>
  until(
    page,
    `${maps} maps`,
    ([place, maps]) => Number.parseInt(document.querySelector(String(place))?.textContent ?? '', 10) === maps,
    [FIRST_SHAPE, maps],
  );

/** Presses with a finger what is there, large enough and wholly on the screen. @param {Page} page @param {string} selector */
async function tap(page, selector) {
  await untilThere(page, selector);
  const control = page.locator(selector).first();
  await control.scrollIntoViewIfNeeded();
  const box = await control.boundingBox();
  assert.ok(box, selector);
  assert.ok(box.width >= TARGET && box.height >= TARGET, `${selector} has ${box.width}×${box.height} pixels`);
  assert.ok(box.x >= 0 && box.x + box.width <= 390, `${selector} lies from ${box.x} to ${box.x + box.width}`);
  // On a busy machine the browser may hear so late that the finger was lifted that it takes the tap for a long press.
  for (let times = 0; times < 3; times++) {
    await control.evaluate((control) => {
      const scope = /** @type {any} */ (window);
      scope.pressed = false;
      control.addEventListener('click', () => Object.assign(scope, { pressed: true }), { once: true, capture: true });
    });
    await control.tap();
    for (let waited = 0; waited < 20; waited++) {
      if (await inPage(page, () => /** @type {any} */ (window).pressed)) return;
      await page.waitForTimeout(100);
    }
  }
  assert.fail(`${selector} was tapped three times and not once pressed`);
}

/** Draws with a finger, as shares of the pad's width and height. @param {Page} page @param {[number, number][]} way */
async function drawByTouch(page, way) {
  await page.locator('#sheet').scrollIntoViewIfNeeded();
  const box = await page.locator('#sheet').boundingBox();
  assert.ok(box);
  const session = await page.context().newCDPSession(page);
  const points = way.map(([x, y]) => ({ x: box.x + x * box.width, y: box.y + y * box.height }));
  const touch = (
    /** @type {'touchStart' | 'touchMove' | 'touchEnd'} */ type,
    /** @type {typeof points} */ touchPoints,
  ) => session.send('Input.dispatchTouchEvent', { type, touchPoints });
  await touch('touchStart', [points[0]]);
  for (const point of points.slice(1)) await touch('touchMove', [point]);
  await touch('touchEnd', []);
  await session.detach();
}

/** Nothing leaves the screen sideways. @param {Page} page @param {string} when */
const checkWidth = async (page, when) =>
  assert.ok(await inPage(page, () => document.documentElement.scrollWidth <= innerWidth), when);

for (const [lang, words] of /** @type {const} */ ([
  ['en', { seen: /^Looks like \d, [\d.]+%/, opened: /was opened\. Press Start/ }],
  ['zh', { seen: /^看起来像 \d，[\d.]+%/, opened: /已打开.*按“开始”/ }],
])) {
  test(`a learner’s half hour by touch, in ${lang}`, async () => {
    const context = await browser.newContext({ ...PHONE, permissions: ['clipboard-read', 'clipboard-write'] });
    const page = await context.newPage();
    const seen = watch(page);
    let maps = 0;
    await page.goto(`${server.url}?lang=${lang}`);

    await during('an experiment is chosen by its picture, and learns', async () => {
      await untilNumber(page, SHOWN.step, '>=', 1);
      await checkWidth(page, 'at the opening');
      await tap(page, '.experiment');
      await untilThere(page, '.gallery[open] .card');
      await screenshot(page, `learner-gallery-${lang}`, false);
      await tap(page, '.card[data-id=digits-8x8]');
      await untilThere(page, '#sheet');
      await untilNumber(page, SHOWN.step, '>=', 100);
    });

    await during('a digit is drawn and read', async () => {
      await drawByTouch(page, NOUGHT);
      await untilThere(page, '.sheet-frame:not(.blank)');
      await untilSaid(page, '.answer [role=status], .answer', /\d/);
      await untilSaid(page, '.prediction', /0/);
      await untilThere(page, '.answer .best strong');
      await checkWidth(page, 'with a drawing');
      await screenshot(page, `learner-digit-${lang}`, false);
    });

    await during('the network is edited where it is drawn', async () => {
      await tap(page, SHOWN.start);
      await untilRest(page);
      maps = 1 + Number.parseInt(await textAt(page, FIRST_SHAPE), 10);
      await tap(page, `${NETWORK} [data-unit="1 0"]`);
      await untilThere(page, `${NETWORK} .edit button`);
      await page.locator(`${NETWORK} .network-foot`).scrollIntoViewIfNeeded();
      await screenshot(page, `learner-edit-${lang}`, false);
      await tap(page, `${NETWORK} .edit [data-tool*=" more-"]`);
      await untilMaps(page, maps);
    });

    await during('a setting is changed and taken back', async () => {
      const batch = () => page.inputValue('#field-batch');
      const before = await batch();
      await tap(page, '.field:has(#field-batch) .stepper button:last-of-type');
      const doubled = String(2 * Number(before));
      await untilAddress(page, 'batch', doubled);
      assert.equal(await batch(), doubled);
      await tap(page, '#quick [aria-keyshortcuts^="Control+Z"]');
      await until(
        page,
        'the batch of before',
        (before) => /** @type {HTMLInputElement} */ (document.querySelector('#field-batch')).value === before,
        before,
      );
    });

    await during('a title explains what it stands over', async () => {
      await tap(page, '[data-chart=loss] .explain');
      await untilThere(page, '[data-chart=loss] .explanation math');
      await screenshot(page, `learner-explained-${lang}`, false);
      await tap(page, '[data-chart=loss] .explain');
      await until(page, 'no explanation', () => !document.querySelector('[data-chart=loss] .explanation'));
    });

    await during('what was learnt is kept as a file, and goes on from there', async () => {
      await tap(page, SHOWN.start);
      await untilNumber(page, SHOWN.step, '>=', 20);
      await tap(page, SHOWN.start);
      const step = await untilRest(page);
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        tap(page, '#setup button[aria-describedby=files-hint]'),
      ]);
      const path = await download.path();
      assert.match(download.suggestedFilename(), /\.safetensors$/);
      assert.match((await readFile(path)).toString('latin1', 8, 200), /__metadata__/);
      await tap(page, '#transport button[aria-keyshortcuts=R]');
      await untilStep(page, 0);
      const [chooser] = await Promise.all([page.waitForEvent('filechooser'), tap(page, '#setup label.file')]);
      await chooser.setFiles(path);
      await untilSaid(page, '#notices', words.opened);
      await untilStep(page, step);
    });

    await during('it is shared as a link that opens the same', async () => {
      await tap(page, '#tools button[aria-haspopup=dialog]');
      await untilThere(page, '#share dialog[open] svg.code');
      await checkWidth(page, 'with the link');
      await screenshot(page, `learner-share-${lang}`, false);
      const link = await page.inputValue('#share input[readonly]');
      await tap(page, '#share .row button.primary');
      await until(
        page,
        'the link in the clipboard',
        async (link) => (await navigator.clipboard.readText()) === link,
        link,
      );
      await tap(page, '#share header button');
      const friend = await context.newPage();
      await friend.goto('about:blank');
      await friend.goto(link);
      await untilThere(friend, NETWORK);
      await friend.locator(NETWORK).scrollIntoViewIfNeeded();
      await untilMaps(friend, maps);
      await friend.close();
    });

    await during('and nothing went wrong', async () => {
      await checkWidth(page, 'at the end');
      assert.deepEqual(seen.problems, []);
    });
    await context.close();
  });
}
