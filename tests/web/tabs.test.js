// Work that is kept in the browser: of several tabs, after a pause, and without storage.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { serve, shared, sharedChromium } from './harness.js';
import {
  inPage,
  pause,
  SHOWN,
  textAt,
  until,
  untilEqual,
  untilNumber,
  untilRest,
  untilSaid,
  untilStep,
  untilStill,
  untilThere,
} from './page.js';

const server = await shared(serve());
const browser = await sharedChromium();

/** Names and steps of what is kept. @param {import('playwright-core').Page} page @returns {Promise<number[]>} */
const keptSteps = (page) =>
  inPage(
    page,
    () =>
      new Promise((resolve) => {
        const opening = indexedDB.open('downhill', 1);
        opening.onupgradeneeded = () => opening.result.createObjectStore('checkpoints');
        opening.onsuccess = () => {
          const asked = opening.result.transaction('checkpoints').objectStore('checkpoints').getAll();
          asked.onsuccess = () => {
            opening.result.close();
            resolve(asked.result.map((/** @type {{ step: number }} */ { step }) => step));
          };
        };
      }),
  );

/**
 * Trains an experiment in a tab of its own, pauses, and waits until that is kept.
 * @param {import('playwright-core').BrowserContext} context
 * @param {string} link
 */
async function work(context, link) {
  const page = await context.newPage();
  await page.goto(`${server.url}?lang=en#${link}&run=1`);
  await untilNumber(page, SHOWN.step, '>=', 200);
  const step = await pause(page);
  await untilEqual(async () => (await keptSteps(page)).includes(step), true, `step ${step} is kept`);
  return { page, step };
}

const OFFER = '#notices .notice';

test('two tabs keep their own work, the offer says which it is, and goes on exactly from the pause', async () => {
  const context = await browser.newContext();
  const one = await work(context, 'experiment=xor');
  const two = await work(context, 'data=moons&network.layers=dense(5),tanh');
  assert.deepEqual((await keptSteps(one.page)).sort(), [one.step, two.step].sort(), 'neither overwrites the other');

  // What a living tab is at is not offered to another.
  const third = await context.newPage();
  await third.goto(`${server.url}?lang=en`);
  await untilNumber(third, SHOWN.step, '>=', 1);
  await third.waitForTimeout(1_500);
  assert.equal(await inPage(third, () => document.querySelectorAll('#notices .notice').length), 0);

  // A reloaded tab is offered its own, though the other's is newer.
  await one.page.reload();
  await untilThere(one.page, OFFER);
  await untilThere(one.page, '.layer.fixed');
  const title = await inPage(one.page, () => {
    return document.querySelector('.experiment strong')?.textContent;
  });
  assert.ok((await textAt(one.page, OFFER)).includes(`“${title}” at step ${one.step.toLocaleString('en')}`));
  await one.page.locator(`${OFFER} button`, { hasText: 'Continue' }).click();
  await untilStep(one.page, one.step);
  assert.equal(await untilRest(one.page), one.step);

  // When both are gone the newest is offered, then the other.
  await one.page.close();
  await two.page.close();
  // As long as a tab lives it holds a lock.
  await until(third, 'the end of both tabs', async () => {
    const { held = [] } = await navigator.locks.query();
    return !held.some(({ name }) => name?.startsWith('work '));
  });
  await third.reload();
  await untilThere(third, OFFER);
  assert.match(
    await textAt(third, OFFER),
    new RegExp(`Moons, a network with 27 parameters.*at step ${two.step.toLocaleString('en')}`, 'i'),
  );
  await third.click('button[lang=zh-Hans]');
  await untilSaid(third, OFFER, /继续/);
  await third.locator(`${OFFER} button`, { hasText: '不用了' }).click();
  await until(third, 'the other', ([offer, step]) => document.querySelector(offer)?.textContent?.includes(step), [
    OFFER,
    one.step.toLocaleString('en'),
  ]);
  assert.deepEqual(await keptSteps(third), [one.step]);
});

test('what earlier versions kept is offered, and where storage is refused nothing else changes', async () => {
  const context = await browser.newContext();
  const { page, step } = await work(context, 'data=xor');
  await inPage(
    page,
    () =>
      new Promise((resolve) => {
        const opening = indexedDB.open('downhill', 1);
        opening.onsuccess = () => {
          const shelf = opening.result.transaction('checkpoints', 'readwrite').objectStore('checkpoints');
          const asked = shelf.getAll();
          asked.onsuccess = () => {
            shelf.clear();
            const [{ step, checkpoint }] = asked.result;
            shelf.put({ step, checkpoint }, 'last').onsuccess = () => resolve(opening.result.close());
          };
        };
      }),
  );
  await page.goto('about:blank');
  await page.goto(`${server.url}?lang=en`);
  await untilThere(page, OFFER);
  assert.match(
    await textAt(page, OFFER),
    new RegExp(`Continue where you left off, at step ${step.toLocaleString('en')}`),
  );
  await context.close();

  const refused = await browser.newPage();
  await refused.addInitScript(() => {
    for (const name of ['indexedDB', 'localStorage', 'sessionStorage']) {
      Object.defineProperty(window, name, {
        get() {
          throw new DOMException('refused', 'SecurityError');
        },
      });
    }
  });
  await refused.goto(`${server.url}?lang=en#data=xor&run=1`);
  await untilNumber(refused, SHOWN.step, '>=', 100);
  await pause(refused);
  await untilStill(refused);
  assert.equal(await inPage(refused, () => document.querySelectorAll('#notices .notice').length), 0);
});
