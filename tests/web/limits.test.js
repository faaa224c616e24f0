// What is too large to draw, what is no number, and what is not there: it is drawn in part, or said, and training goes on.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { screenshot, serve, shared, sharedChromium, watch } from './harness.js';
import {
  addressOf,
  inPage,
  numberAt,
  openSettings,
  SHOWN,
  textAt,
  toggleView,
  until,
  untilNumber,
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

/** Opens an experiment on a desk's screen, and notes what goes wrong. @param {string} link */
async function open(link) {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  const seen = watch(page);
  await page.goto(`${server.url}?lang=en#${link}`);
  await untilThere(page, `${NETWORK} .unit`);
  return { page, seen };
}

/** It goes on, and the page answers. @param {Page} page */
async function untilGoesOn(page) {
  const step = (await numberAt(page, SHOWN.step)) || 0;
  await untilNumber(page, SHOWN.step, '>=', step + 2);
  await page.click('#tools button[lang]');
  await until(page, 'Chinese', () => document.documentElement.lang.startsWith('zh'));
  await page.click('#tools button[lang]');
  await until(page, 'English', () => document.documentElement.lang === 'en');
}

for (const [what, link, column, all] of /** @type {const} */ ([
  ['4,096 units', 'data=circles&network.layers=dense(4096),tanh&batch=8&run=1', 1, 4096],
  ['256 filters', 'data=digits-8x8&network.layers=conv(256,3),relu,pool(2),flatten&batch=2&run=1', 1, 256],
])) {
  test(`a layer of ${what} is drawn in part, with what lies between counted`, async () => {
    const { page, seen } = await open(link);
    const place = `${NETWORK} .column:nth-of-type(${column + 1})`;
    await untilThere(page, `${place} .between`);
    const shown = await page.locator(`${place} .unit`).count();
    assert.ok(shown > 1 && shown < 40, `${shown} units are shown`);
    const between = Number((await textAt(page, `${place} .between`)).replace(/\D/g, ''));
    assert.equal(shown + between, all);
    await page.focus(`${NETWORK} [data-unit="${column} ${shown - 1}"]`);
    await untilSaid(page, `${NETWORK} .network-number`, new RegExp(`unit ${all}`));
    await screenshot(page, `limits-${all}`);
    await untilGoesOn(page);
    assert.deepEqual(seen.problems, []);
  });
}

test('512 filters are more than a layer may have: it is said with the limit, and something learns all the same', async () => {
  const { page, seen } = await open('data=digits-8x8&network.layers=conv(512,3),relu,pool(2),flatten&run=1');
  await untilSaid(page, '#notices', /“Filters \(output channels\)” must be a whole number from 1 to 256, not 512/);
  await untilGoesOn(page);
  assert.deepEqual(seen.problems, []);
});

test('64 layers: the first and the last are drawn, and training goes on', async () => {
  const { page, seen } = await open(`data=circles&network.layers=${Array(63).fill('dense(2)').join(',')}&run=1`);
  await untilSaid(page, `${NETWORK} .left-out`, /more layers/);
  assert.ok((await page.locator(`${NETWORK} .column`).count()) <= 24);
  await untilGoesOn(page);
  assert.deepEqual(seen.problems, []);
});

test('weights that are no numbers are refused in a sentence, and the experiment before goes on', async () => {
  const { page, seen } = await open('experiment=line-fit&steps=0');
  await inPage(
    page,
    async (begin) => {
      const { lab } = await import(begin);
      const { checkpoint } = await lab.request({ type: 'export' });
      const file = checkpoint.slice();
      const length = new DataView(file.buffer).getUint32(0, true);
      const header = JSON.parse(new TextDecoder().decode(file.subarray(8, 8 + length)));
      const [from, to] = header['0.weight'].data_offsets;
      for (let at = from; at < to; at += 4) new DataView(file.buffer, 8 + length).setFloat32(at, Number.NaN, true);
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([file], 'nan.safetensors'));
      dispatchEvent(new DragEvent('drop', { dataTransfer, cancelable: true }));
    },
    await addressOf(page, 'js/begin.js'),
  );
  await untilSaid(page, '#notices', /“0\.weight” holds NaN or infinite numbers/);
  await page.click(SHOWN.start);
  await untilGoesOn(page);
  assert.deepEqual(seen.problems, []);
});

test('weights that have grown out of bounds: every panel shows or says it, and a remedy trains again', async () => {
  const { page, seen } = await open('experiment=line-fit-diverges&optimizer.rate=10&run=1');
  await untilSaid(page, '#notices', /the loss is NaN or infinite/);
  await untilRest(page);
  await page.hover(`${NETWORK} [data-unit="1 0"]`);
  await untilSaid(page, `${NETWORK} .network-number`, /e\+\d\d × x/);
  await until(
    page,
    'the fit',
    (view) => /leaves the picture/.test(document.querySelector(`${view} canvas`)?.ariaLabel ?? ''),
    view('fit'),
  );
  for (const id of [
    'weight_histograms',
    'predicted_true',
    'activation_statistics',
    'gradient_sizes',
    'loss_landscape',
  ]) {
    if (!(await page.locator(`.chooser [data-view=${id}]`).count())) continue;
    await toggleView(page, id);
    await page.locator(view(id)).scrollIntoViewIfNeeded();
    // It is shown, or refused in a sentence.
    await until(
      page,
      `${id} at NaN`,
      (view) =>
        document.querySelector(`${view} .frame.drawn`) ??
        /nothing to show|no such view/.test(document.querySelector('#notices')?.textContent ?? ''),
      view(id),
    );
  }
  await screenshot(page, 'limits-nan');
  await page.click('.symptoms .notice button:not(.square)');
  await untilNumber(page, SHOWN.step, '>=', 30);
  await untilNumber(page, SHOWN.trainLoss, '<=', 10);
  assert.deepEqual(seen.problems, []);
});

test('a view that an experiment does not have: it is said, and nothing else changes', async () => {
  const link = 'data=plane&network.layers=dense(4),tanh&run=1&view.open=confusion,next_token&view.large=confusion';
  const { page, seen } = await open(link);
  await untilSaid(page, '#notices', /has nothing to show in: Confusion matrix, What comes next/);
  assert.ok(await page.locator(NETWORK).isVisible(), 'nothing is enlarged');
  assert.equal(await page.locator(view('confusion')).count(), 0);
  await untilGoesOn(page);
  // Whoever asks the worker all the same is told.
  const refused = await inPage(
    page,
    async (begin) => {
      const { lab } = await import(begin);
      const look = { width: 300, height: 200, scale: 1, dark: false, log: false, lang: 'en' };
      const ask = (/** @type {string} */ view) =>
        lab.request({ type: 'ask', view: { view, ...look }, again: false }).then(
          () => 'answered',
          (/** @type {any} */ failed) => failed.errors?.[0]?.text.en ?? String(failed),
        );
      return [await ask('confusion'), await ask('no_such_view')];
    },
    await addressOf(page, 'js/begin.js'),
  );
  for (const words of refused) assert.match(words, /has no such view, or it has nothing to show yet/);
  // In an experiment that has it, it stands as the link says.
  await openSettings(page);
  await inPage(page, () => {
    location.hash = 'data=circles&network.layers=dense(4),tanh&view.open=confusion';
  });
  await untilThere(page, view('confusion'));
  assert.deepEqual(seen.problems, []);
});
