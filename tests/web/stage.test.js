// The stage: data, network and result on one screen; the settings that people reach for, and all others; the gallery;
// panels that are hidden, enlarged and brought back; pace; presenting.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { axe, screenshot, serve, shared, sharedChromium, watch } from './harness.js';
import {
  inPage,
  numberAt,
  openSettings,
  pause,
  SHOWN,
  smallTexts,
  textAt,
  toggleView,
  until,
  untilAddress,
  untilDrawn,
  untilEqual,
  untilNumber,
  untilRest,
  untilSaid,
  untilStill,
  untilText,
  untilThere,
} from './page.js';

const server = await shared(serve());
const browser = await sharedChromium();

/** @typedef {import('playwright-core').Page} Page */

/** @param {Page} page @param {string} selector */
const boxOf = async (page, selector) => {
  const box = await page.locator(selector).first().boundingBox();
  assert.ok(box, selector);
  return { left: box.x, top: box.y, right: box.x + box.width, bottom: box.y + box.height };
};

for (const [width, height] of [
  [1440, 900],
  [1920, 1080],
]) {
  for (const [hash, result] of Object.entries({
    '': '[data-chart=surface]',
    'experiment=digits-8x8&run=1': '#pad',
    'experiment=line-fit&run=1': '[data-chart=fit]',
  })) {
    test(`${hash || 'the opening'} on one screen of ${width}×${height}: data, network, result`, async () => {
      const page = await browser.newPage({ viewport: { width, height } });
      await page.goto(`${server.url}?lang=en#${hash}`);
      await untilNumber(page, SHOWN.step, '>=', 20);
      await untilThere(page, '#data .thumbs img');
      await untilThere(page, '#quick #field-batch');
      await untilThere(page, '[data-chart=network] .unit canvas');
      await untilDrawn(page, '[data-chart=loss] .frame');
      await pause(page);
      await untilStill(page);
      await screenshot(page, `stage-${width}-${hash.split(/[=&]/)[1] ?? 'opening'}`);
      const { wide, high } = await inPage(page, () => ({
        wide: document.documentElement.scrollWidth,
        high: document.documentElement.scrollHeight,
      }));
      assert.deepEqual([wide <= width, high <= height], [true, true], `${wide}×${high}`);
      const [data, network, shown, loss] = await Promise.all(
        ['#data .panel', '[data-chart=network]', result, '[data-chart=loss]'].map((part) => boxOf(page, part)),
      );
      assert.ok(data.right <= network.left + 1 && network.right <= shown.left + 1, 'side by side');
      assert.ok(loss.top >= shown.bottom - 1, 'the loss below the result');
      assert.ok(network.right - network.left > shown.right - shown.left, 'the network is the largest');
      await page.close();
    });
  }
}

test('Tab comes to the transport and the five settings first, and keys change them', async () => {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.goto(`${server.url}?lang=en`);
  await untilThere(page, '#quick #field-batch');
  await untilNumber(page, SHOWN.step, '>=', 1);
  await pause(page);
  await page.focus('.skip');
  /** @type {string[]} */
  const stops = [];
  for (let stop = 1; stop < 10; stop++) {
    await page.keyboard.press('Tab');
    stops.push(
      await inPage(page, () => {
        const { activeElement } = document;
        return activeElement?.id || (activeElement?.getAttribute('aria-keyshortcuts') ?? '');
      }),
    );
  }
  const wanted = [
    'Space',
    'S ArrowRight',
    'R',
    'field-optimizer-rate',
    'field-batch',
    'field-activations',
    'field-optimizer',
    'field-l2',
  ];
  for (const stop of wanted) assert.ok(stops.includes(stop), `${stop} is among ${stops}`);

  const rate = Number(await page.inputValue('#field-optimizer-rate'));
  await page.focus('#field-optimizer-rate');
  await page.keyboard.press('ArrowUp');
  await until(
    page,
    'a larger rate',
    (rate) => Number(new URLSearchParams(location.hash.slice(1)).get('optimizer.rate')) > rate,
    rate,
  );
  await page.focus('#field-batch');
  const batch = Number(await page.inputValue('#field-batch'));
  await page.keyboard.press('ArrowUp');
  await untilEqual(
    async () => Number(await page.inputValue('#field-batch')),
    2 ** (Math.floor(Math.log2(batch)) + 1),
    'the next power of two',
  );
  await page.close();
});

