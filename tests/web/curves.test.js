// What the curves, their table, cursor and legend say: all of it of one history, and every number of a known step.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { screenshot, serve, shared, sharedChromium, watch } from './harness.js';
import {
  choose,
  inPage,
  openSettings,
  pause,
  SHOWN,
  textAt,
  until,
  untilAttribute,
  untilEqual,
  untilNumber,
  untilStep,
  untilTested,
  untilText,
  untilThere,
} from './page.js';

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
  await until(page, 'no end any more', () => !location.hash.includes('steps=40'));
  await page.click(SHOWN.start);
  await untilNumber(page, SHOWN.step, '>=', 300);
  await until(page, 'no word of the end', () => !/steps are done/.test(document.body.innerText));

  // Back to start while it trains: the beginning of the new curve is there, and nothing of the old one.
  // A fast machine is past the old step again before anybody asks: the fall itself is noted.
  await inPage(
    page,
    (shown) => {
      const place = /** @type {Element} */ (document.querySelector(shown));
      const read = () => Number(place.textContent?.replaceAll(',', ''));
      let last = read();
      new MutationObserver(() => {
        const now = read();
        if (now < last) Object.assign(window, { fell: true });
        last = now;
      }).observe(place, { characterData: true, childList: true, subtree: true });
    },
    SHOWN.step,
  );
  await page.click(REWIND);
  await until(page, 'the new beginning', () => /** @type {any} */ (window).fell);
  await untilNumber(page, SHOWN.step, '>=', 100);
  const step = await pause(page);
  await untilTested(page);
  const table = await rows(page);
  assert.ok(table.length > 3, JSON.stringify(table));
  assert.equal(plain(table[0][0]), step, 'the newest row is of now');
  assert.ok(plain(table[table.length - 1][0]) <= 1, 'the oldest is of the beginning');
  assert.ok(table.every((row, index) => index === 0 || plain(row[0]) < plain(table[index - 1][0])));
  const validations = table.map((row) => row[2]).filter((text) => text !== '–');
  assert.ok(validations.length > 2 && new Set(validations).size > 2, 'validation stands where it was measured');
  const measured = plain(table.find((row) => row[2] !== '–')?.[0] ?? '');
  const shown = `Loss over ${step} steps\\. Training falls from .*Validation, measured \\d+ times, last at step ${measured}, falls from`;
  await untilAttribute(page, `${LOSS} canvas`, 'aria-label', new RegExp(`^${shown}`));
  const words = (await page.getAttribute(`${LOSS} canvas`, 'aria-label')) ?? '';
  assert.doesNotMatch(words, /\d{6}/, 'short numbers');

  // The cursor reads the same.
  const box = await page.locator(`${LOSS} .frame`).boundingBox();
  assert.ok(box);
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await until(page, 'the cursor', () =>
    /^Step [\d,–]+ · training [\d.]+ · validation [\d.]+( at step [\d,]+)?$/.test(
      document.querySelector('[data-chart=loss] .reading')?.textContent ?? '',
    ),
  );

  // Another page opens what was saved, and knows its past at once.
  await openSettings(page);
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.click('#setup button:has-text("Save to file")'),
  ]);
  const path = await file.path();
  const epoch = await textAt(page, '.figures .figure:nth-child(2) dd');
  const other = await browser.newPage();
  const seenThere = watch(other);
  await other.goto(`${server.url}?lang=en#data=moons`);
  await untilThere(other, '.layer.fixed');
  await other.setInputFiles('#setup input[type=file]', path);
  await untilStep(other, step);
  await untilText(other, '.figures .figure:nth-child(2) dd', epoch);
  // What rests is measured again: losses and scores are those of where it was saved.
  for (const shown of [SHOWN.trainLoss, `${LOSS} .validation dd`, `${LOSS} .test dd`]) {
    await untilText(other, shown, await textAt(page, shown));
  }
  await other.click(`${LOSS} summary`);
  await untilEqual(() => rows(other), table, 'its table');
  await untilEqual(() => other.getAttribute(`${LOSS} canvas`, 'aria-label'), words, 'its curve');

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
    /still/.test(document.querySelector('#stage.of-before .before')?.textContent ?? ''),
  );
  await screenshot(other, 'curves-of-before');
  assert.deepEqual([...seen.problems, ...seenThere.problems], []);
});
