// A control echoes at once and acts at the next step, whatever else the page and the worker do.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { serve, shared, sharedChromium } from './harness.js';
import { addressOf, inPage, SHOWN, until, untilEqual, untilNumber, untilRest, untilThere } from './page.js';

const server = await shared(serve());
const browser = await sharedChromium();

/** @typedef {import('playwright-core').Page} Page */

/** Frames that a control has for its echo. */
const FRAMES = 2;

/** With every panel open that there is at first, and as fast as the machine can: a control has to share with all of it. */
const LINK = 'v=1&seed=3&data=circles&network.layers=dense(6),tanh,dense(5),tanh&run=1';

/**
 * Counts frames from now on: from an input event in a control's field to what the page changes about the field. What the
 * browser itself shows of a key, before any script has run, does not count.
 * @param {Page} page
 * @param {string} id Of the control.
 * @param {string} event
 */
const countFrames = (page, id, event) =>
  inPage(
    page,
    ([id, event]) => {
      const field = /** @type {HTMLElement} */ (document.getElementById(id)?.closest('.field'));
      /** @type {{ frames: number | null }} */
      const echo = { frames: null };
      Object.assign(window, { echo });
      let frames = 0;
      const count = () => {
        frames += 1;
        if (echo.frames === null) requestAnimationFrame(count);
      };
      const begun = () => {
        const seen = new MutationObserver(() => {
          echo.frames = frames;
          seen.disconnect();
        });
        seen.observe(field, { attributes: true, characterData: true, childList: true, subtree: true });
        requestAnimationFrame(count);
      };
      field.addEventListener(event, begun, { capture: true, once: true });
    },
    [id, event],
  );

/** @param {Page} page */
const framesTaken = (page) => until(page, 'an echo', () => /** @type {any} */ (window).echo.frames);

/** What the worker says was changed while it trained, and where it is. @param {Page} page */
const told = async (page) =>
  inPage(
    page,
    async (begin) => {
      const { lab } = await import(begin);
      const { checkpoint } = await lab.request({ type: 'export' });
      const length = new DataView(checkpoint.buffer, checkpoint.byteOffset).getUint32(0, true);
      const header = JSON.parse(new TextDecoder().decode(checkpoint.subarray(8, 8 + length)));
      const { changes, position, recipe } = JSON.parse(header.__metadata__.downhill);
      return { changes, step: position.step, recipe };
    },
    await addressOf(page, 'js/begin.js'),
  );

/** The value of a control in the Recipe that a session has, as a word. @param {any} recipe @param {string} key */
const valueAt = (recipe, key) => key.split('.').reduce((value, part) => value[part] ?? value.params?.[part], recipe);

test('each of the five settings used most shows within two frames what was done, while it trains', async () => {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.goto(`${server.url}?lang=en#${LINK}`);
  await untilThere(page, '#quick #field-l2');
  await untilThere(page, '#setup #field-seed');
  await untilThere(page, '[data-chart=network] .unit canvas');
  await untilNumber(page, SHOWN.step, '>=', 20);

  /** @param {string} id @param {string[]} keys @param {string} event */
  const echoes = async (id, keys, event) => {
    await page.focus(`#${id}`);
    await countFrames(page, id, event);
    for (const key of keys) await page.keyboard.press(key);
    const frames = await framesTaken(page);
    assert.ok(frames <= FRAMES, `#${id}: ${frames} frames`);
  };
  await echoes('field-optimizer-rate', ['ArrowUp'], 'keydown');
  await echoes('field-batch', ['ArrowUp'], 'keydown');
  await page.fill('#field-l2', '0.01');
  await echoes('field-l2', ['Enter'], 'keydown');
  await echoes('field-activations', ['ArrowDown', 'Enter'], 'change');
  await untilNumber(page, SHOWN.step, '>=', 20);
  await echoes('field-optimizer', ['ArrowDown', 'Enter'], 'change');
});

test('what is tuned acts at the next step', async () => {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.goto(`${server.url}?lang=en#${LINK.replace('&run=1', '')}`);
  await untilThere(page, '#quick #field-l2');
  await page.keyboard.press('s');
  await page.keyboard.press('s');
  assert.equal(await untilRest(page), 2);
  await page.focus('#field-optimizer-rate');
  await page.keyboard.press('ArrowUp');
  await page.focus('#field-batch');
  await page.keyboard.press('ArrowUp');
  const [rate, batch] = await Promise.all(['#field-optimizer-rate', '#field-batch'].map((box) => page.inputValue(box)));
  // The next step is the first with both.
  await untilEqual(async () => (await told(page)).changes.length, 2);
  await page.focus('#stage');
  await page.keyboard.press('s');
  assert.equal(await untilRest(page), 3);
  const { changes, recipe } = await told(page);
  assert.deepEqual(
    changes.map((/** @type {any} */ { step, key, value }) => [step, key, String(value)]),
    [
      [2, 'optimizer.rate', rate],
      [2, 'batch', batch],
    ],
  );
  assert.deepEqual([valueAt(recipe, 'optimizer.rate'), recipe.batch].map(String), [rate, batch]);
});
