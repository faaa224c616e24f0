// The network as a person meets it: drawn whole, alive while it trains, and read unit by unit with pointer and keys.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
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
      [...document.querySelectorAll(`${network} .column`)].map((column) => {
        const words = [...column.querySelectorAll('h3, .with')].map((part) =>
          part instanceof HTMLSelectElement ? part.selectedOptions[0]?.textContent : part.textContent,
        );
        return [words.join(' ').trim().replace(/\s+/g, ' '), column.querySelectorAll('.unit').length];
      }),
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

test('a map shows its kernels, large, and says which connection is the strongest', async () => {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  const seen = watch(page);
  await page.goto(
    `${server.url}?lang=en#data=digits-8x8&network.layers=conv(4,3),relu,conv(3,2),relu,flatten,dense(6)`,
  );
  await untilThere(page, unit('3 0'));
  await page.click(unit('2 1'));
  await untilSaid(page, `${NETWORK} .behind h4`, /Kernels, one for each map before it/);
  assert.equal(await page.locator(`${NETWORK} .behind canvas`).count(), 4, 'one for each map');
  const sizes = await inPage(
    page,
    (network) =>
      [...document.querySelectorAll(`${network} .behind canvas`)].map((canvas) => {
        const { width, height } = /** @type {HTMLCanvasElement} */ (canvas);
        return [width, height];
      }),
    NETWORK,
  );
  assert.deepEqual(sizes, new Array(4).fill([2, 2]));
  await untilSaid(page, NUMBER, /Its strongest connection: unit \d, norm −?0\.\d+/);
  const large = await page.locator(`${NETWORK} .network-foot canvas`).first().boundingBox();
  const small = await page.locator(`${unit('2 1')} canvas`).boundingBox();
  assert.ok(large && small && large.width > 1.5 * small.width, 'the map is enlarged');
  await untilSaid(page, `${NETWORK} .legend`, /positive weight/);
  // The numbers of the kernels, for those who read.
  await page.click(`${NETWORK} .behind summary`);
  await untilThere(page, `${NETWORK} .behind tbody tr`);
  assert.equal(await page.locator(`${NETWORK} .behind tbody tr`).count(), 8, 'two rows of each kernel');
  // Each unit of the dense layer has its weights for each map as pictures.
  await page.click(unit('3 0'));
  await untilSaid(page, `${NETWORK} .behind h4`, /Weights of the pixels before it/);
  assert.equal(await page.locator(`${NETWORK} .behind canvas`).count(), 3);
  await screenshot(page, 'network-kernels');
  assert.deepEqual(seen.problems, []);
  await page.close();
});

test('a recurrent unit shows its state and gates over the steps, and a step lights up', async () => {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, colorScheme: 'dark' });
  const seen = watch(page);
  await page.goto(`${server.url}?lang=zh#data=waves&network.layers=lstm(5)`);
  await untilThere(page, unit('1 4'));
  await page.focus(unit('1 2'));
  await untilSaid(page, `${NETWORK} .behind h4`, /状态与门控/);
  const names = () =>
    inPage(
      page,
      (network) =>
        [...document.querySelectorAll(`${network} .behind li > span:first-child`)].map(
          ({ textContent }) => (textContent ?? '').trim().split(/\s/)[0],
        ),
      NETWORK,
    );
  assert.deepEqual(await names(), ['状态', '记忆单元', '输入门', '遗忘门', '输出门']);
  // By keys: a step in every picture that has it.
  await page.keyboard.press('Shift+ArrowRight');
  await page.keyboard.press('Shift+ArrowRight');
  await untilSaid(page, NUMBER, /第 2 步：“2”/);
  assert.equal(await page.locator(`${NETWORK} .lit`).count(), 6, 'the input and five units');
  await screenshot(page, 'network-gates-dark-zh');
  assert.deepEqual(seen.problems, []);
  await page.close();
});

