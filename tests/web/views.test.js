// Views as a person meets them: a matrix, pictures that change while it trains, lines over the
// epochs; what is asked once and stays; closed and opened by the link; and the files that are saved of them.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { screenshot, serve, shared, sharedChromium, watch } from './harness.js';
import {
  inPage,
  numberAt,
  press,
  SHOWN,
  textAt,
  toggleView,
  until,
  untilNumber,
  untilSaid,
  untilText,
  untilThere,
} from './page.js';

const server = await shared(serve());
const browser = await sharedChromium();

const DIGITS = 'data=digits-8x8&network.layers=flatten,dense(16),relu&optimizer.rate=0.003';

/** @param {string} id */
const view = (id) => `[data-chart=${id}]`;

/** Pauses, and waits until the test set was evaluated: the last number of the run. @param {import('playwright-core').Page} page */
async function pause(page) {
  await page.click(SHOWN.start);
  await until(
    page,
    'the test at rest',
    () => /** @type {HTMLButtonElement | null} */ (document.querySelector('.test-now button'))?.disabled,
  );
}

/**
 * Saves a view.
 * @param {import('playwright-core').Page} page
 * @param {string} id
 * @param {string} format
 */
async function saved(page, id, format) {
  await page.click(`${view(id)} .save`);
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.click(`${view(id)} .saves button:text-is("${format}")`),
  ]);
  assert.match(download.suggestedFilename(), new RegExp(`^downhill-.+-\\d+\\.${id}\\.${format.toLowerCase()}$`));
  return readFile(await download.path());
}

/** The cells of a view's table: a row each. @param {import('playwright-core').Page} page @param {string} id */
const table = (page, id) =>
  inPage(
    page,
    (view) =>
      [...document.querySelectorAll(`${view} tr`)].map((row) =>
        [...row.children].map((cell) => cell.textContent?.trim() ?? ''),
      ),
    view(id),
  );

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

test('the matrix counts each class by the class that it was given, with its share', async () => {
  const page = await browser.newPage();
  const seen = watch(page);
  await page.goto(`${server.url}?lang=en#${DIGITS}&view.open=confusion&run=1`);
  await untilNumber(page, SHOWN.accuracy, '>=', 50);
  await pause(page);
  // The matrix of before the pause stands until that of the newest step has come.
  const step = (await textAt(page, SHOWN.step)).replace(',', ',?');
  await untilSaid(page, `${view('confusion')} .hint`, new RegExp(`test set \\(\\d+ samples\\), at step ${step}`));
  const [head, ...rows] = await table(page, 'confusion');
  assert.deepEqual(head.slice(1), [...'0123456789', 'Accuracy']);
  assert.deepEqual(
    rows.map(([name]) => name),
    [...'0123456789'],
  );
  let [right, all] = [0, 0];
  rows.forEach(([, ...cells], row) => {
    const counts = cells.slice(0, 10).map(Number);
    const sum = counts.reduce((sum, count) => sum + count, 0);
    assert.equal(cells[10], `${((100 * counts[row]) / sum).toFixed(1)}%`);
    right += counts[row];
    all += sum;
  });
  const hint = await textAt(page, `${view('confusion')} .hint`);
  assert.match(hint, new RegExp(`test set \\(${all} samples\\)`));
  await untilText(page, `${view('accuracy')} .test dd`, `${((100 * right) / all).toFixed(1)}%`);
  // What is most often mistaken is a number of the matrix.
  const [, from, to, count] = /^Most often mistaken: (\d) for (\d), (once|\d+)/.exec(hint) ?? [];
  assert.equal(rows[Number(from)][1 + Number(to)], count === 'once' ? '1' : count);
  const csv = String(await saved(page, 'confusion', 'CSV'))
    .trim()
    .split('\r\n');
  assert.deepEqual(csv[4].split(',').slice(0, 11), rows[3].slice(0, 11));
  assert.deepEqual(seen.problems, []);
  await page.close();
});

test('the first layer is shown once it is opened, and changes while it trains', async () => {
  const page = await browser.newPage();
  const seen = watch(page);
  await page.goto(`${server.url}?lang=en#${DIGITS}&run=1`);
  await untilNumber(page, SHOWN.step, '>=', 1);
  const id = 'first_weights';
  assert.equal(await inPage(page, (view) => document.querySelectorAll(`${view} .tiles`).length, view(id)), 0);
  await toggleView(page, id);
  await page.locator(view(id)).scrollIntoViewIfNeeded();
  await untilThere(page, `${view(id)} .tiles canvas`);
  assert.match(page.url(), /view\.open=first_weights/);
  const before = await tiles(page, id);
  assert.equal(before.length, 16, 'a picture for each unit');
  assert.equal(new Set(before).size, 16, 'each its own');
  const captions = await inPage(
    page,
    (view) => [...document.querySelectorAll(`${view} figcaption`)].map(({ textContent }) => textContent),
    view(id),
  );
  assert.deepEqual(
    captions,
    Array.from({ length: 16 }, (_, index) => String(index + 1)),
  );
  await until(
    page,
    'other weights',
    ([view, before]) =>
      /** @type {HTMLCanvasElement} */ (document.querySelector(`${view} canvas`)).toDataURL() !== before,
    [view(id), before[0]],
  );
  // The key says what the ends of the scale are.
  assert.match(await textAt(page, `${view(id)} .ramp`), /^[-−]0?\.\d+.*0?\.\d+$|^[-−][\d.]+.*[\d.]+$/s);
  const size = await page
    .locator(`${view(id)} canvas`)
    .first()
    .boundingBox();
  assert.ok(size && size.width >= 36 && size.height >= 36, JSON.stringify(size));

  // It is open again after a reload, and closed for good when it is closed.
  await page.reload();
  await page.click(`${view(id)} .hide`);
  await until(page, 'a link without it', () => !location.hash.includes('view.open'));
  assert.deepEqual(seen.problems, []);
  await page.close();
});

