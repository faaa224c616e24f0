// The dialog in which a figure of the present experiment is made for somebody's own pages.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { axe, screenshot, serve, shared, sharedChromium, watch } from './harness.js';
import { untilEqual, untilThere } from './page.js';

const server = await shared(serve());
const browser = await sharedChromium();

const NAME = /^(Embed in your pages|嵌入到网页)$/;

/** @param {string} search @param {string} [hash] */
async function open(search, hash = 'experiment=xor') {
  const context = await browser.newContext({ permissions: ['clipboard-read', 'clipboard-write'] });
  const page = await context.newPage();
  const seen = watch(page);
  await page.goto(`${server.url}${search}#${hash}`);
  await untilThere(page, '[data-chart=loss]');
  await page.getByRole('button', { name: NAME }).click();
  await page.waitForSelector('dialog.embed[open] downhill-lab');
  return { page, seen };
}

test('panels and controls are chosen, the figure is there to try, and its lines are copied for each tool', async () => {
  const { page, seen } = await open('?lang=en');
  const element = () => page.locator('.lines pre').nth(1).innerText();
  assert.match(
    await element(),
    /^<downhill-lab src="#experiment=xor">\n<p><a href="[^"]+#experiment=xor">.*<\/a><\/p>\n<\/downhill-lab>$/,
  );

  for (const id of ['surface', 'loss', 'network', 'optimizer.rate']) await page.check(`dialog.embed [data-id="${id}"]`);
  assert.match(await element(), /panels="surface loss \/ network" controls="optimizer.rate"/);
  await page.selectOption('.choices fieldset select', '1');
  assert.match(await element(), /panels="surface \/ loss \/ network"/);
  await page.uncheck('dialog.embed [data-id="network"]');

  // As its reader sees it.
  const frame = await (await page.waitForSelector('dialog.embed downhill-lab iframe')).contentFrame();
  assert.ok(frame);
  const before = page.workers().length;
  await frame.click('#play');
  await frame.waitForSelector('[data-chart=loss]:not([hidden])', { timeout: 120_000 });
  await untilEqual(
    () =>
      frame.evaluate(() =>
        [...document.querySelectorAll('.chart-panel:not([hidden])')]
          .map((panel) => panel.getAttribute('data-chart'))
          .sort(),
      ),
    ['loss', 'surface'],
  );
  assert.equal(page.workers().length, before + 1);

  const tool = async (/** @type {string} */ name) => {
    await page.getByRole('group', { name: 'To copy' }).getByRole('button', { name, exact: true }).click();
    const [script, element] = await page.locator('.lines pre').allInnerTexts();
    return { script, element };
  };
  assert.match((await tool('mdBook')).script, /<script src="http:[^"]+\/embed\.js" defer><\/script>/);
  assert.match((await tool('Sphinx')).element, /^\.\. raw:: html\n\n {3}<downhill-lab/);
  assert.match((await tool('Sphinx')).script, /html_js_files = \[\("http/);
  assert.match((await tool('MkDocs')).script, /extra_javascript:/);
  assert.match((await tool('VitePress')).script, /isCustomElement/);
  const { element: wanted } = await tool('HTML');
  await page.getByRole('button', { name: 'Copy: In the page' }).click();
  await untilEqual(() => page.evaluate(() => navigator.clipboard.readText()), wanted);

  // An experiment of one's own goes along as a link, whose signs are HTML's.
  await page.keyboard.press('Escape');
  await untilEqual(async () => page.workers().length, before);
  await page.fill('#field-batch', '7');
  await page.keyboard.press('Enter');
  await untilEqual(() => page.evaluate(() => /batch=7/.test(location.hash)), true);
  await page.getByRole('button', { name: NAME }).click();
  await untilEqual(async () => /src="#v=1&amp;data=xor[^"]*&amp;batch=7/.test(await element()), true);
  assert.deepEqual(seen.foreign(server.origin), []);
  assert.deepEqual(seen.problems, []);
});

test('axe finds nothing in the dialog, in both languages and themes, on a desk and on a phone', async () => {
  for (const [lang, theme, width] of /** @type {const} */ ([
    ['en', 'light', 1440],
    ['zh', 'dark', 1440],
    ['en', 'dark', 390],
    ['zh', 'light', 390],
  ])) {
    const { page } = await open(`?lang=${lang}&theme=${theme}`);
    await page.setViewportSize({ width, height: 844 });
    await page.check('dialog.embed [data-id="loss"]');
    const frame = await (await page.waitForSelector('dialog.embed downhill-lab iframe')).contentFrame();
    await frame?.waitForSelector('#play-words:not(:empty)');
    assert.equal(await frame?.evaluate(() => document.documentElement.dataset.theme), theme);
    assert.deepEqual(await axe(page), [], `${lang}, ${theme}, ${width}`);
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true);
    await screenshot(page, `embedding-${lang}-${theme}-${width}`);
    await page.context().close();
  }
});
