// The page for those who hear it: what was done is said, sliders have units, hints belong to their controls, pictures
// have words; and the file of the network alone.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { serve, shared, sharedChromium } from './harness.js';
import {
  draw,
  inPage,
  listen,
  NOUGHT,
  pause,
  SHOWN,
  untilAttribute,
  untilHeard,
  untilNumber,
  untilSaid,
  untilThere,
} from './page.js';

const server = await shared(serve());
const browser = await sharedChromium();

const button = (/** @type {number} */ place) => `#transport .buttons button:nth-of-type(${place})`;

/** Controls of the setup whose hint is not theirs, and hints that no control names. @param {import('./page.js').Page} page */
const strayHints = (page) =>
  inPage(page, () => {
    const named = new Set(
      [...document.querySelectorAll(':is(#setup, #quick, #data) [aria-describedby]')].flatMap((control) =>
        (control.getAttribute('aria-describedby') ?? '').split(' '),
      ),
    );
    // A sentence about the whole data set or network belongs to no control.
    return [...document.querySelectorAll(':is(#setup, #quick, #data) .field .hint, #setup details > .hint')]
      .filter(({ id }) => !named.has(id))
      .map(({ textContent }) => textContent);
  });

/** Everything that is read aloud instead of shown. @param {import('./page.js').Page} page */
const aloud = (page) =>
  inPage(page, () =>
    [...document.querySelectorAll('[aria-label], [aria-valuetext]')].flatMap((element) =>
      ['aria-label', 'aria-valuetext'].flatMap((name) => element.getAttribute(name) ?? []),
    ),
  );

test('what is done is said, controls say their units and hints', async () => {
  const page = await browser.newPage();
  await listen(page);
  await page.goto(`${server.url}?lang=en`);
  await untilNumber(page, SHOWN.step, '>=', 20);
  await untilHeard(page, /^Training\.$/);
  // The opening experiment stands in the address, for everybody to whom it is sent.
  const { hash } = new URL(page.url());
  assert.match(hash, /^#v=1&.*network\.layers=.+&.*optimizer\.rate=/);

  const paused = await pause(page);
  await untilHeard(page, /^Paused at step [\d,]+\.$/);
  await page.click(button(2));
  await untilHeard(page, new RegExp(`^Step ${(paused + 1).toLocaleString('en')}, training loss [\\d.e−-]+\\.$`));
  await page.click(button(3));
  await untilHeard(page, /^Back at step 0\.$/);
  await page.click('#quick [aria-keyshortcuts=N]');
  await untilHeard(page, /^Seed [\d,]+\.$/);

  await untilThere(page, '#field-data-train');
  const train = () => inPage(page, () => document.querySelector('#field-data-train ~ .slider')?.ariaValueText);
  assert.equal(await train(), '70%');
  assert.deepEqual(await strayHints(page), []);
  await page.click('#tools [lang=zh-Hans]');
  await untilSaid(page, '#setup', /训练集比例（%）/);
  assert.equal(await train(), '70%');
});

test('pictures have words, and the network alone is a file for PyTorch', async () => {
  const page = await browser.newPage({ acceptDownloads: true });
  await page.goto(
    `${server.url}?lang=en#data=digits-8x8&network.layers=flatten,dense(64),relu&optimizer.rate=0.003&view.open=confusion&view.settings=open&run=1`,
  );
  await untilNumber(page, SHOWN.accuracy, '>=', 80);
  await pause(page);
  await untilSaid(
    page,
    '[data-chart=confusion] .hint',
    /^Most often mistaken: \d for \d, (once|\d+ times) out of \d+\./,
  );
  await untilAttribute(page, '.prediction canvas', 'aria-label', /nothing yet$/);
  await untilAttribute(page, '#sheet', 'aria-label', /^Drawing pad, empty$/);
  await draw(page, NOUGHT);
  await untilAttribute(page, '#sheet', 'aria-label', /^Drawing pad, 1 stroke$/);
  const seen = /^What the network sees, in 8 × 8 pixels: most likely \d, [\d.]+%$/;
  await untilAttribute(page, '.prediction canvas', 'aria-label', seen);
  assert.deepEqual(
    (await aloud(page)).filter((words) => /\d{8}/.test(words)),
    [],
  );
  assert.deepEqual(await strayHints(page), []);

  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.click('#setup button[aria-describedby=network-hint]'),
  ]);
  assert.match(download.suggestedFilename(), /\.network\.safetensors$/);
  const bytes = await readFile(await download.path());
  const header = JSON.parse(bytes.toString('utf8', 8, 8 + Number(bytes.readBigUInt64LE())));
  const { __metadata__: metadata, ...tensors } = header;
  assert.equal(metadata.format, 'pt');
  // nn.Sequential(nn.Flatten(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10))
  assert.deepEqual(Object.fromEntries(Object.entries(tensors).map(([name, { shape }]) => [name, shape])), {
    '1.weight': [64, 64],
    '1.bias': [64],
    '3.weight': [10, 64],
    '3.bias': [10],
  });
});