test('the accuracy of each class, over the epochs: legend, table and cursor say the same', async () => {
  const page = await browser.newPage();
  const seen = watch(page);
  const id = 'class_accuracy';
  await page.goto(`${server.url}?lang=en#${DIGITS}&epochs=4&view.open=${id}&run=1`);
  await until(page, 'the end', () => /4 epochs are done/.test(document.body.innerText));
  await page.locator(view(id)).scrollIntoViewIfNeeded();
  await page.click(`${view(id)} summary`);
  await until(page, 'four epochs', (view) => document.querySelector(`${view} tbody th`)?.textContent === '4', view(id));
  await untilThere(page, `${view(id)} .frame.drawn`);
  const [head, newest] = await table(page, id);
  assert.deepEqual(head, ['Epoch', ...'0123456789']);
  const legend = await inPage(
    page,
    (view) => [...document.querySelectorAll(`${view} .values dd`)].map(({ textContent }) => textContent?.trim()),
    view(id),
  );
  assert.deepEqual(legend, newest.slice(1));
  const box = await page.locator(`${view(id)} .frame`).boundingBox();
  assert.ok(box);
  await page.mouse.move(box.x + box.width - 20, box.y + 20);
  await untilThere(page, `${view(id)} .reading`);
  const words = (await textAt(page, `${view(id)} .reading`)).split(' · ');
  assert.equal(words[0], 'Epoch 4');
  assert.equal(words.length, 7, 'six classes by name');
  for (const word of words.slice(1)) {
    const [name, share] = word.split(' ');
    assert.equal(share, newest[1 + Number(name)]);
  }
  await screenshot(page, 'views-class-accuracy');
  assert.deepEqual(seen.problems, []);
  await page.close();
});

test('files hold the numbers of the table', async () => {
  const page = await browser.newPage({ acceptDownloads: true });
  const seen = watch(page);
  await page.goto(`${server.url}?lang=en#${DIGITS}&steps=60&run=1`);
  await until(page, 'the end', () => /60 steps are done/.test(document.body.innerText));
  await page.click(`${view('loss')} summary`);
  await until(
    page,
    'the last step',
    (view) => document.querySelector(`${view} tbody th`)?.textContent === '60',
    view('loss'),
  );
  const [head, ...rows] = await table(page, 'loss');
  const csv = String(await saved(page, 'loss', 'CSV'))
    .trim()
    .split('\r\n');
  const cells = csv.map((line) => line.split(','));
  assert.deepEqual(cells[0], head);
  for (const [step, ...values] of rows) {
    const row = cells.find(([first]) => first === step) ?? [];
    const written = row.slice(1).map((cell) => (cell === '' ? '–' : String(Number(Number(cell).toPrecision(4)))));
    assert.deepEqual(
      written,
      values.map((value) => (value === '–' ? value : String(Number(value)))),
      `step ${step}`,
    );
  }
  const svg = String(await saved(page, 'loss', 'SVG'));
  assert.match(svg, /^<svg [\s\S]*<title>Loss over 60 steps\. Training falls from/);
  for (const name of ['Loss', 'training', 'validation']) assert.ok(svg.includes(name), name);
  const png = await saved(page, 'loss', 'PNG');
  assert.equal(png.toString('latin1', 1, 4), 'PNG');
  // It is the SVG, with its title and legend, twice as fine.
  const [, width, height] = /width="(\d+)" height="(\d+)"/.exec(svg) ?? [];
  assert.deepEqual([png.readUInt32BE(16), png.readUInt32BE(20)], [2 * Number(width), 2 * Number(height)]);
  assert.deepEqual(seen.problems, []);
  await page.close();
});

for (const [what, id, link, words] of /** @type {const} */ ([
  [
    'rows',
    'typed_tokens',
    'data=sort&network.layers=embedding(8),block(2)',
    /Try letters of your own[\s\S]*Its probability/,
  ],
  ['bars', 'next_token', 'data=names&network.layers=rnn(16,1)', /What comes next[\s\S]*100\.0%[\s\S]*Probability/],
])) {
  test(`${what} leave as a picture too, with title and the names of their columns or axis`, async () => {
    const page = await browser.newPage({ acceptDownloads: true });
    const seen = watch(page);
    await page.goto(`${server.url}?lang=en#${link}&view.open=${id}`);
    // What is off screen is not shown.
    await untilThere(page, view(id));
    await page.locator(view(id)).scrollIntoViewIfNeeded();
    await untilThere(page, `${view(id)} .save`);
    const svg = String(await saved(page, id, 'SVG'));
    assert.match(svg, words);
    const png = await saved(page, id, 'PNG');
    const [, width, height] = /width="(\d+)" height="(\d+)"/.exec(svg) ?? [];
    assert.deepEqual([png.readUInt32BE(16), png.readUInt32BE(20)], [2 * Number(width), 2 * Number(height)]);
    assert.deepEqual(seen.problems, []);
    await page.close();
  });
}

test('the samples with the largest loss, asked for once', async () => {
  const page = await browser.newPage();
  const seen = watch(page);
  await page.goto(`${server.url}?lang=en#${DIGITS}&run=1`);
  await untilNumber(page, SHOWN.step, '>=', 50);
  const id = 'hardest';
  // Whoever opens it asks.
  await toggleView(page, id);
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
