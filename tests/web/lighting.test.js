// One sample lights up in all panels that show it; and an input that a person chooses on a curve goes through the network.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { axe, screenshot, serve, shared, sharedChromium, watch } from './harness.js';
import {
  inPage,
  textAt,
  toggleView,
  until,
  untilDrawn,
  untilEqual,
  untilGone,
  untilRest,
  untilSaid,
  untilThere,
} from './page.js';

const server = await shared(serve());
const browser = await sharedChromium();

/** @typedef {import('playwright-core').Page} Page */

const NETWORK = '[data-chart=network]';

/** @param {string} id */
const view = (id) => `[data-chart=${id}]`;

/** The samples that something on the page lights up for, where it is a row, a tile or a button. @param {Page} page */
const lit = (page) =>
  inPage(page, () =>
    [...document.querySelectorAll('[data-sample]')]
      .filter((one) => getComputedStyle(one).outlineStyle === 'solid')
      .map((one) => one.getAttribute('data-sample')),
  );

/** Where the ring of a picture of dots is, on the screen; none where it has none. @param {Page} page @param {string} id */
const ring = (page, id) =>
  inPage(
    page,
    (view) => {
      const found = document.querySelector(`${view} .lit-dot`);
      if (!found?.checkVisibility()) return null;
      const { x, y, width, height } = found.getBoundingClientRect();
      return { x: x + width / 2, y: y + height / 2 };
    },
    view(id),
  );

test('a sample of the plane: its row among the predictions and its dot in the surface light each other up', async () => {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  const seen = watch(page);
  await page.goto(`${server.url}?lang=en#data=circles&network.layers=dense(4),tanh&steps=30&run=1`);
  await until(page, 'the end', () => /30 steps are done/.test(document.body.innerText));
  await untilRest(page);
  await untilDrawn(page, `${view('surface')} .frame`);
  await toggleView(page, 'hidden_map');
  await toggleView(page, 'hardest');
  await untilThere(page, `${view('hardest')} tbody tr[data-sample] button`);
  await untilThere(page, `${view('hidden_map')} .frame.drawn`);

  // The row with the keyboard: its dot has a ring, in the surface and on the map.
  const row = page.locator(`${view('hardest')} tbody tr[data-sample]`).nth(1);
  const sample = await row.getAttribute('data-sample');
  await row.locator('button').focus();
  await untilEqual(() => lit(page), [sample], 'the row');
  const [x, y] = (await row.locator('td').allTextContents()).slice(0, 2).map(Number);
  await until(page, 'a ring', (view) => document.querySelector(`${view} .lit-dot`)?.checkVisibility(), view('surface'));
  await until(
    page,
    'one on the map',
    (view) => document.querySelector(`${view} .lit-dot`)?.checkVisibility(),
    view('hidden_map'),
  );
  // It is where the row says that the sample lies: the plane is shown from −1.25 to 1.25.
  const frame = await page.locator(`${view('surface')} .frame`).boundingBox();
  const at = await ring(page, 'surface');
  assert.ok(frame && at);
  const side = Math.min(frame.width, frame.height);
  const place = (/** @type {number} */ middle, /** @type {number} */ share) => middle + (share / 2.5) * side;
  assert.ok(Math.abs(at.x - place(frame.x + frame.width / 2, x)) < 3, `${at.x} for ${x}`);
  assert.ok(Math.abs(at.y - place(frame.y + frame.height / 2, -y)) < 3, `${at.y} for ${y}`);
  await page.locator(view('surface')).scrollIntoViewIfNeeded();
  await screenshot(page, 'lighting-row');
  assert.deepEqual(await axe(page), []);

  // Whoever goes on leaves nothing lit; a press keeps it.
  await page.focus('#stage');
  await untilEqual(() => lit(page), []);
  await row.locator('button').press('Enter');
  await page.focus('#stage');
  await untilEqual(() => lit(page), [sample]);
  await row.locator('button').press('Enter');
  await page.focus('#stage');
  await untilEqual(() => lit(page), []);

  // The dot with the pointer: its row. Pressed, it goes through the network from where it lies.
  await page.locator(view('surface')).scrollIntoViewIfNeeded();
  const now = await page.locator(`${view('surface')} .frame`).boundingBox();
  assert.ok(now);
  const dot = [at.x - frame.x + now.x, at.y - frame.y + now.y];
  await page.mouse.move(dot[0] + 2, dot[1] + 2);
  await untilEqual(() => lit(page), [sample]);
  await page.mouse.click(dot[0] + 2, dot[1] + 2);
  await page.mouse.move(1, 1);
  await untilEqual(() => lit(page), [sample]);
  await untilThere(page, `${NETWORK} .at`);
  const label = (await page.locator(`${view('surface')} .chosen-place button`).getAttribute('aria-label')) ?? '';
  const told = /x₁ (\S+), x₂ (\S+)$/.exec(label.replaceAll('−', '-'))?.slice(1).map(Number) ?? [];
  assert.ok(Math.abs(told[0] - x) < 0.006 && Math.abs(told[1] - y) < 0.006, `${label} for ${x}, ${y}`);
  // By keys, away from every sample, nothing is lit.
  await page.focus(`${view('surface')} .chosen-place button`);
  for (let far = 0; far < 5; far++) await page.keyboard.press('Shift+ArrowUp');
  for (let far = 0; far < 5; far++) await page.keyboard.press('Shift+ArrowLeft');
  await untilEqual(() => lit(page), []);
  assert.deepEqual(seen.problems, []);
});

