// Parts of the page that are loaded when they are first needed: not before, without anything moving away, and with a
// sentence and another try where they do not come.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chromium, firefox, screenshot, serve, shared, sharedChromium } from './harness.js';
import { inPage, press, SHOWN, until, untilNumber, untilSaid, untilStill, untilThere } from './page.js';

/** What does not come. @type {RegExp | null} */
let broken = null;
const server = await shared(
  serve({
    fault(path, response) {
      if (!broken?.test(path)) return false;
      response.writeHead(503).end();
      return true;
    },
  }),
);

const browser = await sharedChromium();

/** Files of panels that were asked for since the log was emptied. */
const asked = () => server.log.flatMap(({ path }) => /\/js\/panels\/([^/]+)/.exec(path)?.[1] ?? []);

const DRAWN = 'data=digits-8x8&network.layers=dense(16),relu';

/** Where messages are told. */
const NOTICES = '#notices';

for (const [name, launch] of /** @type {const} */ ([
  ['Chromium', () => chromium()],
  ['Firefox', () => firefox()],
])) {
  test(`${name}: what is not seen is not loaded, and what does not come is told and asked for again`, async () => {
    const browser = await launch();
    try {
      const page = /** @type {import('./page.js').Page} */ (await browser.newPage());
      server.log.length = 0;
      // A regression in the plane: nothing can be drawn, written or confused.
      await page.goto(`${server.url}?lang=en#data=plane&run=1`);
      await untilNumber(page, SHOWN.step, '>=', 1);
      const seen = new Set(asked());
      assert.ok(seen.has('charts'), `the panels of the first view are among ${[...seen]}`);
      for (const later of ['pad', 'writing', 'matrix.js', 'pictures.js', 'help']) assert.ok(!seen.has(later), later);

      // The help, over a connection that breaks.
      broken = /help\.css/;
      await inPage(page, () => document.querySelector('#tools button:last-of-type')?.scrollIntoView());
      await page.click('#tools button:last-of-type');
      await untilSaid(page, NOTICES, /could not be loaded: Help and shortcuts\. Please check the connection/);
      broken = null;
      await press(page, NOTICES, 'Try again now');
      await untilThere(page, '#help dialog[open]');
      await until(page, 'its stylesheet', () => {
        const dialog = document.querySelector('#help dialog');
        return dialog && getComputedStyle(dialog).paddingTop === '0px';
      });
      assert.equal(await inPage(page, () => document.querySelectorAll('#notices li').length), 0);
      await inPage(page, () => document.querySelector('dialog')?.close());

      // A connection that is back by itself.
      broken = /pad\.css/;
      await inPage(page, (link) => location.assign(link), `#${DRAWN}`);
      await untilSaid(page, NOTICES, /could not be loaded: Draw one\. /);
      assert.equal(await inPage(page, () => document.querySelectorAll('#pad *').length), 0);
      broken = null;
      await inPage(page, () => dispatchEvent(new Event('online')));
      await untilThere(page, '#pad canvas.sheet');

      // A module that was not sent: browsers may keep that until the page is loaded again.
      broken = /js\/writing-[\w-]+\.js/;
      await inPage(page, (link) => location.assign(link), '#experiment=lstm-names');
      await untilSaid(page, NOTICES, /could not be loaded: Writes \(.+\)\. Please reload the page/);
      broken = null;
      await untilThere(page, '#notices li[data-id="part writing"] button');
      await page.reload();
      await untilThere(page, '#writing section');
    } finally {
      broken = null;
      await browser.close();
    }
  });
}

/** Where everything lies that is seen before what comes later. @param {import('playwright-core').Page} page */
const places = (page) =>
  page.evaluate(() =>
    [...document.querySelectorAll('#header *, #experiments *, #transport, #tools *, .middle *, .right *')]
      .filter((part) => part.checkVisibility() && !part.closest('.cursor, option'))
      .map((part) => {
        const { x, y, width, height } = part.getBoundingClientRect();
        return `${part.tagName}#${part.id} ${part.classList} ${[x, y, width, height]}`;
      }),
  );

test('training does not wait for the settings, which move nothing when they come', async () => {
  for (const width of [1440, 1024, 800, 390]) {
    const page = await browser.newPage({ viewport: { width, height: 900 } });
    let come = () => {};
    const held = new Promise((resolve) => {
      come = () => resolve(undefined);
    });
    await page.route(/js\/(setup|quick|data)-[\w-]+\.js/, async (route) => {
      await held;
      await route.continue();
    });
    await page.goto(`${server.url}?lang=en`);
    await untilNumber(page, SHOWN.step, '>=', 1);
    // Still, so that only the settings can move anything.
    await page.click(SHOWN.start);
    await untilThere(page, '.frame.drawn');
    // The scores that are measured at a pause have been told.
    await untilThere(page, '.test-now button:disabled');
    assert.equal(await page.locator('#setup *, #quick *, #data *').count(), 0);
    await untilStill(page);
    const before = await places(page);
    await screenshot(page, `settings-coming-${width}`);
    come();
    await untilThere(page, '#setup #field-data');
    await untilThere(page, '#quick #field-batch');
    await untilThere(page, '#data .thumbs');
    await untilStill(page);
    assert.deepEqual(await places(page), before, `at ${width}`);
    await screenshot(page, `settings-there-${width}`);
    await page.close();
  }
});

test('a setup that does not come is told, and comes when it is asked for again', async () => {
  const page = await browser.newPage();
  broken = /setup\/setup\.css/;
  try {
    await page.goto(`${server.url}?lang=en`);
    await untilSaid(page, NOTICES, /could not be loaded: All settings\. Please check the connection/);
    await untilNumber(page, SHOWN.step, '>=', 1);
    broken = null;
    await press(page, NOTICES, 'Try again now');
    await untilThere(page, '#setup #field-data');
    assert.equal(await page.locator('#notices li[data-id="part setup"]').count(), 0);
  } finally {
    broken = null;
  }
});

test('what is below does not move when a part comes', async () => {
  const browser = await chromium();
  try {
    const page = await browser.newPage();
    for (const width of [1280, 390]) {
      await page.setViewportSize({ width, height: 900 });
      await page.goto('about:blank');
      await page.addInitScript(() => {
        Object.assign(window, { pads: [] });
        new MutationObserver(() => {
          const pad = document.getElementById('pad');
          if (!pad || pad.offsetHeight === 0) return;
          const { pads } = /** @type {any} */ (window);
          const state = pad.className === 'coming' ? 'coming' : 'there';
          pads.push({ state, height: pad.offsetHeight });
        }).observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ['class'] });
      });
      await page.goto(`${server.url}?lang=en#${DRAWN}`);
      await untilThere(page, '#pad .samples canvas');
      const pads = await page.evaluate(() => /** @type {any} */ (window).pads);
      const coming = pads.find((/** @type {{ state: string }} */ { state }) => state === 'coming');
      const { height } = await page.evaluate(() => ({ height: document.getElementById('pad')?.offsetHeight ?? 0 }));
      assert.ok(coming, 'its room was kept while it was loaded');
      assert.ok(
        Math.abs(height - coming.height) < 0.15 * height,
        `at ${width}: ${coming.height} was kept for ${height}`,
      );
    }
  } finally {
    await browser.close();
  }
});
