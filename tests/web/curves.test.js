// What the curves, their table, cursor and legend say: all of it of one history, and every number of a known step.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { screenshot, serve, shared, sharedChromium, watch } from './harness.js';
import { choose, inPage, numberAt, SHOWN, textAt, until, untilNumber, untilThere } from './page.js';

// The pictures of clothes are on their way for as long as the test lasts.
const server = await shared(serve({ rate: (path) => (path.includes('fashion') ? 20_000 : undefined) }));
const browser = await sharedChromium();

const REWIND = '#transport button[aria-keyshortcuts="R"]';
const LOSS = '[data-chart=loss]';

/** Rows of the loss's table, newest first: its texts. @param {import('./page.js').Page} page */
const rows = (page) =>
  inPage(page, () =>
    [...document.querySelectorAll('[data-chart=loss] tbody tr')].map((row) =>
      [...row.children].map((cell) => cell.textContent?.trim() ?? ''),
    ),
  );

/** @param {string} text */
const plain = (text) => Number(text.replaceAll(',', ''));

/** @param {import('playwright-core').Page} page */
async function pause(page) {
  await page.click(SHOWN.start);
  // The test set is evaluated when training rests: the last number of the run.
  await until(page, 'the test at rest', () => {
    const button = /** @type {HTMLButtonElement | null} */ (document.querySelector('.test-now button'));
    return button?.disabled;
  });
}

/** The picture's words. @param {import('./page.js').Page} page */
const alt = (page) =>
  inPage(page, () => document.querySelector('[data-chart=loss] canvas')?.getAttribute('aria-label'));

test('curves, table, cursor and legend are of one run, from its first step to now', async () => {
  const page = await browser.newPage();
  const seen = watch(page);
  await page.goto(`${server.url}?lang=en#data=digits-8x8&network.layers=flatten,dense(32),relu&steps=40`);
  await untilThere(page, `${LOSS} summary`);
  await page.click(`${LOSS} summary`);

  // What says that training is over goes when it goes on.
  await page.click(SHOWN.start);
  await until(page, 'the end', () => /40 steps are done/.test(document.body.innerText));
  await inPage(page, () => {
    const box = /** @type {HTMLInputElement} */ (document.getElementById('field-steps'));
    box.value = '0';
    for (const type of ['input', 'change']) box.dispatchEvent(new Event(type, { bubbles: true }));
  });
  await page.click(SHOWN.start);
  await untilNumber(page, SHOWN.step, '>=', 300);
  assert.doesNotMatch(await inPage(page, () => document.body.innerText), /steps are done/);

  // Back to start while it trains: the beginning of the new curve is there, and nothing of the old one.
  await page.click(REWIND);
  await until(
    page,
    'the new beginning',
    (shown) => Number(document.querySelector(shown)?.textContent?.replaceAll(',', '')) < 300,
    SHOWN.step,
  );
  await untilNumber(page, SHOWN.step, '>=', 100);
  await pause(page);
  const step = await numberAt(page, SHOWN.step);
  const table = await rows(page);
  assert.ok(table.length > 3, JSON.stringify(table));
  assert.equal(plain(table[0][0]), step, 'the newest row is of now');
  assert.ok(plain(table[table.length - 1][0]) <= 1, 'the oldest is of the beginning');
  assert.ok(table.every((row, index) => index === 0 || plain(row[0]) < plain(table[index - 1][0])));
  const validations = table.map((row) => row[2]).filter((text) => text !== '–');
  assert.ok(validations.length > 2 && new Set(validations).size > 2, 'validation stands where it was measured');
  await until(
    page,
    'the picture of now',
    (step) => {
      const words = document.querySelector('[data-chart=loss] canvas')?.getAttribute('aria-label') ?? '';
      return words.startsWith(`Loss over ${step} steps. Training falls from`);
    },
    step,
  );
  const measured = plain(table.find((row) => row[2] !== '–')?.[0] ?? '');
  const words = (await alt(page)) ?? '';
  assert.match(words, new RegExp(`Validation, measured \\d+ times, last at step ${measured}, falls from`));
  assert.doesNotMatch(words, /\d{6}/, 'short numbers');

  // The cursor reads the same.
  const box = await page.locator(`${LOSS} .frame`).boundingBox();
  assert.ok(box);
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await until(page, 'the cursor', () =>
    /^Step [\d,–]+ · training [\d.]+ · validation [\d.]+ at step [\d,]+$/.test(
      document.querySelector('[data-chart=loss] .reading')?.textContent ?? '',
    ),
  );

  // Another page opens what was saved, and knows its past at once.
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.click('#setup button:has-text("Save to file")'),
  ]);
  const path = await file.path();
  const epoch = await textAt(page, '.figures .figure:nth-child(2) dd');
  const other = await browser.newPage();
  const seenThere = watch(other);
  await other.goto(`${server.url}?lang=en#data=moons`);
  await untilThere(other, `${LOSS} summary`);
  await other.setInputFiles('#setup input[type=file]', path);
  await untilNumber(other, SHOWN.step, '>=', step);
  assert.equal(await numberAt(other, SHOWN.step), step);
  assert.equal(await textAt(other, '.figures .figure:nth-child(2) dd'), epoch);
  // What rests is measured again: losses and scores are those of where it was saved. They come after the step.
  for (const shown of [SHOWN.trainLoss, `${LOSS} .validation dd`, `${LOSS} .test dd`]) {
    const score = await textAt(page, shown);
    const same = (/** @type {string[]} */ [shown, score]) =>
      document.querySelector(shown)?.textContent?.trim() === score;
    await until(other, `${shown} ${score}`, same, [shown, score]);
  }
  await other.click(`${LOSS} summary`);
  await untilThere(other, `${LOSS} tbody tr`);
  await until(
    other,
    'its table',
    (rows) => document.querySelectorAll('[data-chart=loss] tbody tr').length >= rows,
    table.length,
  );
  assert.deepEqual(await rows(other), table);
  await until(
    other,
    'its curve',
    (words) => document.querySelector('[data-chart=loss] canvas')?.getAttribute('aria-label') === words,
    words,
  );

  // The test set rests while it trains, and its score says of which step it is; on demand there is a new one.
  await other.click(SHOWN.start);
  await until(
    other,
    'the step of the score',
    (step) =>
      document.querySelector('[data-chart=loss] .test .of')?.textContent === `at step ${step.toLocaleString('en')}`,
    step,
  );
  await other.click('.test-now button');
  await until(
    other,
    'a newer score',
    (step) =>
      document.querySelector('[data-chart=loss] .test .of')?.textContent !== `at step ${step.toLocaleString('en')}`,
    step,
  );

  // Under another title old curves are told to be old.
  await choose(other, 'field-data', 'fashion');
  await until(other, 'whose curves these are', () =>
    /still/.test(document.querySelector('#charts.of-before .before')?.textContent ?? ''),
  );
  await screenshot(other, 'curves-of-before');
  assert.deepEqual([...seen.problems, ...seenThere.problems], []);
});
