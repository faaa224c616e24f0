// The network as a person meets it: drawn whole, alive while it trains, and read unit by unit with pointer and keys.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { screenshot, serve, shared, sharedChromium, watch } from './harness.js';
import { draw, inPage, NOUGHT, SHOWN, textAt, until, untilEqual, untilNumber, untilSaid, untilThere } from './page.js';

const server = await shared(serve());
const browser = await sharedChromium();

const NETWORK = '[data-chart=network]';
const NUMBER = `${NETWORK} .network-number`;

/** @param {string} place Column and place of a unit. */
const unit = (place) => `${NETWORK} [data-unit="${place}"]`;

/** What each unit's picture shows. @param {import('playwright-core').Page} page */
const pictures = (page) =>
  inPage(
    page,
    (network) =>
      [...document.querySelectorAll(`${network} .unit canvas`)].map((canvas) =>
        /** @type {HTMLCanvasElement} */ (canvas).toDataURL(),
      ),
    NETWORK,
  );

/** Columns with as many units as are shown. @param {import('playwright-core').Page} page */
const columns = (page) =>
  inPage(
    page,
    (network) =>
      [...document.querySelectorAll(`${network} .column`)].map((column) => [
        (column.querySelector('h3')?.textContent ?? '').trim().replace(/\s+/g, ' '),
        column.querySelectorAll('.unit').length,
      ]),
    NETWORK,
  );

test('every unit of a small network has a picture that changes while it trains', async () => {
  const page = await browser.newPage();
  const seen = watch(page);
  await page.goto(`${server.url}?lang=en#data=circles&network.layers=dense(4),tanh`);
  await untilThere(page, unit('2 1'));
  assert.deepEqual(await columns(page), [
    ['Input', 7],
    ['Dense tanh', 4],
    ['Dense', 2],
  ]);
  const before = await pictures(page);
  assert.equal(new Set(before).size, 13, 'no two answer alike');
  await page.click(SHOWN.start);
  await untilNumber(page, SHOWN.step, '>=', 200);
  await until(
    page,
    'other pictures of the hidden units, and the same of the inputs',
    ([network, before]) => {
      const now = [...document.querySelectorAll(`${network} .unit canvas`)].map((canvas) =>
        /** @type {HTMLCanvasElement} */ (canvas).toDataURL(),
      );
      return now.every((picture, index) => (picture === before[index]) === index < 7);
    },
    /** @type {const} */ ([NETWORK, before]),
  );
  assert.deepEqual(seen.problems, []);
  await page.close();
});

test('a unit says its numbers, by pointer and by keys, and they are those of the table', async () => {
  const page = await browser.newPage();
  const seen = watch(page);
  await page.goto(`${server.url}?lang=en#data=circles&network.layers=dense(4),tanh`);
  await untilThere(page, unit('1 2'));
  await page.hover(unit('1 2'));
  await untilSaid(page, NUMBER, /unit 3/);
  const told = await textAt(page, NUMBER);
  const [, first, sign, second] =
    /Sum: (\S+) × x. ([+−]) (\S+) × x. [+−] [\d.]+ \(bias\); then tanh\./.exec(told) ?? [];
  const weights = [first, `${sign === '−' ? sign : ''}${second}`];
  assert.match(told, /at their fullest: ±0\.\d+/);
  const large = await page.locator(`${NETWORK} .network-foot canvas`).boundingBox();
  assert.ok(large && large.width >= 90, 'its picture is large');
  await page.click(`${NETWORK} summary`);
  await untilThere(page, `${NETWORK} tbody tr`);
  const row = await inPage(
    page,
    (network) =>
      [...document.querySelectorAll(`${network} tbody tr`)]
        .map((row) => [...row.children].map((cell) => cell.textContent?.trim() ?? ''))
        .filter(([layer]) => layer === 'Dense')[2],
    NETWORK,
  );
  const numbers = (/** @type {string[]} */ texts) =>
    texts.map((text) => Number(text.replace('−', '-')).toFixed(2)).sort();
  assert.deepEqual(numbers(row.slice(4, 6)), numbers(weights));

  // One stop for Tab; the arrow keys go on from there.
  await page.mouse.move(0, 0);
  assert.equal(await page.locator(`${NETWORK} .unit[tabindex="0"]`).count(), 1);
  await page.focus(unit('0 0'));
  for (const key of ['ArrowRight', 'ArrowDown', 'ArrowRight', 'ArrowRight', 'ArrowUp', 'ArrowUp']) {
    await page.keyboard.press(key);
  }
  await untilThere(page, `${unit('2 0')}:focus`);
  await untilSaid(page, NUMBER, /Dense: [−+]/);
  await untilThere(page, `${unit('2 0')}[aria-pressed=true]`);
  assert.deepEqual(seen.problems, []);
  await page.close();
});