test('a picture among the predictions lights up, and its dot on the map of hidden states', async () => {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  const seen = watch(page);
  await page.goto(`${server.url}?lang=zh#data=digits-8x8&network.layers=flatten,dense(8),relu&steps=20&run=1`);
  await until(page, 'the end', () => /20 步/.test(document.body.innerText));
  await untilRest(page);
  await toggleView(page, 'hidden_map');
  await toggleView(page, 'hardest');
  await untilThere(page, `${view('hardest')} .tiles li[data-sample] button`);
  await untilThere(page, `${view('hidden_map')} .frame.drawn`);
  const tile = page.locator(`${view('hardest')} .tiles li`).nth(3);
  const sample = await tile.getAttribute('data-sample');
  await tile.locator('button').click();
  await page.mouse.move(1, 1);
  await untilEqual(() => lit(page), [sample]);
  await page.locator(view('hidden_map')).scrollIntoViewIfNeeded();
  const dot = await until(
    page,
    'its ring',
    (view) => {
      const found = document.querySelector(`${view} .lit-dot`);
      if (!found?.checkVisibility()) return null;
      const { x, y, width, height } = found.getBoundingClientRect();
      return { x: x + width / 2, y: y + height / 2 };
    },
    view('hidden_map'),
  );
  // Pointed at on the map, it is the same.
  await tile.locator('button').press('Enter');
  await page.focus('#stage');
  await untilEqual(() => lit(page), []);
  await page.mouse.move(dot.x, dot.y);
  await untilEqual(async () => (await lit(page)).length, 1);
  await screenshot(page, 'lighting-map');
  assert.deepEqual(seen.problems, []);
});

test('an input on the curve goes through the network, by pointer, by keys and by touch', async () => {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, hasTouch: true });
  const page = await context.newPage();
  const seen = watch(page);
  await page.goto(`${server.url}?lang=en#experiment=line-fit&steps=40`);
  await untilDrawn(page, `${view('fit')} .frame`);
  const button = page.locator(`${view('fit')} .chosen-place button`);
  const input = async () =>
    Number(/input: (\S+)$/.exec(((await button.getAttribute('aria-label')) ?? '').replace('−', '-'))?.[1]);
  const answer = async () => (await textAt(page, `${NETWORK} .column:first-of-type .answer`)).replace('−', '-');
  await untilThere(page, `${NETWORK} .unit canvas`);
  assert.equal(await page.locator(`${NETWORK} .answer`).count(), 0, 'nobody chose one');
  const box = await page.locator(`${view('fit')} .frame`).boundingBox();
  assert.ok(box);
  await page.mouse.click(box.x + box.width * 0.75, box.y + box.height * 0.1);
  await untilThere(page, `${NETWORK} .answer`);
  await untilThere(page, `${NETWORK} .at`);
  const right = await input();
  await untilEqual(async () => Math.abs(Number(await answer()) - right) < 0.006, true, 'it is given as it is');
  // Its mark is on the curve: where the network answers, not where the finger was.
  const mark = await button.boundingBox();
  assert.ok(mark && mark.y > box.y + box.height * 0.1 - 12);
  await screenshot(page, 'lighting-fit');

  await button.focus();
  await page.keyboard.press('Shift+ArrowLeft');
  await page.keyboard.press('ArrowLeft');
  await until(
    page,
    'an input further left',
    ([place, right]) => {
      const label = document.querySelector(String(place))?.getAttribute('aria-label')?.replace('−', '-') ?? '';
      return Number(label.split(' ').at(-1)) < Number(right);
    },
    [`${view('fit')} .chosen-place button`, right],
  );
  await untilEqual(async () => Math.abs(Number(await answer()) - (await input())) < 0.006, true, 'it is given too');
  await page.keyboard.press('Escape');
  await untilGone(page, `${NETWORK} .answer`);

  await page.touchscreen.tap(box.x + box.width * 0.4, box.y + box.height * 0.5);
  await untilThere(page, `${NETWORK} .answer`);
  assert.ok((await input()) < right);
  await untilSaid(page, `${NETWORK} .network-number, ${NETWORK} .unit`, /\d/);
  assert.deepEqual(seen.problems, []);
  await context.close();
});
