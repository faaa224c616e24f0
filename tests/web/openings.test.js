// Whatever happens to the page while experiments are being opened: every chart is drawn, at its size, and goes on.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { serve, shared, sharedChromium } from './harness.js';
import { inPage, SHOWN, until, untilEqual, untilNumber, untilThere } from './page.js';

const server = await shared(serve());
const browser = await sharedChromium();

/** Numbers from 0 to 1 that are the same in every run (mulberry32). @param {number} seed */
function random(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let bits = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits;
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  };
}

const DATA = ['spirals', 'circles', 'xor', 'blobs', 'moons', 'digits-8x8'];
const OPENINGS = 50;

test('sizes, languages, themes and sight change during fifty openings, and every chart is drawn at its size', async () => {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  await page.addInitScript(() => {
    // As on a busy machine: what comes into sight is told late, and several changes at once.
    window.IntersectionObserver = class extends IntersectionObserver {
      /** @param {IntersectionObserverCallback} callback @param {IntersectionObserverInit} [options] */
      constructor(callback, options) {
        /** @type {IntersectionObserverEntry[]} */
        let waiting = [];
        super((entries) => {
          if (waiting.length === 0) {
            setTimeout(() => {
              const all = waiting;
              waiting = [];
              callback(all, this);
            }, 200);
          }
          waiting.push(...entries);
        }, options);
      }
    };
    // The page can be hidden without a second window.
    let hidden = false;
    Object.defineProperty(document, 'hidden', { get: () => hidden });
    Object.defineProperty(document, 'visibilityState', { get: () => (hidden ? 'hidden' : 'visible') });
    Object.assign(window, {
      hide(/** @type {boolean} */ now) {
        hidden = now;
        document.dispatchEvent(new Event('visibilitychange'));
      },
    });
  });
  await page.goto(`${server.url}?lang=en#data=spirals&run=1`);
  await untilNumber(page, SHOWN.step, '>=', 1);

  const chance = random(7);
  const pick = (/** @type {number} */ count) => Math.floor(chance() * count);
  const happenings = [
    () => page.setViewportSize({ width: 320 + pick(1200), height: 400 + pick(600) }),
    () => inPage(page, () => /** @type {any} */ (window).hide(true)),
    () => inPage(page, () => /** @type {any} */ (window).hide(false)),
    () => inPage(page, () => /** @type {HTMLElement} */ (document.querySelector('.tools button[lang]')).click()),
    () => inPage(page, () => /** @type {HTMLElement} */ (document.querySelectorAll('.tools .square')[0]).click()),
    () =>
      inPage(page, () => /** @type {HTMLElement | null} */ (document.querySelector('.chooser [data-view]'))?.click()),
    () => inPage(page, (share) => scrollTo(0, share * document.body.scrollHeight), chance()),
    // A page that is busy hears of what it missed all at once.
    () =>
      inPage(page, () => {
        const end = performance.now() + 100;
        while (performance.now() < end);
      }),
    () => inPage(page, () => /** @type {HTMLElement} */ (document.querySelector('[aria-keyshortcuts=R]')).click()),
  ];
  for (let opening = 0; opening < OPENINGS; opening++) {
    const data = DATA[pick(DATA.length)];
    const units = 2 + pick(30);
    await inPage(
      page,
      (link) => {
        location.hash = link;
      },
      `data=${data}&network.layers=dense(${units}),tanh&seed=${1 + opening}&run=1`,
    );
    for (let count = pick(4); count > 0; count--) await happenings[pick(happenings.length)]();
  }

  await page.setViewportSize({ width: 1280, height: 3000 });
  await inPage(page, () => {
    /** @type {any} */ (window).hide(false);
    scrollTo(0, 0);
  });
  await until(
    page,
    'the last experiment',
    (seed) => /** @type {HTMLInputElement} */ (document.getElementById('field-seed')).value === seed,
    String(OPENINGS),
  );
  // The link of the last experiment closes what it does not name.
  await inPage(page, () => {
    for (const closed of /** @type {NodeListOf<HTMLElement>} */ (
      document.querySelectorAll('.chooser [aria-pressed=false]')
    )) {
      closed.click();
    }
  });
  await untilThere(page, '.frame.drawn');
  // What is asked for once keeps the size that there was for it then.
  const sizes = () =>
    inPage(page, () =>
      [...document.querySelectorAll('.chart-panel:not(:has(.ask)):has(.frame.drawn)')].map((panel) => ({
        chart: /** @type {HTMLElement} */ (panel).dataset.chart,
        drawn: panel.querySelector('canvas')?.width,
        size: Math.round((panel.querySelector('.frame')?.clientWidth ?? 0) * devicePixelRatio),
      })),
    );
  const wrong = async () => (await sizes()).filter(({ drawn, size }) => drawn !== size);
  await untilEqual(wrong, [], 'every chart is drawn at its size');
  // New pictures keep coming.
  const shown = await inPage(page, () => {
    const scope = /** @type {any} */ (window);
    scope.pictures = {};
    const { transferFromImageBitmap } = ImageBitmapRenderingContext.prototype;
    ImageBitmapRenderingContext.prototype.transferFromImageBitmap = function (bitmap) {
      const id = /** @type {HTMLElement} */ (/** @type {HTMLCanvasElement} */ (this.canvas).closest('.chart-panel'))
        .dataset.chart;
      scope.pictures[String(id)] = (scope.pictures[String(id)] ?? 0) + 1;
      return transferFromImageBitmap.call(this, bitmap);
    };
    return [...document.querySelectorAll('.chart-panel:not(:has(.ask)):has(.frame.drawn)')].map(
      (panel) => /** @type {HTMLElement} */ (panel).dataset.chart,
    );
  });
  assert.ok(shown.length > 0);
  await until(
    page,
    'new pictures in every chart',
    (shown) => shown.every((id) => /** @type {any} */ (window).pictures[String(id)] >= 2),
    shown,
  );
});