test('maps of a convolution and heads of attention, in Chinese, in the dark, on a phone', async () => {
  const page = await browser.newPage({ viewport: { width: 390, height: 844 }, colorScheme: 'dark' });
  const seen = watch(page);
  await page.goto(`${server.url}?lang=zh#data=digits-8x8&network.layers=conv(4,3),relu,pool(2),flatten,dense(12),relu`);
  await untilThere(page, `${NETWORK} header`);
  await page.locator(NETWORK).scrollIntoViewIfNeeded();
  await untilThere(page, unit('3 0'));
  assert.deepEqual(
    (await columns(page)).map(([, units]) => units),
    [1, 4, 4, 12, 10],
  );
  await untilSaid(page, NUMBER, /方向键/);
  assert.ok(await inPage(page, () => document.documentElement.scrollWidth <= innerWidth, undefined));
  await screenshot(page, 'network-phone-dark-zh');

  await page.goto(`${server.url}?lang=zh#data=sort&network.layers=embedding(8),block(2)`);
  await page.locator(NETWORK).scrollIntoViewIfNeeded();
  await untilThere(page, unit('2 1'));
  assert.deepEqual(seen.problems, []);
  await page.close();
});

test('an input of the plane is switched on and off where it is drawn, by pointer and by keys, and taken back', async () => {
  const page = await browser.newPage();
  const seen = watch(page);
  await page.goto(`${server.url}?lang=en#data=circles&network.layers=dense(4),tanh`);
  await untilThere(page, unit('2 1'));
  const pressed = () =>
    inPage(
      page,
      (network) =>
        [...document.querySelectorAll(`${network} .column:first-of-type .unit`)]
          .filter((unit) => unit.getAttribute('aria-pressed') === 'true')
          .map((unit) => (unit.textContent ?? '').trim()),
      NETWORK,
    );
  /** The numbers of a hidden unit say what its network is given. @param {RegExp} sum */
  const untilGiven = async (sum) => {
    await page.hover(unit('1 0'));
    await untilSaid(page, NUMBER, sum);
  };
  assert.deepEqual(await pressed(), ['x₁', 'x₂']);
  await page.click(unit('0 2'));
  await untilSaid(page, NUMBER, /x₁²/);
  await untilGiven(/ × x₁²/);
  assert.deepEqual(await pressed(), ['x₁', 'x₂', 'x₁²']);
  assert.match(page.url(), /data\.x1_squared=1/);
  // By keys alone.
  await page.mouse.move(0, 0);
  await page.focus(unit('0 2'));
  for (const key of ['ArrowUp', 'ArrowUp', 'Enter']) await page.keyboard.press(key);
  await untilGiven(/^(?!.* × x₁ ).* × x₁²/);
  assert.deepEqual(await pressed(), ['x₂', 'x₁²']);
  assert.match(page.url(), /data\.x1=0/);
  // The last one stays on.
  await page.click(unit('0 1'));
  await untilGiven(/^(?!.* × x₂).* × x₁²/);
  await page.focus(unit('0 2'));
  await page.keyboard.press('Enter');
  assert.equal(await page.getAttribute(unit('0 2'), 'aria-disabled'), 'true');
  assert.deepEqual(await pressed(), ['x₁²']);
  await page.keyboard.press('Control+z');
  await untilEqual(pressed, ['x₂', 'x₁²'], 'what was switched off last is on again');
  assert.deepEqual(seen.problems, []);
  await page.close();
});

