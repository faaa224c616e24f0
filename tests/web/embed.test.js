// Figures: what they cost, what they show, and what they hear and say.

import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { call, figure, heard, host, LINK, lab, note, open, phase, trains } from './figures.js';
import { axe, DIST } from './harness.js';
import { untilEqual } from './page.js';

test('before its button is pressed a figure is a picture: 10 KB, no worker, no graphics card, no storage', async () => {
  const { page, seen } = await open(`<downhill-lab src="${LINK}"></downhill-lab>`);
  const frame = await figure(page);
  await frame.waitForFunction(() => document.querySelector('img')?.complete);
  await sleep(500);
  const files = [...new Set(lab.log.map(({ path }) => path.slice(1)))];
  const size = async (/** @type {string} */ file) => brotliCompressSync(await readFile(join(DIST, file))).length;
  const pictures = (await readdir(DIST, { recursive: true })).filter((name) => /(^|\/)gallery\/.*\.svg$/.test(name));
  const largest = Math.max(...(await Promise.all(pictures.map(size))));
  // The element's own script, once for all figures of a page, has a limit of its own.
  const rest = files.filter((file) => file !== 'embed.js' && !file.endsWith('.svg'));
  assert.ok(files.some((file) => file.endsWith('.svg')) && rest.includes('embed.html'), files.join(', '));
  const sizes = await Promise.all(rest.map(size));
  const bytes = sizes.reduce((sum, one) => sum + one, largest);
  assert.ok(bytes <= 10_000, `${bytes} bytes: ${rest.map((file, index) => `${file} ${sizes[index]}`).join(', ')}`);
  assert.equal(page.workers().length, 0);
  assert.equal(await frame.locator('button').count(), 1);
  assert.equal(await frame.evaluate(() => localStorage.length + sessionStorage.length), 0);
  assert.deepEqual(await frame.evaluate(async () => (await indexedDB.databases()).length), 0);
  assert.ok(gzipSync(await readFile(join(DIST, 'embed.js'))).length <= 4096);
  assert.deepEqual(seen.foreign(lab.origin, host.origin), []);
  assert.deepEqual(seen.problems, []);
});

test('after the press it trains, tells the page what happens, keeps nothing, and ends when it is removed', async () => {
  const { page, seen } = await open(
    `<downhill-lab src="${LINK}" panels="surface loss" controls="optimizer.rate"></downhill-lab>`,
  );
  await note(page);
  const before = await page.evaluate(() => history.length);
  const frame = await figure(page);
  await frame.click('#play');
  await trains(frame, 10);
  assert.equal(await phase(page), 'running');
  const [report] = (await heard(page, 'report')).slice(-1);
  assert.ok(report.step >= 10 && report.trainLoss > 0 && report.epoch > 0);
  // Exactly the panels that were named, in one row.
  const panels = await frame.evaluate(() =>
    [...document.querySelectorAll('.chart-panel:not([hidden])')].map((panel) => {
      const { top } = panel.getBoundingClientRect();
      return [/** @type {HTMLElement} */ (panel).dataset.chart, Math.round(top)];
    }),
  );
  assert.deepEqual(new Set(panels.map(([id]) => id)), new Set(['surface', 'loss']));
  assert.equal(new Set(panels.map(([, top]) => top)).size, 1);
  assert.equal(await frame.locator('.controls .field').count(), 1);

  // A control of its reader changes what stands, and the way to Downhill goes there.
  await frame.fill('#field-optimizer-rate', '0.07');
  await frame.press('#field-optimizer-rate', 'Enter');
  await untilEqual(
    () =>
      frame
        .locator('.open-in')
        .getAttribute('href')
        .then((href) => /optimizer\.rate=0\.07/.test(href ?? '')),
    true,
  );
  const href = (await frame.locator('.open-in').getAttribute('href')) ?? '';
  assert.doesNotMatch(href, /view\.|panels/);
  assert.ok(href.startsWith(`${lab.url}?lang=en#`), href);
  const [recipe] = (await heard(page, 'recipe')).slice(-1);
  assert.match(recipe.link, /optimizer\.rate=0\.07/);
  assert.equal(recipe.tuned, true);

  assert.equal(await page.evaluate(() => history.length), before, 'the host’s Back stays its own');
  assert.equal(await frame.evaluate(() => localStorage.length + sessionStorage.length), 0);
  assert.deepEqual(await frame.evaluate(async () => (await indexedDB.databases()).length), 0);
  assert.equal(page.workers().length, 1);
  await page.evaluate(() => document.querySelector('downhill-lab')?.remove());
  await untilEqual(async () => page.workers().length, 0);
  assert.deepEqual(seen.foreign(lab.origin, host.origin), []);
  assert.deepEqual(seen.problems, []);
});