test('a point of the surface goes through the network, by pointer and by keys', async () => {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  const seen = watch(page);
  await page.goto(`${server.url}?lang=en#data=circles&network.layers=dense(4),tanh`);
  await untilThere(page, unit('2 1'));
  await untilThere(page, '[data-chart=surface] .frame.drawn');
  const box = await page.locator('[data-chart=surface] .frame').boundingBox();
  assert.ok(box);
  await page.mouse.click(box.x + box.width * 0.7, box.y + box.height * 0.3);
  await untilThere(page, `${unit('1 0')} .at`);
  assert.equal(await page.locator(`${NETWORK} .at`).count(), 13, 'in every picture');
  const place = page.locator('[data-chart=surface] .chosen-place button');
  assert.match((await place.getAttribute('aria-label')) ?? '', /Chosen point: x₁ 0\.\d+, x₂ 0\.\d+/);
  await page.hover(unit('1 0'));
  await untilSaid(page, NUMBER, /× x₁ \(0\.\d+\).* Here it answers −?[01]\.\d+/);
  // By keys: from where it is, to the edge of what is known, and away.
  await place.focus();
  await page.keyboard.press('Escape');
  await until(page, 'no point', (network) => !document.querySelector(`${network} .at`), NETWORK);
  for (const key of ['ArrowRight', 'ArrowRight', 'Shift+ArrowUp']) await page.keyboard.press(key);
  await until(
    page,
    'the point of the keys',
    () =>
      document.querySelector('.chosen-place button')?.getAttribute('aria-label') === 'Chosen point: x₁ 0.1, x₂ 0.25',
  );
  const answers = () =>
    inPage(
      page,
      (network) =>
        [...document.querySelectorAll(`${network} .column:first-of-type .answer`)].map(
          ({ textContent }) => textContent,
        ),
      NETWORK,
    );
  await untilEqual(async () => (await answers()).slice(0, 3), ['0.1', '0.25', '0.01'], 'x₁, x₂ and x₁²');
  await screenshot(page, 'network-point');
  // It stays where it is while another network is built.
  await page.click(unit('0 2'));
  await until(page, 'another network', () => /x1_squared=1/.test(location.hash));
  await untilEqual(async () => (await answers()).slice(0, 2), ['0.1', '0.25'], 'the same point');
  assert.deepEqual(seen.problems, []);
  await page.close();
});

test('a sample and a text of one’s own go through the network', async () => {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  const seen = watch(page);
  await page.goto(`${server.url}?lang=en#data=sort&network.layers=embedding(8),block(2,16)`);
  await untilThere(page, unit('2 1'));
  const tokens = () =>
    inPage(
      page,
      (network) =>
        [...document.querySelectorAll(`${network} .column:nth-of-type(2) .steps .axis span`)]
          .map(({ textContent }) => (textContent ?? '').trim())
          .join(''),
      NETWORK,
    );
  const sample = page.locator('#samples .texts button').nth(2);
  const text = (await sample.textContent())?.split(' ')[0] ?? '';
  await sample.click();
  await untilEqual(tokens, text, 'the sample’s tokens at the axis');
  assert.equal(await sample.getAttribute('aria-pressed'), 'true');
  const own = [...text].reverse().join('');
  await page.fill('#samples .own-text input', own);
  await untilEqual(tokens, own, 'one’s own');
  assert.equal(await sample.getAttribute('aria-pressed'), 'false');
  // Attention: tokens on both axes, an arc past the block.
  await page.click(unit('2 0'));
  await untilThere(page, `${NETWORK} .network-foot .axis.down`);
  assert.equal(await page.locator(`${NETWORK} .network-foot .axis`).count(), 2);
  await untilSaid(page, NUMBER, /Largest: “.” → “.”, 0\.\d+/);
  await screenshot(page, 'network-attention');
  assert.deepEqual(seen.problems, []);
  await page.close();
});

test('layers are put between, moved and changed where they are drawn, and what cannot stand is said there', async () => {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  const seen = watch(page);
  await page.goto(`${server.url}?lang=en#data=digits-8x8&network.layers=conv(4,3),relu,pool(2),flatten,dense(6),tanh`);
  await untilThere(page, unit('4 0'));
  const titles = async () => (await columns(page)).map(([title]) => title);
  const inserter = (/** @type {number} */ column) => page.locator(`${NETWORK} .column`).nth(column).locator('.insert');
  // Between the dense layer and the output.
  await inserter(4).selectOption({ label: 'Dropout' });
  await untilEqual(
    titles,
    ['Input', 'Convolution ReLU', 'Max pooling Flatten', 'Dense tanh Dropout', 'Dense'],
    'dropout after the activation',
  );
  // Another activation, at the head.
  await page.locator(`${NETWORK} .column`).nth(3).locator('select.with').selectOption({ label: 'ReLU' });
  await until(page, 'the link', () => /dense\(6\),relu,dropout/.test(decodeURIComponent(location.hash)));
  // The kernel, beside the number of maps.
  await page.hover(`${NETWORK} .column:nth-of-type(2)`);
  await page
    .locator(`${NETWORK} .column`)
    .nth(1)
    .getByRole('button', { name: /^Fewer: Kernel size/ })
    .click();
  await until(page, 'a smaller kernel', () => /conv\(4,2\)/.test(decodeURIComponent(location.hash)));
  await untilEqual(async () => (await columns(page)).length, 5, 'drawn');
  await until(
    page,
    'drawn anew',
    (network) => document.querySelector(`${network} .column:nth-of-type(2) .shape`)?.textContent?.startsWith('4×7×7'),
    NETWORK,
  );
  // By keys: the pooling goes before the convolution.
  const earlier = page
    .locator(`${NETWORK} .column`)
    .nth(2)
    .getByRole('button', { name: /^Move earlier/ });
  await page.focus(unit('2 0'));
  await earlier.focus();
  await page.keyboard.press('Enter');
  // A convolution after flattening cannot stand.
  await untilSaid(page, `${NETWORK} [role=alert]`, /Layer 3 \(Convolution\) does not fit/);
  await screenshot(page, 'network-refused');
  await page.click(`${NETWORK} [role=alert] button`);
  await until(page, 'no complaint', (network) => !document.querySelector(`${network} [role=alert]`), NETWORK);
  await untilEqual(
    async () => (await titles()).slice(1, 3),
    ['Convolution ReLU', 'Max pooling Flatten'],
    'as it was before',
  );
  assert.deepEqual(seen.problems, []);
  await page.close();
});