test('the gallery shows every experiment and data set with its picture, and opens what is chosen', async () => {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  const seen = watch(page);
  await page.goto(`${server.url}?lang=en`);
  await untilNumber(page, SHOWN.step, '>=', 1);
  await pause(page);
  const pictures = () =>
    until(page, 'all pictures', async () => {
      const all = [.../** @type {NodeListOf<HTMLImageElement>} */ (document.querySelectorAll('.cards img'))];
      for (const picture of all) {
        picture.scrollIntoView();
        await picture.decode().catch(() => {});
      }
      return all.length > 0 && all.every(({ naturalWidth }) => naturalWidth > 0) && all.length;
    });
  await page.click('.experiment');
  await untilThere(page, '.gallery[open] .card');
  const count = await pictures();
  assert.equal(await textAt(page, '.experiment .count'), `${count} experiments`);
  await inPage(page, () => document.querySelector('.cards-place')?.scrollTo(0, 0));
  await untilStill(page);
  assert.deepEqual(await axe(page), []);
  await screenshot(page, 'gallery-experiments');

  await page.fill('.gallery [type=search]', 'xor');
  await until(page, 'fewer', (count) => document.querySelectorAll('.card').length < Number(count), count);
  await page.fill('.gallery [type=search]', 'no such thing');
  await untilSaid(page, '.gallery [role=status]', /Nothing is called “no such thing”/);
  await page.fill('.gallery [type=search]', '');
  await page.click('.card[data-id=xor]');
  await untilAddress(page, 'data', 'xor');
  await untilThere(page, '.gallery:not([open])');
  await untilText(
    page,
    '.experiment strong',
    await inPage(page, () => document.querySelector('.experiment strong')?.textContent ?? ''),
  );

  await page.click('.chosen .plain');
  await untilThere(page, '.gallery[open] .card[data-id=circles]');
  await pictures();
  await page.click('.card[data-id=circles]');
  await untilAddress(page, 'data', 'circles');
  // And beside the network, among those of its kind.
  await page.click('#data .thumbs button[aria-pressed=false] >> nth=0');
  await until(page, 'another data set', () => !/data=circles(&|$)/.test(location.hash));
  assert.deepEqual(seen.problems, []);
  await page.close();
});

test('all other settings open beside, are found by their words, and go back to their defaults', async () => {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.goto(`${server.url}?lang=en#data=circles&seed=7&clip=0.5`);
  await untilThere(page, '#setup #field-seed');
  assert.equal(await inPage(page, () => document.querySelector('#setup .inspector')?.checkVisibility()), false);
  await page.click('.open-settings');
  await until(page, 'the focus in the search', () => document.activeElement?.id === 'seek');
  assert.match(page.url(), /view\.settings=open/);
  const before = await boxOf(page, '[data-chart=network]');
  const setup = await boxOf(page, '#setup');
  assert.ok(before.right <= setup.left + 1, 'beside, not above');
  await untilStill(page);
  assert.deepEqual(await axe(page), []);
  await screenshot(page, 'stage-settings');

  const shown = () =>
    inPage(page, () =>
      [...document.querySelectorAll('#setup .field')]
        .filter((field) => field.checkVisibility())
        .map(({ textContent }) => textContent ?? ''),
    );
  const all = (await shown()).length;
  await page.fill('#seek', 'seed');
  await until(
    page,
    'one',
    (all) =>
      [...document.querySelectorAll('#setup .field')].filter((field) => field.checkVisibility()).length < Number(all),
    all,
  );
  for (const field of await shown()) assert.match(field, /seed/i);
  await page.fill('#seek', 'zzz');
  await untilSaid(page, '.none-found', /No setting is called “zzz”/);
  await page.fill('#seek', '');

  const count = Number((await textAt(page, '.open-settings .count')).split(' ')[0]);
  await page.click('.field:has(#field-seed) .put-back');
  await until(page, 'the default seed', () => !/seed=/.test(location.hash));
  await until(
    page,
    'one less',
    (count) =>
      (document.querySelector('.open-settings .count')?.textContent ?? '0').startsWith(String(Number(count) - 1)),
    count,
  );
  assert.equal(await page.locator('.field:has(#field-seed) .put-back').count(), 0);
  assert.equal(await page.inputValue('#field-clip'), '0.5', 'nothing else');
  await page.keyboard.press('Escape');
  await until(page, 'closed', () => !document.querySelector('#setup .inspector')?.checkVisibility());
  await page.close();
});

test('panels are hidden, enlarged and brought back, and the link remembers it', async () => {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  const seen = watch(page);
  await page.goto(`${server.url}?lang=en`);
  await untilThere(page, '[data-chart=network] .unit canvas');
  await page.click('[data-chart=accuracy] .hide');
  await until(page, 'no accuracy', () => !document.querySelector('[data-chart=accuracy]')?.checkVisibility());
  await until(page, 'the focus', () => document.activeElement?.getAttribute('data-view') === 'accuracy');
  await untilAddress(page, 'view.closed', 'accuracy');
  await page.click('[data-chart=surface] .enlarge');
  await untilAddress(page, 'view.large', 'surface');
  await untilDrawn(page, '[data-chart=surface] .frame');
  await untilStill(page).catch(() => {});
  await screenshot(page, 'stage-enlarged');
  const only = () =>
    inPage(page, () =>
      [...document.querySelectorAll('.stage .panel')]
        .filter((panel) => panel.checkVisibility())
        .map((panel) => /** @type {HTMLElement} */ (panel).dataset.chart),
    );
  assert.deepEqual(await only(), ['surface']);
  await page.reload();
  await untilDrawn(page, '[data-chart=surface] .frame');
  assert.deepEqual(await only(), ['surface']);
  const large = await boxOf(page, '[data-chart=surface] .frame');
  assert.ok(large.bottom - large.top > 500, 'as large as the stage has room for');
  await page.click('[data-chart=surface] .enlarge');
  await until(page, 'the network again', () => document.querySelector('[data-chart=network]')?.checkVisibility());
  await toggleView(page, 'accuracy');
  await untilDrawn(page, '[data-chart=accuracy] .frame');
  assert.doesNotMatch(page.url(), /view\.(closed|large)/);

  await page.goto('about:blank');
  await page.goto(`${server.url}?lang=en#data=circles&view.open=nonsense&view.large=nothing&run=1`);
  await untilSaid(page, '#notices', /names a panel that does not exist: nonsense, nothing/);
  await untilNumber(page, SHOWN.step, '>=', 1);
  assert.deepEqual(seen.problems, []);
  await page.close();
});

