// Printed: the present pictures whole, light, in their own proportions, and nothing over them.

import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { test } from 'node:test';
import { OUTPUT, screenshot, serve, shared, sharedChromium } from './harness.js';
import { inPage, pause, SHOWN, until, untilDrawn, untilNumber, untilStill, untilThere } from './page.js';

const server = await shared(serve());
const browser = await sharedChromium();

/** Width by height of every chart's picture, as it is shown. @param {import('./page.js').Page} page */
const shapes = (page) =>
  inPage(page, () =>
    [...document.querySelectorAll('.frame canvas')].map((canvas) => {
      const { width, height } = canvas.getBoundingClientRect();
      return width / height;
    }),
  );

for (const [size, width] of /** @type {const} */ ([
  ['desktop', 1280],
  ['phone', 390],
])) {
  test(`the dark page on a ${size}, printed`, async () => {
    const page = await browser.newPage({ viewport: { width, height: 800 }, colorScheme: 'dark' });
    await page.goto(`${server.url}?lang=en`);
    await untilNumber(page, SHOWN.step, '>=', 100);
    await pause(page);
    await untilThere(page, '.frame.drawn');
    await untilStill(page);
    const onScreen = await shapes(page);

    // The shortcut waits for light pictures, also of what was never on screen.
    await page.evaluate(() => {
      const scope = /** @type {any} */ (window);
      scope.grounds = () =>
        [...document.querySelectorAll('.frame canvas')].map((canvas) => {
          const copy = document.createElement('canvas');
          const context = /** @type {CanvasRenderingContext2D} */ (copy.getContext('2d'));
          context.drawImage(/** @type {HTMLCanvasElement} */ (canvas), 0, 0);
          const [red, green, blue, alpha] = context.getImageData(1, 1, 1, 1).data;
          // The surface has the colour of a class there, on the theme's ground.
          return alpha === 0 ? 'none' : Math.max(red, green, blue) > 200 ? 'light' : 'dark';
        });
      window.print = () => {
        scope.printed = scope.grounds();
      };
    });
    const grounds = () => page.evaluate(() => /** @type {any} */ (window).grounds());
    assert.ok((await grounds()).includes('dark'));
    await page.keyboard.press('Control+p');
    const printed = await until(page, 'printing', () => /** @type {any} */ (window).printed);
    assert.deepEqual(printed, Array(onScreen.length).fill('light'));

    await page.emulateMedia({ media: 'print' });
    const shown = await page.evaluate(() => {
      const cropped = [...document.querySelectorAll('.frame canvas')].filter((canvas) => {
        const box = canvas.getBoundingClientRect();
        const frame = /** @type {Element} */ (canvas.parentElement).getBoundingClientRect();
        return box.right > frame.right + 1 || box.bottom > frame.bottom + 1;
      });
      const lies = [...document.querySelectorAll('body *')].filter((element) => {
        const { position, display } = getComputedStyle(element);
        return ['fixed', 'sticky'].includes(position) && display !== 'none' && element.getClientRects().length > 0;
      });
      return {
        cropped: cropped.length,
        lies: lies.map(({ className }) => className),
        buttons: [...document.querySelectorAll('.transport button, .tools button, .quick button')].filter(
          (button) => button.getClientRects().length > 0,
        ).length,
      };
    });
    assert.deepEqual(shown, { cropped: 0, lies: [], buttons: 0 });
    // The sheet says what it is of: the experiment, its settings and the step.
    const sheet = await page.evaluate(() => {
      const seen = (/** @type {string} */ selector) => {
        const element = /** @type {HTMLElement} */ (document.querySelector(selector));
        return element.getClientRects().length > 0 ? /** @type {any} */ (element).value || element.innerText : '';
      };
      return [seen('.experiment'), seen('#field-optimizer-rate'), seen('#field-optimizer'), seen('.transport .step')];
    });
    assert.ok(sheet.every(Boolean), JSON.stringify(sheet));
    const onPaper = await shapes(page);
    assert.ok(onPaper.length >= 2);
    onPaper.forEach((shape, index) => {
      assert.ok(Math.abs(shape / onScreen[index] - 1) < 0.02, `${onPaper} on paper, ${onScreen} on screen`);
    });
    await screenshot(page, `print-${size}`);
    await writeFile(`${OUTPUT}print-${size}.pdf`, await page.pdf());

    await page.emulateMedia({ media: 'screen' });
    await until(page, 'the dark page again', () => document.documentElement.dataset.theme === 'dark');
  });
}

test('printed from the menu, which waits for no new pictures, the dark ones are light on paper', async () => {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, colorScheme: 'dark' });
  // Nothing is drawn anew after the pictures on screen: as it is when a browser prints at once.
  await page.route(/js\/worker\.js/, async (route) => {
    const response = await route.fetch();
    const deaf = `self.addEventListener('message', (event) => {
      if (event.data.type === 'watch' && !event.data.views.every(({ dark }) => dark)) event.stopImmediatePropagation();
      if (event.data.type === 'sample' && event.data.count === 0) event.stopImmediatePropagation();
    });`;
    await route.fulfill({ response, body: `${deaf}\n${await response.text()}` });
  });
  await page.goto(`${server.url}?lang=en#data=spirals`);
  for (const view of ['surface', 'loss']) await untilDrawn(page, `[data-chart=${view}] .frame`);
  /** Lightness of the picture's ground as it is seen, from 0 to 255. */
  const ground = async () => {
    const png = await page.locator('[data-chart=loss] canvas').screenshot();
    return page.evaluate(
      async (bytes) => {
        const picture = await createImageBitmap(new Blob([new Uint8Array(bytes)], { type: 'image/png' }));
        const copy = document.createElement('canvas');
        const context = /** @type {CanvasRenderingContext2D} */ (copy.getContext('2d'));
        context.drawImage(picture, 0, 0);
        return Math.max(...context.getImageData(3, 3, 1, 1).data.slice(0, 3));
      },
      [...png],
    );
  };
  assert.ok((await ground()) < 80, 'dark on screen');
  await page.emulateMedia({ media: 'print' });
  assert.ok((await ground()) > 200, 'light on paper');
  await page.emulateMedia({ media: 'screen' });
  await until(page, 'the dark page again', () => document.documentElement.dataset.theme === 'dark');
  assert.ok((await ground()) < 80, 'dark on screen again');
});
