// Everything by keyboard: menus that act, the place of the focus, shortcuts, numbers and letters as people type them.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chromium, firefox, serve, shared } from './harness.js';
import {
  choose,
  draw,
  inPage,
  NOUGHT,
  SHOWN,
  textAt,
  until,
  untilAddress,
  untilEqual,
  untilNumber,
  untilRest,
  untilStill,
  untilThere,
} from './page.js';

/** @typedef {import('./page.js').Page} Page */

const server = await shared(serve());

const LINK =
  'v=1&seed=7&data=circles&network.layers=dense(4),tanh,dense(3),relu&optimizer.rate=0.01&batch=16&view.settings=open';

/** Titles of the listed layers. @param {Page} page */
const layers = (page) =>
  inPage(page, () =>
    [...document.querySelectorAll('.layer:not(.fixed) .layer-title')].map(
      (title) => title.lastChild?.textContent ?? '',
    ),
  );

/** By the name of what has the focus. @param {Page} page @param {string} what @param {string} name */
const untilFocused = (page, what, name) =>
  until(
    page,
    `${what}: the focus on ${name}`,
    (name) => {
      const { activeElement } = document;
      return (activeElement?.getAttribute('aria-label') ?? activeElement?.id) === name;
    },
    name,
  );

/** @param {Page} page @param {string} selector */
const focus = (page, selector) =>
  inPage(page, (selector) => /** @type {HTMLElement} */ (document.querySelector(selector)).focus(), selector);

/**
 * Watches what menus pass by from now on. The function that comes back tells all of it.
 * @param {Page} page
 * @returns {Promise<() => Promise<{ text: string, value: string }[]>>}
 */
async function watchMenus(page) {
  await inPage(page, () => {
    /** @type {{ text: string, value: string }[]} */
    const passed = [];
    Object.assign(window, { passed });
    document.addEventListener(
      'change',
      ({ target }) => {
        if (!(target instanceof HTMLSelectElement)) return;
        passed.push({ text: target.selectedOptions[0].text, value: target.value });
      },
      true,
    );
  });
  return () => inPage(page, () => /** @type {any} */ (window).passed);
}

/** @param {Page} page @param {number} count */
const untilLayers = (page, count) =>
  until(page, `${count} layers`, (count) => document.querySelectorAll('.layer:not(.fixed)').length === count, count);

for (const [name, launch] of /** @type {const} */ ([
  ['Chromium', () => chromium()],
  ['Firefox', () => firefox()],
])) {
  test(`${name}: a closed menu acts once, where the keys rest`, async () => {
    const browser = await launch();
    try {
      const page = /** @type {Page} */ (await browser.newPage());
      await page.goto(`${server.url}?lang=en#${LINK}`);
      await untilLayers(page, 4);
      const press = (/** @type {string} */ key) => page.keyboard.press(/** @type {any} */ (key));

      // Keys that belong together are sent together: what lies between them is no rest, however slow the machine is.
      const passed = await watchMenus(page);
      await focus(page, '#field-add-layer');
      await Promise.all(Array(3).fill('ArrowDown').map(press));
      await untilLayers(page, 5);
      const { length, [length - 1]: chosen } = await passed();
      assert.equal(length, 3, 'three entries were passed');
      assert.equal((await layers(page)).at(-1), chosen.text);
      // Rested, it has acted once; the menu begins anew.
      await inPage(page, () => new Promise((resolve) => setTimeout(resolve, 1_000)));
      assert.equal((await layers(page)).length, 5);

      // Enter acts at once, Escape takes back.
      await page.click('#quick [aria-keyshortcuts^="Control+Z"]');
      await untilLayers(page, 4);
      await focus(page, '#field-data');
      const data = () =>
        inPage(page, () => /** @type {HTMLSelectElement} */ (document.getElementById('field-data')).value);
      const seen = () => inPage(page, () => new URLSearchParams(location.hash.slice(1)).get('data'));
      await press('ArrowDown');
      const next = await data();
      assert.notEqual(next, 'circles');
      await press('Enter');
      await untilAddress(page, 'data', next);
      // The menu has the focus, and undo works there too; what a key passes by is nothing to undo.
      await inPage(page, () =>
        document.activeElement?.dispatchEvent(
          new KeyboardEvent('keydown', { key: 'z', code: 'KeyZ', ctrlKey: true, bubbles: true, cancelable: true }),
        ),
      );
      await untilAddress(page, 'data', 'circles');
      await untilEqual(data, 'circles');
      await press('ArrowDown');
      await press('Enter');
      await untilAddress(page, 'data', next);
      const before = (await passed()).length;
      await Promise.all(['ArrowDown', 'Escape'].map(press));
      await until(
        page,
        'what stood',
        (next) => /** @type {HTMLSelectElement} */ (document.getElementById('field-data')).value === next,
        next,
      );
      await inPage(page, () => new Promise((resolve) => setTimeout(resolve, 1_000)));
      assert.equal(await seen(), next);
      assert.notEqual((await passed())[before]?.value, next, 'another entry was passed');
    } finally {
      await browser.close();
    }
  });
}

