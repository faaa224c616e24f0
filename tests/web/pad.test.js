// The pad as a person uses it, with mouse, pen, palm and keyboard, in a browser that falsifies what is read from a canvas.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { chromium, serve, shared, watch } from './harness.js';
import { addressOf, choose, draw, inPage, NOUGHT, until, untilRest, untilThere } from './page.js';

/** @typedef {[number, number]} Point */

const server = await shared(serve());

/** Before the page loads: what is read from a canvas is noise; the test alone can look. */
function falsify() {
  const { prototype } = CanvasRenderingContext2D;
  const read = prototype.getImageData;
  /** Inked pixels of the pad in a part of it, in shares of its sides. @param {number[]} part */
  const inked = ([left, top, right, bottom] = [0, 0, 1, 1]) => {
    const sheet = /** @type {HTMLCanvasElement} */ (document.getElementById('sheet'));
    const side = sheet.width;
    const pen = /** @type {CanvasRenderingContext2D} */ (sheet.getContext('2d'));
    const pixels = read.call(pen, left * side, top * side, (right - left) * side, (bottom - top) * side).data;
    return pixels.filter((value, at) => at % 4 === 3 && value > 127).length;
  };
  Object.assign(window, { inked });
  prototype.getImageData = function (...area) {
    const image = read.apply(this, area);
    for (let at = 0; at < image.data.length; at += 1) image.data[at] = Math.random() * 256;
    return image;
  };
}

/** @param {import('./page.js').Page} page @param {number[]} [part] */
const inked = (page, part) => inPage(page, (part) => /** @type {any} */ (window).inked(part), part);

/** A piece of an ellipse, from one clockwise angle to another, in degrees from the top. @param {Point} middle @param {Point} radii @param {number} from @param {number} to */
const arc = ([x, y], [across, down], from, to) =>
  Array.from({ length: 13 }, (_, part) => {
    const angle = ((from + ((to - from) * part) / 12) * Math.PI) / 180;
    return /** @type {Point} */ ([x + across * Math.sin(angle), y - down * Math.cos(angle)]);
  });

/** @type {Point[]} */
const THREE = [...arc([0.48, 0.31], [0.19, 0.18], -70, 180), ...arc([0.48, 0.68], [0.22, 0.19], 0, 250)];

/** Digits and their strokes. @type {[string, Point[][]][]} */
const DIGITS = [
  ['0', [NOUGHT]],
  [
    '1',
    [
      [
        [0.5, 0.12],
        [0.5, 0.88],
      ],
    ],
  ],
  ['2', [[...arc([0.5, 0.32], [0.2, 0.2], -80, 110), [0.3, 0.86], [0.72, 0.86]]]],
  ['3', [THREE]],
  [
    '4',
    [
      [
        [0.36, 0.12],
        [0.28, 0.55],
        [0.74, 0.55],
      ],
      [
        [0.62, 0.2],
        [0.6, 0.9],
      ],
    ],
  ],
  ['6', [[[0.62, 0.12], ...arc([0.5, 0.66], [0.2, 0.22], -60, 300)]]],
];

/** What the page says it reads. @param {import('./page.js').Page} page @param {string} digit */
const untilRead = (page, digit) =>
  until(page, digit, (digit) => document.querySelector('.answer .best strong')?.textContent === digit, digit, 20_000);

/** @param {import('./page.js').Page} page */
const clear = (page) =>
  inPage(page, () => /** @type {HTMLElement} */ (document.querySelector('.pad-tools button:last-of-type')).click());

/**
 * A pointer's event on the pad, as a device would send it.
 * @param {import('./page.js').Page} page
 * @param {string} type
 * @param {Point} at In shares of its sides.
 * @param {PointerEventInit} about
 */
const pointer = (page, type, at, about) =>
  inPage(
    page,
    ([type, [x, y], about]) => {
      const sheet = /** @type {HTMLElement} */ (document.getElementById('sheet'));
      const box = sheet.getBoundingClientRect();
      const place = { clientX: box.x + x * box.width, clientY: box.y + y * box.height };
      sheet.dispatchEvent(
        new PointerEvent(type, { bubbles: true, cancelable: true, isPrimary: true, ...place, ...about }),
      );
    },
    /** @type {const} */ ([type, at, about]),
  );

