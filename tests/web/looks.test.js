// How it looks and whether everybody can use it: axe without exceptions, and pictures to be looked at, in both
// languages, both themes, on a desktop and on a phone. The pictures are in tests/web/output.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { axe, screenshot, serve, shared, sharedChromium } from './harness.js';
import { draw, inPage, NOUGHT, pause, SHOWN, until, untilDrawn, untilNumber, untilStill, untilThere } from './page.js';

const server = await shared(serve());
const browser = await sharedChromium();

const SIZES = {
  desktop: { viewport: { width: 1280, height: 900 } },
  phone: { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true },
  narrow: { viewport: { width: 320, height: 640 } },
};

/** @param {import('./page.js').Page} page */
async function checkWidth(page) {
  const { wide, room } = await inPage(page, () => ({
    wide: document.documentElement.scrollWidth,
    room: document.documentElement.clientWidth,
  }));
  const over = await inPage(page, () =>
    [...document.querySelectorAll('body *')]
      .filter((part) => part.getBoundingClientRect().right > document.documentElement.clientWidth)
      .map(({ tagName, className, textContent }) => `${tagName}.${className}: ${textContent?.slice(0, 60)}`),
  );
  assert.ok(wide <= room, `the page is ${wide} pixels wide on a screen of ${room}: ${over.slice(0, 8).join('; ')}`);
}

for (const lang of ['en', 'zh']) {
  for (const theme of /** @type {const} */ (['light', 'dark'])) {
    test(`the page in ${lang}, ${theme}`, async () => {
      for (const [size, options] of Object.entries(SIZES)) {
        const page = await browser.newPage({ ...options, colorScheme: theme });
        await page.goto(`${server.url}?lang=${lang}#experiment=digits-8x8&run=1`);
        await untilNumber(page, SHOWN.step, '>=', 100);
        await draw(page, NOUGHT);
        await untilThere(page, '.answer .best strong');
        await pause(page);
        await untilDrawn(page);
        await page.evaluate(() => scrollTo(0, 0));
        await untilStill(page);
        assert.deepEqual(await axe(page), [], `${size}, reading a digit`);
        await checkWidth(page);
        await screenshot(page, `digits-${size}-${lang}-${theme}`);

        await page.goto('about:blank');
        await page.goto(`${server.url}?lang=${lang}`);
        await untilNumber(page, SHOWN.step, '>=', 500);
        await untilDrawn(page);
        await page.evaluate(() => scrollTo(0, 0));
        await pause(page);
        await untilStill(page);
        assert.deepEqual(await axe(page), [], `${size}, at the opening`);
        await checkWidth(page);
        await screenshot(page, `opening-${size}-${lang}-${theme}`);
        await page.close();
      }
    });

    test(`the measuring page in ${lang}, ${theme}`, async () => {
      const page = await browser.newPage({ ...SIZES.narrow, colorScheme: theme });
      await page.goto(`${server.url}bench.html?lang=${lang}`);
      await until(page, 'the table', () => document.querySelectorAll('tbody tr').length === 3);
      assert.deepEqual(await axe(page), []);
      await checkWidth(page);
      await screenshot(page, `bench-${lang}-${theme}`);
    });
  }
}

/** Experiments of every kind, with what each shows that others do not. */
const KINDS = {
  'breast-cancer': '#samples td',
  autoencoder: '.answer canvas',
  'lenet-shapes': '#samples canvas',
  'line-fit-diverges': '.symptoms .notice',
  bumps: '[data-chart=surface] .signs',
  'digits-8x8&network.layers=flatten,dense(32),relu&view.open=class_accuracy,first_weights':
    '[data-chart=first_weights] .tiles canvas',
  'line-fit': '[data-chart=fit] .frame.drawn',
  waves: '#samples polyline',
  'self-attention': '#samples .texts li',
  'lstm-names': '#writing .texts li',
  tang: '#writing [lang=zh-Hans]',
};

for (const [lang, theme, size] of /** @type {const} */ ([
  ['en', 'light', 'desktop'],
  ['zh', 'dark', 'phone'],
  ['en', 'dark', 'narrow'],
])) {
  for (const [id, shown] of Object.entries(KINDS)) {
    test(`${id} in ${lang}, ${theme}, ${size}`, async () => {
      const page = await browser.newPage({ ...SIZES[size], colorScheme: theme });
      await page.goto(`${server.url}?lang=${lang}#experiment=${id}&run=1`);
      await untilNumber(page, SHOWN.step, '>=', 20);
      // What is off screen is not drawn.
      const [part] = shown.split(' ');
      await untilThere(page, part);
      await inPage(page, (part) => document.querySelector(part)?.scrollIntoView({ block: 'center' }), part);
      await untilThere(page, shown);
      await pause(page);
      await untilStill(page);
      assert.deepEqual(await axe(page), []);
      await checkWidth(page);
      await screenshot(page, `${id.replace(/&.*/, '-views')}-${size}-${lang}-${theme}`);
    });
  }
}

test('with reduced motion nothing moves by itself that carries no meaning', async () => {
  const page = await browser.newPage({ reducedMotion: 'reduce' });
  await page.goto(`${server.url}?lang=en`);
  await untilNumber(page, SHOWN.step, '>=', 10);
  const moving = await page.evaluate(
    () => document.getAnimations().filter(({ playState }) => playState === 'running').length,
  );
  assert.equal(moving, 0);
});
