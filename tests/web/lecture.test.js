// A lecture, played through as a lecturer does it: at 1024×768, in front of a room, with no hand at the mouse.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { axe, screenshot, serve, shared, sharedChromium, watch } from './harness.js';
import {
  during,
  inPage,
  numberAt,
  SHOWN,
  smallTexts,
  tabTo,
  until,
  untilAddress,
  untilDrawn,
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

/** @typedef {import('playwright-core').Page} Page */

/** @param {string} id */
const view = (id) => `[data-chart=${id}]`;

/** CSS pixels of the least that a room reads. */
const LEAST = 20;

/** Those of the smallest type in pictures that the worker draws, before it is shown larger. */
const TICK = 12;

/** Notes how large the worker is asked to draw what it writes into pictures. @param {Page} page */
const noteTicks = (page) =>
  page.addInitScript(() => {
    const send = Worker.prototype.postMessage;
    Worker.prototype.postMessage = function (/** @type {any} */ message, /** @type {any[]} */ ...more) {
      const views = message?.type === 'watch' ? message.views : [];
      for (const { width, scale } of views) if (width > 0) Object.assign(window, { drawnAt: scale });
      return send.call(this, message, .../** @type {[any]} */ (more));
    };
  });

/** Nothing is smaller than a room reads, ticks and legends included. @param {Page} page @param {string} when */
async function untilReadable(page, when) {
  await untilEqual(() => smallTexts(page, LEAST), [], when);
  const tick = TICK * (await inPage(page, () => /** @type {any} */ (window).drawnAt / devicePixelRatio));
  assert.ok(tick >= LEAST, `${when}: ticks of ${tick} pixels`);
}

/** What has the focus is in sight, and nothing covers it. @param {Page} page */
const untilSeen = (page) =>
  until(page, 'what has the focus in sight', () => {
    const { activeElement } = document;
    const { left, top, width, height } = activeElement?.getBoundingClientRect() ?? new DOMRect();
    const there = document.elementFromPoint(left + width / 2, top + height / 2);
    return activeElement?.contains(there) || activeElement?.closest('label')?.contains(there);
  });

for (const [lang, other, theme, unit] of /** @type {const} */ ([
  ['en', 'zh-Hans', 'light', /unit 2/],
  ['zh', 'en', 'dark', /单元 2/],
])) {
  test(`a lecture by keyboard alone, in ${lang} and then ${other}, ${theme}`, async () => {
    const page = await browser.newPage({ viewport: { width: 1024, height: 768 }, colorScheme: theme });
    const seen = watch(page);
    const press = (/** @type {string} */ key) => page.keyboard.press(key);
    await noteTicks(page);
    await page.goto(`${server.url}?lang=${lang}`);

    await during('F presents, and an experiment is chosen from the gallery', async () => {
      await untilNumber(page, SHOWN.step, '>=', 1);
      await press('f');
      await untilThere(page, 'html.presenting');
      await tabTo(page, '.experiment');
      await press('Enter');
      await untilThere(page, '.gallery[open] .card');
      await untilReadable(page, 'the gallery');
      await tabTo(page, '.gallery [type=search]', 'Shift+Tab');
      await page.keyboard.type('xor');
      await until(page, 'one card', () => document.querySelectorAll('.card').length === 1);
      await tabTo(page, '.card[data-id=xor]');
      await press('Enter');
      await untilAddress(page, 'data', 'xor');
      await untilThere(page, '.gallery:not([open])');
      await untilNumber(page, SHOWN.step, '>=', 1);
    });

    await during('a clicker and letters start, pause, step and go back', async () => {
      await press('PageDown');
      const paused = await untilRest(page);
      await press('PageUp');
      await untilStep(page, paused + 1);
      await press('s');
      await untilStep(page, paused + 2);
      await press('ArrowRight');
      await untilStep(page, paused + 3);
      await press('r');
      await untilStep(page, 0);
      await press('PageDown');
      await untilNumber(page, SHOWN.step, '>=', 1);
      await press('PageDown');
      await untilRest(page);
    });

    await during('the usual picture is large', async () => {
      await untilDrawn(page, `${view('surface')} .frame`);
      await untilDrawn(page, `${view('loss')} .frame`);
      await untilReadable(page, 'the usual picture');
      await untilStill(page);
      assert.deepEqual(await axe(page), []);
      await screenshot(page, `lecture-${lang}`, false);
    });

    await during('learning rate and pace', async () => {
      const rate = () => page.inputValue('#field-optimizer-rate');
      const before = Number(await rate());
      await tabTo(page, '#field-optimizer-rate');
      await untilSeen(page);
      await press('ArrowUp');
      await until(
        page,
        'a larger rate in the link',
        (rate) => Number(new URLSearchParams(location.hash.slice(1)).get('optimizer.rate')) > rate,
        before,
      );
      assert.ok(Number(await rate()) > before);
      await tabTo(page, '.pace input');
      await untilSeen(page);
      await press('Home');
      await untilAddress(page, 'view.pace', '1');
      await untilReadable(page, 'the row of settings');
      await screenshot(page, `lecture-settings-${lang}`, false);
      await press('End');
      await until(page, 'full speed', () => !location.hash.includes('view.pace'));
    });

    await during('a panel is hidden and comes back; another is pinned', async () => {
      await tabTo(page, `${view('accuracy')} .hide`);
      await untilSeen(page);
      await press('Enter');
      await untilAddress(page, 'view.closed', 'accuracy');
      // The focus is where it is brought back.
      await until(page, 'the way back', () => document.activeElement?.getAttribute('data-view') === 'accuracy');
      await untilSeen(page);
      await press('Enter');
      await until(page, 'the accuracy', () => !location.hash.includes('view.closed'));
      await tabTo(page, '[data-view=weight_histograms]');
      await untilSeen(page);
      await press('Enter');
      await untilAddress(page, 'view.open', 'weight_histograms');
      await untilDrawn(page, `${view('weight_histograms')} .frame`);
      await untilReadable(page, 'a pinned view');
      await screenshot(page, `lecture-pinned-${lang}`, false);
    });

    await during('one panel for the whole stage, and back', async () => {
      await tabTo(page, `${view('surface')} .enlarge`);
      await press('Enter');
      await untilAddress(page, 'view.large', 'surface');
      const shown = () =>
        inPage(page, () =>
          [...document.querySelectorAll('.stage .panel')]
            .filter((panel) => panel.checkVisibility())
            .map((panel) => panel.getAttribute('data-chart')),
        );
      await untilEqual(shown, ['surface'], 'the surface alone');
      await untilDrawn(page, `${view('surface')} .frame`);
      await untilReadable(page, 'the surface alone');
      await press('Enter');
      await until(page, 'the network again', () => document.querySelector('[data-chart=network]')?.checkVisibility());
    });

    await during('a unit is found by arrow keys, and one of its numbers followed', async () => {
      await tabTo(page, `${view('network')} .unit[tabindex="0"]`);
      await press('ArrowRight');
      await press('ArrowUp');
      await press('ArrowDown');
      for (let place = 0; place < 9; place++) await press('ArrowUp');
      await press('ArrowDown');
      await untilSaid(page, `${view('network')} .network-number`, unit);
      await untilReadable(page, 'a unit');
      await screenshot(page, `lecture-unit-${lang}`, false);
      await tabTo(page, `${view('network')} .network-numbers button`);
      await press('Enter');
      await untilThere(page, `${view('followed')} .derivation math`);
      await tabTo(page, `${view('followed')} .walk button:nth-of-type(2)`);
      await press('Enter');
      await untilThere(page, `${view('followed')} .derivation li:nth-of-type(2)[aria-current=step] math`);
      await untilSeen(page);
      await untilReadable(page, 'a number followed');
      await screenshot(page, `lecture-followed-${lang}`, false);
    });

    await during('in the other language nothing is smaller', async () => {
      await tabTo(page, '#tools button[lang]');
      await press('Enter');
      await until(page, other, (other) => document.documentElement.lang === other, other);
      await untilReadable(page, other);
      const step = await numberAt(page, SHOWN.step);
      await press('PageUp');
      await untilStep(page, step + 1);
    });

    await during('Escape ends it', async () => {
      await press('Escape');
      await until(page, 'the usual page', () => !document.documentElement.classList.contains('presenting'));
      assert.deepEqual(seen.problems, []);
    });
    await page.close();
  });
}
