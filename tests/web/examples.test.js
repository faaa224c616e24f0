// The page of figures to copy: what lives there is what is copied, and a page of somebody else's runs it.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { browser, figure, lab, open, trains } from './figures.js';
import { axe, screenshot, watch } from './harness.js';
import { untilEqual, untilSaid, untilStill } from './page.js';

/** What a figure shows, from the address of its frame. @param {string} address */
const shownBy = (address) => {
  const { searchParams, hash } = new URL(address);
  return [searchParams.get('panels'), searchParams.get('controls'), searchParams.get('reveal') ?? 'click', hash];
};

const seesFrame = () => document.querySelector('downhill-lab')?.shadowRoot?.querySelector('iframe')?.src ?? '';

test('every figure lives, and its copied lines put the same one into another page', async () => {
  const context = await browser.newContext({
    permissions: ['clipboard-read', 'clipboard-write'],
    viewport: { width: 1000, height: 900 },
  });
  const page = await context.newPage();
  const seen = watch(page);
  lab.log.length = 0;
  await page.goto(`${lab.url}examples.html?lang=en`);
  await page.waitForSelector('#examples h2');
  assert.equal(page.workers().length, 0);
  const count = await page.locator('downhill-lab').count();
  assert.equal(count, 5);
  assert.ok(!lab.log.some(({ path }) => path.endsWith('.wasm')), 'nothing is loaded that nobody wants');

  const copied = async (/** @type {number} */ index) => {
    const button = page.locator('.lines button').nth(index);
    await button.click();
    await untilEqual(() => button.textContent(), 'Copied');
    return page.evaluate(() => navigator.clipboard.readText());
  };
  const script = await copied(0);
  assert.equal(script, `<script src="${lab.url}embed.js" defer></script>`);
  for (let index = 0; index < count; index++) {
    const lives = page.locator('downhill-lab').nth(index);
    await lives.scrollIntoViewIfNeeded();
    /** @type {string} */
    const here = await lives.evaluate((element) => element.shadowRoot?.querySelector('iframe')?.src ?? '');
    const element = await copied(index + 1);
    const { page: book } = await open(element);
    await untilEqual(async () => (await book.evaluate(seesFrame)) !== '', true);
    assert.deepEqual(shownBy(await book.evaluate(seesFrame)), shownBy(here));
    const frame = await figure(book);
    // One that is seen loads by itself, and its link says that it trains.
    if (shownBy(here)[2] === 'click') await frame.click('#play');
    await trains(frame);
    await book.close();
  }
  assert.deepEqual(seen.foreign(lab.origin), []);
  assert.deepEqual(seen.problems, []);
});

test('each tool has its lines, and the page is read in both languages and themes, from 320 pixels on', async () => {
  for (const [lang, theme, width, heading] of /** @type {const} */ ([
    ['en', 'light', 1200, 'Figures to copy'],
    ['zh', 'dark', 320, '可复制的图'],
  ])) {
    const page = await browser.newPage({ viewport: { width, height: 900 } });
    await page.goto(`${lab.url}examples.html?lang=${lang}&theme=${theme}`);
    await untilSaid(page, 'h1', new RegExp(heading));
    await page.click('#examples .row button:nth-child(3)');
    await untilSaid(page, '.lines pre', /html_js_files/);
    assert.match(
      (await page.locator('.lines pre').nth(1).textContent()) ?? '',
      /^\.\. raw:: html\n\n {3}<downhill-lab src="#/,
    );
    await untilStill(page);
    assert.deepEqual(await axe(page), [], `${lang}, ${theme}`);
    const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(wider <= 0, `${wider} pixels too wide at ${width}`);
    await screenshot(page, `examples-${lang}-${theme}`);
    await page.close();
  }
});
