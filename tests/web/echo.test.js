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

/**
 * Counts frames from the next press of a key in a control on, until the page shows something else in the bars above: another
 * value, or that the experiment is another one. What the browser itself shows of a key or of a menu, before
 * any script has run, does not count.
 * @param {Page} page
 * @param {string} id Of the control.
 * @param {string} key
 */
const countFrames = (page, id, key) =>
  inPage(
    page,
    ([id, key]) => {
      const shown = () =>
        [.../** @type {NodeListOf<HTMLInputElement>} */ (document.querySelectorAll('#experiments *, #quick *'))]
          .map((part) => [part.value, part.ariaLabel, part.children.length > 0 ? '' : part.textContent].join())
          .join();
      /** @type {{ frames: number | null }} */
      const echo = { frames: null };
      Object.assign(window, { echo });
      const begin = (/** @type {KeyboardEvent} */ event) => {
        if (event.key !== key) return;
        const before = shown();
        let frames = 0;
        // Asked for before any other, it comes first in each frame, and sees what those before it have shown.
        const count = () => {
          if (shown() !== before) echo.frames = frames;
          else {
            frames += 1;
            requestAnimationFrame(count);
          }
        };
        requestAnimationFrame(count);
      };
      document.getElementById(id)?.addEventListener('keydown', begin, { capture: true });
    },
    [id, key],
  );

/** @param {Page} page @param {string} id */
const framesTaken = async (page, id) => {
  await until(page, `an echo of #${id}`, () => /** @type {any} */ (window).echo.frames !== null);
  return inPage(page, () => /** @type {any} */ (window).echo.frames);
};

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

for (const [id, ...keys] of [
  ['field-optimizer-rate', 'ArrowUp'],
  ['field-batch', 'ArrowUp'],
  ['field-l2', 'ArrowUp'],
  ['field-activations', 'ArrowDown', 'Enter'],
  ['field-optimizer', 'ArrowDown', 'Enter'],
]) {
  test(`#${id} shows within two frames what was done, while it trains`, async () => {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await page.goto(`${server.url}?lang=en#experiment=playground-2d&run=1`);
    await untilThere(page, `#quick #${id}`);
    await untilThere(page, '#setup #field-seed');
    await untilThere(page, '[data-chart=network] .unit canvas');
    await untilNumber(page, SHOWN.step, '>=', 20);
    await page.focus(`#${id}`);
    await countFrames(page, id, keys[keys.length - 1]);
    for (const key of keys) await page.keyboard.press(key);
    const frames = await framesTaken(page, id);
    assert.ok(frames <= FRAMES, `${frames} frames`);
  });
}

test('what is tuned acts at the next step', async () => {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.goto(`${server.url}?lang=en#data=circles&network.layers=dense(6),tanh`);
  await untilThere(page, '#quick #field-l2');
  await page.keyboard.press('s');
  await page.keyboard.press('s');
  assert.equal(await untilRest(page), 2);
  await page.focus('#field-optimizer-rate');
  await page.keyboard.press('ArrowUp');
  await page.focus('#field-batch');
  await page.keyboard.press('ArrowUp');
  // The next step is the first with both.
  await untilEqual(async () => (await told(page)).changes.length, 2);
  const [rate, batch] = await Promise.all(['#field-optimizer-rate', '#field-batch'].map((box) => page.inputValue(box)));
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
