// A worker that computes without end can be stopped, and what was learnt goes on, paused.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { serve, shared, sharedChromium } from './harness.js';
import {
  addressOf,
  choose,
  inPage,
  makeLab,
  numberAt,
  press,
  SHOWN,
  textAt,
  until,
  untilAddress,
  untilNumber,
  untilRest,
  untilSaid,
  untilThere,
  withLab,
} from './page.js';

const server = await shared(serve());
const browser = await sharedChromium();

/**
 * A page whose workers do something else with a message, before worker.js gets it.
 *
 * @param {string} instead Code; the message is `data`, its event `event`.
 */
async function pageWith(instead) {
  const page = await browser.newPage();
  await page.route(/js\/worker\.js/, async (route) => {
    const response = await route.fetch();
    const own = `self.addEventListener('message', (event) => { const { data } = event; ${instead} });`;
    await route.fulfill({ response, body: `${own}\n${await response.text()}` });
  });
  return page;
}

/** A message of the page. */
const NOTICE = '.notice';

/** Waits for the offer, and takes it. @param {import('./page.js').Page} page */
async function stopIt(page) {
  const words = await until(page, 'the offer to stop', () =>
    [...document.querySelectorAll('.notice')]
      .map(({ textContent }) => textContent ?? '')
      .find((words) => /has not answered for \d+ s/.test(words)),
  );
  assert.match(words, /Stop it/);
  await press(page, NOTICE, 'Stop it');
}

test('a worker that hangs is stopped: the last Checkpoint, paused, and training goes on from there', async () => {
  const page = await pageWith(`if (data.type === 'pause') for (;;);`);
  await page.goto(`${server.url}?lang=en`);
  await untilNumber(page, SHOWN.step, '>=', 1);
  await inPage(
    page,
    async (begin) => {
      const { lab } = await import(begin);
      await new Promise((resolve) => lab.addEventListener('saved', resolve, { once: true }));
    },
    await addressOf(page, 'js/begin.js'),
  );
  await page.click(SHOWN.start);
  const before = await numberAt(page, SHOWN.step);
  await stopIt(page);
  await untilSaid(page, NOTICE, /did not answer\. The experiment is paused at its last checkpoint/);
  assert.equal(await textAt(page, SHOWN.start), 'Start');
  assert.doesNotMatch(await textAt(page, '#notices'), /has not answered/);
  await page.click(SHOWN.start);
  await untilNumber(page, SHOWN.step, '>=', before + 1);
});

test('opening that hangs is stopped: the experiment before stays, or the one the page begins with', async () => {
  const page = await pageWith(
    `if (data.type === 'open' && (data.recipe?.data.id === 'circles' || /circles/.test(data.link ?? ''))) for (;;);`,
  );
  await page.goto(`${server.url}?lang=en#data=circles&run=1`);
  await stopIt(page);
  await untilSaid(page, NOTICE, /was not opened/);
  // Nobody asked the one that the page begins with to start.
  await untilThere(page, '.layer.fixed');
  assert.equal(await untilRest(page), 0);
  await page.click(SHOWN.start);
  await untilNumber(page, SHOWN.step, '>=', 1);

  await choose(page, 'field-data', 'circles');
  await stopIt(page);
  await untilSaid(page, NOTICE, /The experiment is paused at its last checkpoint/);
  await choose(page, 'field-data', 'moons');
  await untilAddress(page, 'data', 'moons');
  await page.click(SHOWN.start);
  await untilNumber(page, SHOWN.step, '>=', 1);
});

test('a worker that is asked for much and still answers is left in peace', async () => {
  const page = await pageWith(`if (data.type === 'export') event.stopImmediatePropagation();`);
  await page.goto(`${server.url}bench.html`);
  await makeLab(page, { device: 'cpu' });
  await withLab(page, (lab) => lab.open({ link: 'data=xor' }));
  const silences = await withLab(page, async (lab) => {
    /** @type {number[]} */
    const silences = [];
    lab.addEventListener('silent', (/** @type {CustomEvent} */ { detail }) => silences.push(detail.seconds));
    lab.request({ type: 'export' });
    await new Promise((resolve) => setTimeout(resolve, 9_000));
    return silences;
  });
  assert.deepEqual(silences, []);
});

test('a worker that is loaded and never stands is replaced', async () => {
  const page = await browser.newPage();
  await page.clock.install();
  let workers = 0;
  await page.route(/js\/worker\.js/, async (route) => {
    workers += 1;
    const response = await route.fetch();
    const mute = `const post = self.postMessage;
      self.postMessage = (event, ...rest) => event.type !== 'ready' && post.call(self, event, ...rest);`;
    await route.fulfill({ response, body: `${workers <= 2 ? mute : ''}\n${await response.text()}` });
  });
  await page.goto(`${server.url}bench.html`);
  await makeLab(page, { device: 'cpu' });
  await withLab(page, (lab) => {
    /** @type {any} */ (window).opening = lab.open({ link: 'data=xor' });
  });
  // The measuring page's own worker, the Lab's first, and the one in its place.
  while (workers < 3) {
    await page.waitForTimeout(200);
    await page.clock.fastForward('00:31');
  }
  const opened = await page.evaluate(() => /** @type {any} */ (window).opening);
  assert.equal(opened.recipe.data.id, 'xor');
});
