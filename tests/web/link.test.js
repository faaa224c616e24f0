// The link: the address always holds the experiment, and opens exactly it again.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { serve, shared, sharedChromium } from './harness.js';
import {
  choose,
  inPage,
  numberAt,
  SHOWN,
  textAt,
  until,
  untilAddress,
  untilEqual,
  untilNumber,
  untilRest,
  untilThere,
} from './page.js';

const server = await shared(serve());
const browser = await sharedChromium();

/** The keys of the page's address. @param {import('./page.js').Page} page */
const keys = (page) => inPage(page, () => Object.fromEntries(new URLSearchParams(location.hash.slice(1))));

/** The numbers and choices of the page. @param {import('./page.js').Page} page */
const setup = (page) =>
  inPage(page, () =>
    Object.fromEntries(
      [
        .../** @type {NodeListOf<HTMLInputElement>} */ (document.querySelectorAll('.field :is(input.number, select)')),
      ].map(({ id, value }) => [id, value]),
    ),
  );

const LINK =
  'v=1&seed=7&data=circles&data.noise=0.2&network.layers=dense(5),relu,dense(3),tanh&optimizer=momentum&optimizer.rate=0.05&batch=16';

/** @param {string} hash @param {string} [search] */
async function open(hash, search = '?lang=en') {
  const page = await browser.newPage();
  await page.goto(`${server.url}${search}#${hash}`);
  await untilThere(page, '.layer.fixed');
  return page;
}

test('a link opens its experiment, paused, and a reload keeps exactly that', async () => {
  const page = await open(LINK);
  assert.equal(await untilRest(page), 0);
  const [wished, first] = [Object.fromEntries(new URLSearchParams(LINK)), await keys(page)];
  assert.deepEqual(first, wished);
  const shown = await setup(page);
  assert.equal(shown['field-data'], 'circles');
  assert.equal(shown['field-data-noise'], '0.2');
  assert.equal(shown['field-optimizer'], 'momentum');
  assert.equal(shown['field-optimizer-rate'], '0.05');
  assert.equal(shown['field-batch'], '16');
  assert.equal(shown['field-seed'], '7');

  await page.reload();
  await untilThere(page, '.layer.fixed');
  assert.deepEqual(await keys(page), first);
  await untilEqual(() => setup(page), shown);
  assert.equal(await textAt(page, SHOWN.start), 'Start');
});

test('what is changed on the page is in the address, also while it trains', async () => {
  const page = await open(`${LINK}&run=1`);
  await untilNumber(page, SHOWN.step, '>=', 10);
  await page.fill('#field-batch', '24');
  await page.keyboard.press('Enter');
  await untilAddress(page, 'batch', '24');
  const step = await numberAt(page, SHOWN.step);
  assert.ok(step >= 10, 'the batch changes without beginning anew');
  await untilNumber(page, SHOWN.step, '>=', step + 10);

  await choose(page, 'field-data', 'xor');
  await untilAddress(page, 'data', 'xor');
  await page.reload();
  await untilThere(page, '.layer.fixed');
  assert.equal((await setup(page))['field-data'], 'xor');
  assert.equal((await setup(page))['field-batch'], '24');
});

test('bad and unknown keys are named, ignored and kept, and the rest is used', async () => {
  const page = await open('batch=16&optimizer.rate=quick&colour=blue&seed=5');
  const notices = await until(page, 'the messages', () => {
    const texts = [...document.querySelectorAll('.notice')].map((notice) => notice.textContent ?? '');
    return texts.length >= 2 && texts;
  });
  assert.ok(notices.some((text) => text.includes('optimizer.rate') && text.includes('quick')));
  assert.ok(notices.some((text) => text.includes('colour')));
  const shown = await setup(page);
  assert.equal(shown['field-batch'], '16');
  assert.equal(shown['field-seed'], '5');
  assert.equal((await keys(page)).colour, 'blue');
});

test('?lang= and ?device= hold for this visit and stay out of the link', async () => {
  const page = await open('batch=16', '?lang=zh&device=cpu');
  assert.match(await inPage(page, () => document.documentElement.lang), /^zh/);
  assert.equal(await textAt(page, SHOWN.start), '开始');
  await untilThere(page, SHOWN.reason);
  assert.match(await textAt(page, SHOWN.reason), /CPU/);
  assert.deepEqual(await keys(page), { v: '1', batch: '16' });
});

test('the page works in a subfolder', async () => {
  const elsewhere = await shared(serve({ base: '/docs/lab/' }));
  const page = await browser.newPage();
  await page.goto(`${elsewhere.url}?lang=en`);
  await untilNumber(page, SHOWN.step, '>=', 1);
  const missing = elsewhere.log.filter(({ status, path }) => status !== 200 && !path.endsWith('favicon.ico'));
  assert.deepEqual(missing, []);
});
