// Sharing: the link and its QR code for the last row of a room, with weights if wanted.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import readCode from 'qr/decode.js';
import { axe, screenshot, serve, shared, sharedChromium } from './harness.js';
import {
  inPage,
  pause,
  SHOWN,
  textAt,
  until,
  untilNumber,
  untilRest,
  untilSaid,
  untilText,
  untilThere,
} from './page.js';

/** @typedef {import('playwright-core').Page} Page */

const server = await shared(serve());
const browser = await sharedChromium();

/** @param {Page} page */
async function openShare(page) {
  await page.click('#tools button[aria-haspopup=dialog]');
  await untilThere(page, '#share dialog[open]');
}

const closeShare = (/** @type {Page} */ page) => page.click('#share header button');

/** The link in the dialog, once it is of what is asked. @param {Page} page @param {RegExp} form */
async function sharedLink(page, form) {
  await page.waitForFunction(
    (form) =>
      new RegExp(form).test(/** @type {HTMLInputElement} */ (document.querySelector('#share input[readonly]')).value),
    form.source,
    { timeout: 60_000 },
  );
  return page.inputValue('#share input[readonly]');
}

/** @param {Page} page @param {string} words */
const carry = (page, words) => page.locator('#share label', { hasText: words }).click();

/** What another program reads from a picture of the code on the screen, as a telephone would. @param {Page} page */
async function readFromScreen(page) {
  const picture = (await page.locator('#share svg.code').screenshot()).toString('base64');
  const { width, height, data } = await inPage(
    page,
    async (picture) => {
      const bytes = Uint8Array.from(atob(picture), (letter) => letter.charCodeAt(0));
      const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
      const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
      const pen = /** @type {OffscreenCanvasRenderingContext2D} */ (canvas.getContext('2d'));
      pen.drawImage(bitmap, 0, 0);
      const { data } = pen.getImageData(0, 0, canvas.width, canvas.height);
      return { width: canvas.width, height: canvas.height, data: [...data] };
    },
    picture,
  );
  return readCode({ width, height, data: Uint8ClampedArray.from(data) });
}

/** The training loss after one step. @param {Page} page */
async function firstLoss(page) {
  await page.keyboard.press('s');
  await untilText(page, SHOWN.step, '1');
  // Steps are told at once, their losses with the next look.
  await until(page, 'a loss', (place) => /\d/.test(document.querySelector(place)?.textContent ?? ''), SHOWN.trainLoss);
  return textAt(page, SHOWN.trainLoss);
}

for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
  test(`an experiment is shared by its name, as text and as a QR code, ${colorScheme}`, async () => {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, colorScheme });
    await page.goto(`${server.url}?lang=en#experiment=xor&view.closed=accuracy`);
    await untilRest(page);
    await openShare(page);
    const link = await sharedLink(page, /#experiment=xor/);
    assert.equal(link, `${server.url}?lang=en#experiment=xor&view.closed=accuracy`);
    // Dark on light in both themes, with room around it, and large.
    const code = await until(page, 'the code', () => {
      const svg = document.querySelector('#share svg.code');
      if (!svg) return null;
      const colour = (/** @type {string} */ part) =>
        getComputedStyle(/** @type {Element} */ (svg.querySelector(part))).fill;
      return { ground: colour('rect'), dark: colour('path'), width: svg.getBoundingClientRect().width };
    });
    assert.deepEqual([code.ground, code.dark], ['rgb(255, 255, 255)', 'rgb(0, 0, 0)']);
    assert.ok(code.width >= 400, `${code.width} pixels`);
    assert.equal(await readFromScreen(page), link);
    await screenshot(page, `share-${colorScheme}`);
    assert.deepEqual(await axe(page), []);
    await page.keyboard.press('Escape');
    await until(page, 'the end of the dialog', () => !document.querySelector('#share dialog[open]'));
  });
}

test('a link carries the weights of now, and opens with exactly these', async () => {
  const page = await browser.newPage();
  await page.goto(`${server.url}?lang=en#data=circles&network.layers=dense(6),tanh&run=1`);
  await untilNumber(page, SHOWN.step, '>=', 100);
  const step = await pause(page);
  await openShare(page);
  await sharedLink(page, /#v=1&data=circles/);
  await carry(page, `weights of step ${step.toLocaleString('en')}`);
  const link = await sharedLink(page, /&weights=f32\.[\w-]+$/);
  await carry(page, 'start weights');
  await page.waitForFunction((link) => {
    const now = /** @type {HTMLInputElement} */ (document.querySelector('#share input[readonly]')).value;
    return now !== link && now.includes('&weights=');
  }, link);
  const start = await page.inputValue('#share input[readonly]');
  await closeShare(page);

  const other = await browser.newPage();
  await other.goto(link);
  assert.equal(await untilRest(other), 0);
  assert.equal(await inPage(other, () => location.href), link, 'the address keeps them');
  const loss = await firstLoss(other);
  // Back to the start is back to these weights, after a reload too.
  await other.keyboard.press('r');
  await untilText(other, SHOWN.step, '0');
  assert.equal(await firstLoss(other), loss);
  await other.reload();
  assert.equal(await untilRest(other), 0);
  assert.equal(await firstLoss(other), loss);
  // What it has learnt is not what the seed gives.
  await other.goto('about:blank');
  await other.goto(start);
  assert.equal(await untilRest(other), 0);
  assert.notEqual(await firstLoss(other), loss);

  // Another network does not begin with them, and its address does not say so.
  await other.goto('about:blank');
  await other.goto(link.replace('dense(6)', 'dense(7)'));
  await untilSaid(other, '#notices', /damaged, or of another network/);
  assert.ok(!(await inPage(other, () => location.href)).includes('weights='));
});

test('too many weights, and a link too long for a code, are told', async () => {
  const page = await browser.newPage();
  await page.goto(`${server.url}?lang=en#data=circles&network.layers=dense(700),relu,dense(700),relu`);
  await untilRest(page);
  await openShare(page);
  await carry(page, 'start weights');
  await untilSaid(page, '#share', /too many for a link/);
  assert.equal(await page.locator('#share svg.code').count(), 1, 'the code of the settings stays');
  assert.equal(await inPage(page, () => document.querySelectorAll('#notices .notice').length), 0);
  await closeShare(page);
  await page.goto('about:blank');
  await page.goto(`${server.url}?lang=zh#data=circles&network.layers=dense(40),tanh`);
  await untilRest(page);
  await openShare(page);
  await carry(page, '初始权重');
  await untilSaid(page, '#share', /链接过长/);
});