test('in Chromium', async (suite) => {
  const browser = await chromium();
  const page = await browser.newPage();
  const press = (/** @type {string} */ key) => page.keyboard.press(key);
  const open = async (/** @type {string} */ hash) => {
    await page.goto('about:blank');
    await page.goto(`${server.url}?lang=en#${hash}`);
    await untilThere(page, '.layer.fixed');
  };
  try {
    await suite.test('the focus stays where one was, and never lands where Enter deletes', async () => {
      await open(LINK);
      await focus(page, '[aria-label^="Move up: 2."]');
      await press('Enter');
      await untilFocused(page, 'at the first place', 'Move down: 1. tanh');
      assert.deepEqual(await layers(page), ['tanh', 'Dense', 'Dense', 'ReLU']);
      await focus(page, '[aria-label^="Move down: 3."]');
      await press('Enter');
      await untilFocused(page, 'at the last place', 'Move up: 4. Dense');
      await focus(page, '[aria-label^="Remove: 4."]');
      await press('Enter');
      await untilLayers(page, 3);
      await untilFocused(page, 'the row that took its place', 'field-network-layers-2-');
      await press('Enter');
      await untilStill(page);
      await untilLayers(page, 3);

      // A button that has nothing left to do, and messages that go.
      await focus(page, '[aria-label^="Less: Units"]');
      for (let units = 3; units > 0; units--) {
        await press('Enter');
        await until(
          page,
          `${units} units`,
          (units) =>
            /** @type {HTMLInputElement} */ (document.querySelector('.layer .stepper input')).value === String(units),
          units,
        );
      }
      await untilFocused(page, 'at the least', 'More: Units');
      await open(`${LINK}&colour=blue&optimizer.momentum=quick`);
      const messages = () => inPage(page, () => document.querySelectorAll('#notices .notice').length);
      await untilThere(page, '#notices .notice');
      await focus(page, '#notices [aria-label=Dismiss]');
      for (let left = await messages(); left > 0; left--) {
        await untilFocused(page, 'on a message', 'Dismiss');
        await press('Enter');
        await until(page, 'one less', (left) => document.querySelectorAll('#notices .notice').length < left, left);
      }
      await untilFocused(page, 'after the last message', 'stage');
    });

    await suite.test('after a remedy the focus is at the experiment', async () => {
      await open('experiment=line-fit-diverges&run=1');
      await untilThere(page, '.symptoms .notice button:not(.square)');
      // It ends where its loss is no number any more: until then what is named may be replaced by something else.
      await untilRest(page);
      await focus(page, '.symptoms .notice button:not(.square)');
      await press('Enter');
      await untilFocused(page, 'after the remedy', 'stage');
    });

    await suite.test('shortcuts are found by what they mean, and sliders keep only their own keys', async () => {
      await open(LINK);
      const slider = '.field:has(#field-optimizer-rate) .slider';
      await focus(page, slider);
      await press('?');
      await until(page, 'the help', () => document.querySelector('dialog')?.open);
      const listed = await textAt(page, 'dialog .keys');
      assert.match(listed, /Ctrl\+Z/);
      await press('Escape');
      await focus(page, slider);
      await press('s');
      await untilNumber(page, SHOWN.step, '>=', 1);
      const rate = await page.inputValue('#field-optimizer-rate');
      await press('ArrowRight');
      await until(
        page,
        'another rate',
        (rate) => /** @type {HTMLInputElement} */ (document.getElementById('field-optimizer-rate')).value !== rate,
        rate,
      );
      assert.equal(await untilRest(page), 1, 'an arrow moves the slider');

      // Keys of other layouts and input methods, as browsers tell them.
      const key = (/** @type {KeyboardEventInit} */ init) =>
        inPage(
          page,
          (init) => {
            /** @type {HTMLElement} */ (document.activeElement).blur();
            document.body.dispatchEvent(new KeyboardEvent('keydown', { bubbles: true, cancelable: true, ...init }));
          },
          init,
        );
      await key({ key: 'ы', code: 'KeyS' });
      await untilNumber(page, SHOWN.step, '>=', 2);
      await key({ key: 'σ', code: 'KeyS' });
      await untilNumber(page, SHOWN.step, '>=', 3);
      await key({ key: 'ｓ', code: 'KeyS' });
      await untilNumber(page, SHOWN.step, '>=', 4);
      await key({ key: 'к', code: 'KeyR' });
      await untilNumber(page, SHOWN.step, '<=', 0);
      await key({ key: 'я', code: 'KeyZ', ctrlKey: true });
      await untilNumber(page, SHOWN.step, '>=', 4);
      // Where the layout has Latin letters, they count and not their places.
      await key({ key: 'o', code: 'KeyS' });
      assert.equal(await untilRest(page), 4);
      await key({ key: '？', code: 'Slash', shiftKey: true });
      await until(page, 'the help again', () => document.querySelector('dialog')?.open);
      await press('Escape');
    });

    await suite.test('on the pad undo is the drawing’s', async () => {
      await open('experiment=digits-8x8');
      await choose(page, 'field-preset', 'softmax');
      await until(page, 'softmax regression', () => document.querySelectorAll('.layer').length === 2);
      await untilThere(page, '.sheet-frame.blank');
      await draw(page, NOUGHT);
      await untilThere(page, '.sheet-frame:not(.blank)');
      await press('Control+z');
      await untilThere(page, '.sheet-frame.blank');
      // One press too many takes nothing else back; away from the pad it does.
      await press('Control+z');
      await untilStill(page);
      assert.equal(await inPage(page, () => document.querySelectorAll('.layer').length), 2);
      await inPage(page, () => document.getElementById('stage')?.focus());
      await press('Control+z');
      await until(page, 'the network before', () => document.querySelectorAll('.layer').length > 2);
    });

    await suite.test('numbers are read as the page writes them', async () => {
      await open(LINK);
      const type = async (/** @type {string} */ words) => {
        await page.fill('#field-steps', words);
        await press('Enter');
      };
      await inPage(page, () => {
        const fold = document.getElementById('field-steps')?.closest('details');
        if (fold) fold.open = true;
      });
      for (const [words, value] of [
        ['1,000', '1000'],
        ['10,000', '10000'],
        ['２，０００', '2000'],
      ]) {
        await type(words);
        await untilAddress(page, 'steps', value);
        await untilEqual(() => page.inputValue('#field-steps'), value, words);
      }
    });

    await suite.test('what a text begins with counts while it is typed, and unknown letters are named', async () => {
      await open('experiment=lstm-names');
      await untilThere(page, '#writing .texts li');
      await page.locator('#writing input').first().pressSequentially('an7');
      await until(page, 'names that begin so', () => {
        const texts = [...document.querySelectorAll('#writing .texts li')].map(({ textContent }) => textContent ?? '');
        return texts.length > 0 && texts.every((text) => text.startsWith('an'));
      });
      assert.match(await textAt(page, '#prompt-unknown'), /not in its training text: 7$/);

      // New texts come while a number is being typed, and leave it alone; what is no number gives way.
      const box = page.locator('#writing .number').first();
      const written = () => textAt(page, '#writing .texts');
      const before = await written();
      await page.click(SHOWN.start);
      await box.fill('1,5');
      await until(
        page,
        'other texts',
        (before) => document.querySelector('#writing .texts')?.textContent?.trim() !== before,
        before,
      );
      assert.equal(await box.inputValue(), '1,5');
      await box.press('Enter');
      assert.equal(await box.inputValue(), '1.5');
      await box.fill('warm');
      await box.press('Enter');
      assert.equal(await box.inputValue(), '1.5');
    });
  } finally {
    await browser.close();
  }
});
