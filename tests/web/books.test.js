// Figures in real documentation tools: the example books (tests/books), built by their own tools and served from another
// origin than Downhill.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { test } from 'node:test';
import { build, HOST, NAMES } from './books.js';
import { firefox, screenshot, serve, shared, sharedChromium, watch } from './harness.js';
import { until, untilEqual } from './page.js';

const browser = await sharedChromium();
const lab = await shared(serve());

/**
 * A switch that goes through several themes: pressed until the page is dark.
 *
 * @param {import('playwright-core').Page} page
 * @param {string} button
 * @param {string} themed
 */
async function press(page, button, themed) {
  for (let count = 0; count < 3; count++) {
    if ((await page.locator(themed).getAttribute('data-theme')) === 'dark') return;
    await page.locator(button).first().click();
  }
}

/**
 * How a person makes a book dark, by its tool's own switch.
 * @type {Record<string, (page: import('playwright-core').Page) => Promise<void>>}
 */
const DARKEN = {
  mdbook: async (page) => {
    await page.locator('#mdbook-theme-toggle, #theme-toggle').first().click();
    await page.locator('#mdbook-theme-navy, #navy').first().click();
  },
  mkdocs: (page) => page.locator('label[for=__palette_1]').click(),
  furo: (page) => press(page, '.theme-toggle:visible', 'body'),
  pydata: (page) => press(page, '.theme-switch-button:visible', 'html'),
  vitepress: (page) => page.locator('.VPSwitchAppearance:visible').first().click(),
};

/** @param {string} name */
async function book(name) {
  const folder = build(name);
  const server = await shared(serve({ folder, headers: { 'Content-Security-Policy': '' }, ...pagesOf(folder) }));
  return { server, address: `${server.url}${name === 'mdbook' ? 'page.html' : ''}` };
}

/** Pages name the host of Downhill: here it is this machine. @param {string} folder */
function pagesOf(folder) {
  return {
    fault: (/** @type {string} */ path, /** @type {import('node:http').ServerResponse} */ response) => {
      const file = path === '' ? 'index.html' : path;
      if (extname(file) !== '.html' && extname(file) !== '.js') return false;
      readFile(join(folder, file), 'utf8').then(
        (text) => {
          response.writeHead(200, {
            'Content-Type': extname(file) === '.js' ? 'text/javascript' : 'text/html; charset=utf-8',
          });
          response.end(text.replaceAll(HOST, lab.url));
        },
        () => response.writeHead(404).end(),
      );
      return true;
    },
  };
}

for (const name of NAMES) {
  test(`in a book of ${name} a figure appears, costs nothing, trains, follows the theme, answers and prints`, async () => {
    const { server, address } = await book(name);
    const page = await browser.newPage({ colorScheme: 'light' });
    const seen = watch(page);
    await page.goto(address);
    const frame = await (await page.waitForSelector('downhill-lab iframe')).contentFrame();
    assert.ok(frame);
    await frame.waitForSelector('#play-words:not(:empty)');
    // Some books have a worker of their own, which searches.
    const workers = () => page.workers().filter((worker) => worker.url().startsWith(lab.url)).length;
    assert.equal(workers(), 0);
    const theme = () => frame.evaluate(() => document.documentElement.dataset.theme);
    await untilEqual(theme, 'light');

    await frame.click('#play');
    const step = () =>
      page.evaluate(() => /** @type {any} */ (document.querySelector('downhill-lab')).report?.step ?? 0);
    await untilEqual(async () => (await step()) > 5, true);
    assert.equal(workers(), 1);
    await DARKEN[name](page);
    await untilEqual(theme, 'dark');
    await screenshot(page, `book-${name}`);

    await page.evaluate(() => /** @type {any} */ (document.querySelector('downhill-lab')).pause());
    await untilEqual(
      () => page.evaluate(() => /** @type {any} */ (document.querySelector('downhill-lab')).phase),
      'paused',
    );
    await page.emulateMedia({ media: 'print' });
    const height = await page.evaluate(
      () => document.querySelector('downhill-lab')?.shadowRoot?.querySelector('iframe')?.getBoundingClientRect().height,
    );
    assert.ok(Number(height) > 200, `${height}`);
    assert.deepEqual(seen.foreign(server.origin, lab.origin), []);
    assert.deepEqual(
      seen.problems.filter((problem) => !/favicon|404|invalid theme mode/.test(problem)),
      [],
    );
  });
}

test('in Firefox, too', async () => {
  const fox = await shared(firefox());
  const { address } = await book('furo');
  const page = await fox.newPage();
  await page.goto(address);
  await until(page, 'the figure', () =>
    Boolean(/** @type {any} */ (document.querySelector('downhill-lab'))?.shadowRoot?.querySelector('iframe')),
  );
  await page.evaluate(() => {
    document.querySelector('downhill-lab')?.scrollIntoView();
    /** @type {any} */ (document.querySelector('downhill-lab')).run();
  });
  await until(page, 'a report', () => /** @type {any} */ (document.querySelector('downhill-lab')).report?.step > 5);
});