test('it does what the page asks, and answers what it can’t use with one coded error', async () => {
  const { page } = await open(`<downhill-lab src="${LINK}" reveal="auto" panels="loss"></downhill-lab>`);
  await note(page);
  await untilEqual(() => phase(page), 'paused');
  await call(page, 'step', 3);
  await untilEqual(async () => (await heard(page, 'report')).at(-1)?.step, 3);
  await call(page, 'run');
  await untilEqual(() => phase(page), 'running');
  await call(page, 'pause');
  await untilEqual(() => phase(page), 'paused');
  await call(page, 'rewind');
  await untilEqual(async () => (await heard(page, 'report')).at(-1)?.step, 0);
  await call(page, 'setRecipe', `${lab.url}#v=1&data=circles&batch=7`);
  await untilEqual(async () => /data=circles.*batch=7/.test((await heard(page, 'recipe')).at(-1)?.link), true);

  const post = (/** @type {any} */ message) =>
    page.evaluate((message) => {
      const frame = document.querySelector('downhill-lab')?.shadowRoot?.querySelector('iframe');
      frame?.contentWindow?.postMessage(message, '*');
    }, message);
  const codes = async () => (await heard(page, 'failed')).map(({ code }) => code);
  await post({ downhill: 9, type: 'run' });
  await untilEqual(codes, ['other_version']);
  await post({ downhill: 1, type: 'format', disk: 'c' });
  await untilEqual(codes, ['other_version', 'unknown_message']);
  await post({ downhill: 1, type: 'step', count: -1 });
  await untilEqual(codes, ['other_version', 'unknown_message', 'bad_field']);
  await post({ downhill: 1, type: 'set-recipe', link: 'data=<img src=x onerror=alert(1)>' });
  await untilEqual(async () => (await codes()).length > 3, true);
  // What it says is text, in the page and in the figure.
  const frame = await figure(page);
  assert.equal(await frame.locator('img[src=x]').count(), 0);
  await page.evaluate(() => {
    const frame = document.querySelector('downhill-lab')?.shadowRoot?.querySelector('iframe');
    for (let count = 0; count < 5000; count++)
      frame?.contentWindow?.postMessage({ downhill: 1, type: 'step', count: 1000 }, '*');
  });
  await untilEqual(async () => (await codes()).includes('too_many_messages'), true);
  assert.equal(page.workers().length, 1);
});