test('at a pace of so many steps a second, for as long as the link says so', async () => {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.goto(`${server.url}?lang=en#data=circles&view.pace=5&run=1`);
  await untilNumber(page, SHOWN.step, '>=', 3);
  const [from, began] = [await numberAt(page, SHOWN.step), performance.now()];
  await page.waitForTimeout(3_000);
  const seconds = (performance.now() - began) / 1_000;
  const steps = (await numberAt(page, SHOWN.step)) - from;
  // No machine is faster; how much slower one is, is its own.
  assert.ok(steps <= 5 * seconds + 6 && steps >= 1, `${steps} steps in ${seconds} s`);
  await page.focus('.pace input');
  assert.equal(await page.locator('.pace input').getAttribute('aria-valuetext'), '5 steps/s');
  await page.keyboard.press('End');
  await until(page, 'no pace in the link', () => !/view\.pace/.test(location.hash));
  await untilNumber(page, SHOWN.step, '>=', 300);
  await page.keyboard.press('Home');
  await untilAddress(page, 'view.pace', '1');
  await pause(page);
  assert.ok((await untilRest(page)) >= 300);
  await page.close();
});

for (const [lang, theme] of /** @type {const} */ ([
  ['en', 'light'],
  ['zh', 'dark'],
])) {
  test(`presenting in ${lang}, ${theme}: everything is large, keys and a clicker do all`, async () => {
    const page = await browser.newPage({ viewport: { width: 1024, height: 768 }, colorScheme: theme });
    await page.goto(`${server.url}?lang=${lang}`);
    await untilNumber(page, SHOWN.step, '>=', 50);
    await page.keyboard.press('f');
    await untilThere(page, 'html.presenting');
    await untilAddress(page, 'view.present', '1');
    await untilDrawn(page, '[data-chart=surface] .frame');
    await untilDrawn(page, '[data-chart=loss] .frame');
    await page.keyboard.press('PageDown');
    const step = await untilRest(page);
    await inPage(page, () => scrollTo(0, 0));
    await untilStill(page);
    await screenshot(page, `presenting-${lang}-${theme}`);
    assert.deepEqual(await smallTexts(page, 20), []);
    // Ticks are drawn at 12 pixels of a picture that is drawn smaller and shown larger.
    const shown = await inPage(page, () => {
      const frame = /** @type {HTMLElement} */ (document.querySelector('[data-chart=loss] .frame'));
      return { frame: frame.clientWidth, canvas: frame.querySelector('canvas')?.width };
    });
    assert.ok(Math.abs(shown.frame - Number(shown.canvas)) <= 2, JSON.stringify(shown));
    assert.deepEqual(await axe(page), []);

    await page.keyboard.press('PageUp');
    assert.equal(await untilRest(page), step + 1);
    await page.keyboard.press('PageDown');
    await untilNumber(page, SHOWN.step, '>=', step + 5);
    await pause(page);
    await page.keyboard.press('Escape');
    await until(page, 'the usual page', () => !document.documentElement.classList.contains('presenting'));
    await page.close();
  });
}

test('on a phone: the result, the network, the curves, the settings', async () => {
  const page = await browser.newPage({
    viewport: { width: 390, height: 844 },
    deviceScaleFactor: 2,
    isMobile: true,
    hasTouch: true,
  });
  await page.goto(`${server.url}?lang=en`);
  await untilNumber(page, SHOWN.step, '>=', 20);
  await openSettings(page);
  await pause(page);
  await untilThere(page, '[data-chart=network] .unit canvas');
  await untilStill(page);
  const tops = await inPage(page, () =>
    ['[data-chart=surface]', '[data-chart=network]', '[data-chart=loss]', '#data', '#setup'].map(
      (part) => document.querySelector(part)?.getBoundingClientRect().top ?? Number.NaN,
    ),
  );
  assert.deepEqual(
    tops,
    [...tops].sort((one, other) => one - other),
  );
  const start = await boxOf(page, SHOWN.start);
  assert.ok(start.top > 744, 'at the thumb');
  await page.close();
});