test('a layer is dragged to another place by its head', async () => {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.goto(`${server.url}?lang=en#data=circles&network.layers=dense(4),tanh,dense(6),relu`);
  await untilThere(page, unit('3 1'));
  const from = await page.locator(`${NETWORK} .column`).nth(1).locator('h3').boundingBox();
  const to = await page.locator(`${NETWORK} .column`).nth(3).locator('h3').boundingBox();
  assert.ok(from && to);
  await page.mouse.move(from.x + from.width / 2, from.y + 5);
  await page.mouse.down();
  await page.mouse.move(from.x + 60, from.y + 5, { steps: 4 });
  await page.mouse.move(to.x - 10, to.y + 5, { steps: 4 });
  await page.mouse.up();
  await untilEqual(
    () => columns(page),
    [
      ['Input', 7],
      ['Dense ReLU', 6],
      ['Dense tanh', 4],
      ['Dense', 2],
    ],
    'the order',
  );
  await page.keyboard.press('Control+z');
  await untilEqual(async () => (await columns(page))[1], ['Dense tanh', 4], 'taken back');
  await page.close();
});

test('a network of very many layers is drawn in part, and leaves as a file', async () => {
  const page = await browser.newPage({ viewport: { width: 1024, height: 768 } });
  const seen = watch(page);
  const deep = new Array(32).fill('dense(3),tanh').join(',');
  await page.goto(`${server.url}?lang=en#data=circles&network.layers=${deep}`);
  await untilThere(page, unit('23 1'));
  assert.equal((await columns(page)).length, 24);
  await untilSaid(page, `${NETWORK} .left-out`, /20 more layers/);
  await page.click(SHOWN.start);
  await untilNumber(page, SHOWN.step, '>=', 20);
  await page.click(`${NETWORK} .save`);
  for (const [format, signature] of [
    ['SVG', '<svg'],
    ['PNG', '\x89PNG'],
  ]) {
    if (!(await page.locator(`${NETWORK} .saves`).count())) await page.click(`${NETWORK} .save`);
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.locator(`${NETWORK} .saves`).getByRole('button', { name: format }).click(),
    ]);
    const bytes = await readFile(await file.path());
    assert.ok(bytes.toString('latin1').startsWith(signature), format);
    if (format === 'SVG') assert.match(String(bytes), /Inside the network[\s\S]*positive weight/);
  }
  assert.deepEqual(seen.problems, []);
  await page.close();
});

for (const width of [320, 390, 1024, 1440]) {
  test(`a layer’s tools are whole on a screen of ${width} pixels`, async () => {
    const isPhone = width < 700;
    const page = await browser.newPage({ viewport: { width, height: 800 }, isMobile: isPhone, hasTouch: isPhone });
    const layers = 'conv(6,3),relu,pool(2),conv(16,2),relu,flatten,dense(24),relu,dense(12),relu';
    await page.goto(`${server.url}?lang=en#data=digits-8x8&network.layers=${layers}`);
    await untilThere(page, NETWORK);
    await page.locator(NETWORK).scrollIntoViewIfNeeded();
    for (const column of [1, 2, 3, 4, 5]) {
      await untilThere(page, unit(`${column} 0`));
      if (isPhone) await page.tap(unit(`${column} 0`));
      else await page.click(unit(`${column} 0`));
      const tools = `${NETWORK} .edit [data-tool^="${column} "]`;
      await untilThere(page, tools);
      const cut = await inPage(
        page,
        ([tools, network]) => {
          const room = document.querySelector(`${network} .figure-place`)?.getBoundingClientRect() ?? new DOMRect();
          const found = [...document.querySelectorAll(tools)].filter((tool) => {
            const { left, right } = tool.getBoundingClientRect();
            return left < room.left - 1 || right > room.right + 1;
          });
          return found.map((tool) => tool.getAttribute('aria-label'));
        },
        [tools, NETWORK],
      );
      assert.deepEqual(cut, [], `column ${column}`);
    }
    await page.close();
  });
}