test('its frame is as high as its content, grows and shrinks with it, and comes to rest', async () => {
  const { page } = await open(
    `<div id="room"><downhill-lab src="${LINK}" panels="loss / surface"></downhill-lab></div>`,
  );
  await note(page);
  const frame = await figure(page);
  const heights = async () => {
    const outer = await page.evaluate(
      () => document.querySelector('downhill-lab')?.shadowRoot?.querySelector('iframe')?.clientHeight,
    );
    const inner = await frame.evaluate(() => Math.ceil(document.body.getBoundingClientRect().height));
    return { outer, inner, alike: Math.abs(Number(outer) - inner) <= 3 };
  };
  await untilEqual(async () => (await heights()).alike, true, 'the poster');
  await frame.click('#play');
  await trains(frame, 20);
  await untilEqual(async () => (await heights()).alike, true, 'the figure');
  const wide = await heights();
  assert.ok(Number(wide.outer) > 500, JSON.stringify(wide));
  await call(page, 'pause');
  await sleep(2500);
  const count = (await heard(page, 'resized')).length;
  await sleep(2500);
  assert.equal((await heard(page, 'resized')).length, count, 'it rests');
  await page.setViewportSize({ width: 400, height: 700 });
  await untilEqual(async () => (await heights()).alike, true, 'narrow');
  assert.equal(await frame.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true);
  // One below the other, in the order of their names, whatever order the page has them in.
  const tops = await frame.evaluate(() =>
    ['loss', 'surface'].map((id) => document.querySelector(`[data-chart=${id}]`)?.getBoundingClientRect().top ?? 0),
  );
  assert.ok(tops[0] < tops[1], String(tops));
  // To nothing, and back.
  await page.evaluate(() => document.getElementById('room')?.style.setProperty('display', 'none'));
  await call(page, 'run');
  await untilEqual(() => phase(page), 'resting');
  await page.evaluate(() => document.getElementById('room')?.style.removeProperty('display'));
  await untilEqual(() => phase(page), 'running');
  await untilEqual(async () => (await heights()).alike, true, 'shown again');
});

test('of several figures only those in view train; two run in step', async () => {
  const { page } = await open(
    `<downhill-lab id="a" src="${LINK}" panels="loss" reveal="auto" height="300"></downhill-lab>
     <downhill-lab id="b" src="${LINK}&optimizer.rate=0.01" panels="loss" reveal="auto" height="300"></downhill-lab>
     <p style="height: 4000px"></p><p id="end">The end</p>`,
  );
  await untilEqual(async () => [await phase(page, '#a'), await phase(page, '#b')], ['paused', 'paused']);
  const steps = () =>
    page.evaluate(() => ['#a', '#b'].map((id) => /** @type {any} */ (document.querySelector(id)).report?.step));
  for (let turn = 1; turn <= 3; turn++) {
    await page.evaluate(() => {
      for (const id of ['#a', '#b']) /** @type {any} */ (document.querySelector(id)).step();
    });
    await untilEqual(steps, [turn, turn]);
  }
  await page.evaluate(() => {
    for (const id of ['#a', '#b']) /** @type {any} */ (document.querySelector(id)).run();
  });
  await untilEqual(async () => [await phase(page, '#a'), await phase(page, '#b')], ['running', 'running']);
  await page.evaluate(() => document.getElementById('end')?.scrollIntoView());
  await untilEqual(async () => [await phase(page, '#a'), await phase(page, '#b')], ['resting', 'resting']);
  await sleep(1000);
  const rested = await steps();
  await sleep(1000);
  assert.deepEqual(await steps(), rested);
  await page.evaluate(() => scrollTo(0, 0));
  await untilEqual(async () => [await phase(page, '#a'), await phase(page, '#b')], ['running', 'running']);
});

test('axe finds nothing, in both languages and themes, before and after the press', async () => {
  const { page } = await open(
    `<downhill-lab src="${LINK}" panels="network surface / loss" controls="data optimizer.rate batch"></downhill-lab>`,
  );
  const frame = await figure(page);
  const each = async (/** @type {string} */ what) => {
    for (const lang of ['en', 'zh-Hans']) {
      for (const theme of ['light', 'dark']) {
        await page.evaluate(
          ([lang, theme]) => {
            document.documentElement.lang = lang;
            document.documentElement.dataset.theme = theme;
          },
          [lang, theme],
        );
        await untilEqual(
          () => frame.evaluate(() => [document.documentElement.lang, document.documentElement.dataset.theme]),
          [lang, theme],
        );
        assert.deepEqual(await axe(page), [], `${what}, ${lang}, ${theme}`);
      }
    }
  };
  await each('poster');
  await frame.click('#play');
  await trains(frame, 5);
  await call(page, 'pause');
  await each('figure');
  // Another one beside it, trained too.
  await page.evaluate(() =>
    document.querySelector('main')?.append(/** @type {Element} */ (document.querySelector('downhill-lab')).cloneNode()),
  );
  const other = await figure(page, 1);
  await other.click('#play');
  await trains(other);
  assert.deepEqual(await axe(page), []);
});