test('digits are read, dots are dots, palms and lost pointers draw nothing', async () => {
  const browser = await chromium();
  try {
    const page = await browser.newPage({ viewport: { width: 1000, height: 900 } });
    const seen = watch(page);
    await page.addInitScript(falsify);
    await page.goto(`${server.url}?lang=en#experiment=digits-8x8`);
    await untilThere(page, '.layer.fixed');
    // So many steps, on a fast machine as on a slow one: another network would read other digits.
    await inPage(
      page,
      async (begin) => {
        const { lab } = await import(begin);
        await lab.request({ type: 'step', count: 1_000 });
      },
      await addressOf(page, 'js/begin.js'),
    );
    assert.equal(await untilRest(page), 1_000);
    await untilThere(page, '#sheet');

    // Everything as it is written, small and in a corner, and with a stray dot in another.
    for (const [digit, strokes] of DIGITS) {
      for (const stroke of strokes) await draw(page, stroke);
      await untilRead(page, digit);
      await clear(page);
      for (const stroke of strokes)
        await draw(
          page,
          stroke.map(([x, y]) => [0.1 + x / 7, 0.8 + y / 7]),
        );
      await untilRead(page, digit);
      await draw(page, [[0.95, 0.05]]);
      // The answer is that to the dot: one question may have been under way, the newest waits for its answer.
      for (let answers = 0; answers < 2; answers++) await untilRest(page);
      await untilRead(page, digit);
      await clear(page);
    }

    // A click is a dot, and so is the keyboard's Space; Shift with an arrow draws a line, Backspace takes it back.
    assert.equal(await inked(page), 0);
    await draw(page, [[0.5, 0.5]]);
    const dot = await inked(page);
    assert.ok(dot > 30, `${dot} pixels`);
    await untilThere(page, '.answer .best strong');
    await clear(page);
    await page.focus('#sheet');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Space');
    assert.ok(Math.abs((await inked(page)) - dot) < dot / 2);
    await untilThere(page, '.answer .best strong');
    await page.keyboard.press('Shift+ArrowRight');
    assert.ok((await inked(page)) > dot * 1.3);
    await page.keyboard.press('Backspace');
    await page.keyboard.press('Backspace');
    assert.equal(await inked(page), 0);

    // A pointer that comes up where nobody sees it draws no more, and another can draw.
    const mouse = { pointerId: 1, pointerType: 'mouse' };
    await pointer(page, 'pointerdown', [0.2, 0.2], { ...mouse, buttons: 1 });
    await pointer(page, 'pointermove', [0.2, 0.4], { ...mouse, buttons: 1 });
    const line = await inked(page);
    await pointer(page, 'pointermove', [0.8, 0.8], { ...mouse, button: -1, buttons: 0 });
    await pointer(page, 'pointermove', [0.8, 0.2], { ...mouse, button: -1, buttons: 1 });
    assert.equal(await inked(page), line);
    const finger = { pointerId: 2, pointerType: 'touch', buttons: 1 };
    await pointer(page, 'pointerdown', [0.8, 0.5], finger);
    await pointer(page, 'pointerdown', [0.8, 0.9], { ...finger, pointerId: 3, isPrimary: false });
    assert.ok((await inked(page, [0.7, 0.4, 0.9, 0.6])) > 30);
    assert.equal(await inked(page, [0.7, 0.8, 0.9, 1]), 0, 'a second finger draws nothing');
    // Its end was never told: the next finger draws all the same.
    await pointer(page, 'pointerdown', [0.8, 0.9], { ...finger, pointerId: 4 });
    assert.ok((await inked(page, [0.7, 0.8, 0.9, 1])) > 30);
    await pointer(page, 'pointerup', [0.8, 0.9], { ...finger, pointerId: 4, buttons: 0 });
    await clear(page);

    // A palm lies there before the pen comes, moves while it writes, and comes again after it.
    const palm = { pointerId: 5, pointerType: 'touch', buttons: 1 };
    const pen = { pointerId: 6, pointerType: 'pen', buttons: 1 };
    await pointer(page, 'pointerdown', [0.9, 0.9], palm);
    assert.ok((await inked(page)) > 30);
    await pointer(page, 'pointerdown', [0.3, 0.3], pen);
    await pointer(page, 'pointermove', [0.9, 0.6], palm);
    await pointer(page, 'pointermove', [0.3, 0.6], pen);
    await pointer(page, 'pointerdown', [0.7, 0.9], { ...palm, pointerId: 7 });
    await pointer(page, 'pointerup', [0.3, 0.6], { ...pen, buttons: 0 });
    await pointer(page, 'pointerdown', [0.9, 0.7], { ...palm, pointerId: 8 });
    assert.equal(await inked(page, [0.5, 0, 1, 1]), 0, 'the pen alone draws');
    assert.ok((await inked(page)) > 5 * dot);
    await clear(page);
    // A touch that the system takes for a palm.
    await sleep(1_100);
    await pointer(page, 'pointerdown', [0.5, 0.5], { ...palm, pointerId: 9 });
    assert.ok((await inked(page)) > 30);
    await pointer(page, 'pointercancel', [0.5, 0.5], { ...palm, pointerId: 9, buttons: 0 });
    assert.equal(await inked(page), 0);
    assert.deepEqual(seen.problems, []);

    // A network that diverged is told as such, in both languages.
    for (const [lang, said] of /** @type {const} */ ([
      ['en', /diverged/],
      ['zh', /发散/],
    ])) {
      await page.goto('about:blank');
      await page.goto(
        `${server.url}?lang=${lang}#data=digits-8x8&network.layers=dense(64)&optimizer=sgd&optimizer.rate=10&run=1`,
      );
      await untilThere(page, '#sheet');
      // What is said at the end of training may move the pad away under the mouse.
      await untilRest(page);
      await draw(page, NOUGHT);
      await until(
        page,
        'divergence',
        (said) => new RegExp(said).test(document.querySelector('.answer')?.textContent ?? ''),
        said.source,
      );
      assert.equal(await inPage(page, () => document.querySelectorAll('.bars, .best').length), 0);
    }

    // Data for which nothing is drawn, chosen while the network still answers.
    await choose(page, 'field-data', 'functions');
    // What is off screen is not drawn, and the pad stood below it.
    await inPage(page, () => scrollTo(0, 0));
    await untilThere(page, '[data-chart=fit] .frame.drawn');
    assert.deepEqual(seen.problems, []);
  } finally {
    await browser.close();
  }
});