test('a layer is changed where it is drawn: more and fewer units, one more like it, and away', async () => {
  const page = await browser.newPage();
  const seen = watch(page);
  await page.goto(`${server.url}?lang=en#data=circles&network.layers=dense(4),tanh`);
  await untilThere(page, unit('2 1'));
  const tool = (/** @type {number} */ column, /** @type {string} */ name) =>
    page.locator(`${NETWORK} .column`).nth(column).getByRole('button', { name });
  /** @param {number[]} hidden Units of each hidden layer. */
  const untilHidden = (...hidden) =>
    untilEqual(
      () => columns(page),
      [['Input', 7], ...hidden.map((units) => ['Dense tanh', units]), ['Dense', 2]],
      'the columns',
    );
  assert.equal(await page.locator(`${NETWORK} .column`).nth(0).locator('.edit').count(), 0, 'the input');
  assert.equal(await page.locator(`${NETWORK} .column`).nth(2).locator('.edit').count(), 0, 'the output');
  // By keys alone: from a unit on to the tools of its layer.
  await page.focus(unit('1 3'));
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await untilHidden(5);
  await page.hover(`${NETWORK} .column:nth-of-type(2)`);
  await tool(1, 'One more layer like this: 1. Dense').click();
  await untilHidden(5, 5);
  await page.hover(`${NETWORK} .column:nth-of-type(3)`);
  await tool(2, 'Fewer: Units (3. Dense)').click();
  await untilHidden(5, 4);
  await page.hover(`${NETWORK} .column:nth-of-type(2)`);
  await tool(1, 'Remove: 1. Dense').click();
  await untilHidden(4);
  assert.match(decodeURIComponent(page.url()), /layers=dense\(4\),tanh/);
  assert.deepEqual(seen.problems, []);
  await page.close();
});

test('a bias is set by hand, taken back, and followed through its step', async () => {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  const seen = watch(page);
  await page.goto(`${server.url}?lang=en#data=circles&network.layers=dense(4),tanh`);
  await untilThere(page, unit('1 2'));
  await page.click(unit('1 2'));
  const box = page.locator(`${NETWORK} .network-numbers input`);
  const before = await box.inputValue();
  await box.fill('2.5');
  await box.press('Enter');
  await untilSaid(page, `${NETWORK} .network-number`, /\+ 2\.5 \(bias\)/);
  await page.click('#quick [aria-keyshortcuts^="Control+Z"]');
  await until(
    page,
    'the bias of before',
    ([selector, before]) => /** @type {HTMLInputElement} */ (document.querySelector(selector)).value === before,
    [`${NETWORK} .network-numbers input`, before],
  );
  await page.click(`${NETWORK} .network-numbers button`);
  await untilThere(page, '[data-chart=followed] .derivation math');
  await untilSaid(page, '[data-chart=followed] .hint', /0\.bias \[3\] is /);
  assert.match(page.url(), /view\.followed=0\.bias:2/);
  assert.deepEqual(seen.problems, []);
  await page.close();
});

test('what is drawn goes through the drawn network, also while training rests', async () => {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.goto(`${server.url}?lang=en#data=digits-8x8&network.layers=flatten,dense(8),relu`);
  await untilThere(page, `${unit('0 0')} canvas`);
  const picture = () =>
    inPage(
      page,
      (selector) => /** @type {HTMLCanvasElement} */ (document.querySelector(selector)).toDataURL(),
      `${unit('0 0')} canvas`,
    );
  const held = await picture();
  await draw(page, NOUGHT);
  const other = (/** @type {[string, string]} */ [selector, held]) =>
    /** @type {HTMLCanvasElement} */ (document.querySelector(selector)).toDataURL() !== held;
  await until(page, 'the drawing', other, [`${unit('0 0')} canvas`, held]);
  await page.click('.pad-tools button:last-of-type');
  await untilEqual(picture, held, 'the held-out sample again');
  await page.close();
});
