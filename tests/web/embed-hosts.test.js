// Figures and the pages that they stand in: what a page looks like, forbids, moves and prints, and what it may not do.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  browser,
  call,
  figure,
  headers,
  heard,
  host,
  LINK,
  lab,
  note,
  open,
  pages,
  phase,
  SCRIPT,
  trains,
} from './figures.js';
import { firefox, serve, shared, watch } from './harness.js';
import { until, untilEqual } from './page.js';

test('it follows the theme of every documentation tool, and the language of the page', async () => {
  const { page } = await open(`<downhill-lab src="${LINK}"></downhill-lab>`);
  const frame = await figure(page);
  const looks = () => frame.evaluate(() => [document.documentElement.dataset.theme, document.documentElement.lang]);
  /** @type {[name: string, dark: Record<string, string>, light: Record<string, string>, element: 'html' | 'body'][]} */
  const tools = [
    ['mdBook', { class: 'navy js' }, { class: 'rust js' }, 'html'],
    ['mdBook', { class: 'coal' }, { class: 'light' }, 'html'],
    ['Docusaurus, Starlight, pydata', { 'data-theme': 'dark' }, { 'data-theme': 'light' }, 'html'],
    ['Furo', { 'data-theme': 'dark' }, { 'data-theme': 'light' }, 'body'],
    ['Material for MkDocs', { 'data-md-color-scheme': 'slate' }, { 'data-md-color-scheme': 'default' }, 'body'],
    ['VitePress', { class: 'dark' }, { class: '' }, 'html'],
  ];
  for (const [name, dark, light, element] of tools) {
    for (const [attributes, theme] of /** @type {const} */ ([
      [dark, 'dark'],
      [light, 'light'],
      [dark, 'dark'],
    ])) {
      await page.evaluate(
        ([attributes, element]) => {
          for (const [key, value] of Object.entries(attributes))
            document.querySelector(element)?.setAttribute(key, value);
        },
        /** @type {[Record<string, string>, string]} */ ([attributes, element]),
      );
      await untilEqual(looks, [theme, 'en'], name);
    }
    await page.evaluate(
      ([names, element]) => {
        for (const name of names) document.querySelector(element)?.removeAttribute(name);
      },
      /** @type {[string[], string]} */ ([Object.keys(dark), element]),
    );
    await untilEqual(looks, ['light', 'en'], `${name}, without`);
  }
  await page.evaluate(() => {
    document.body.style.background = '#111';
    document.documentElement.lang = 'zh-CN';
  });
  await untilEqual(looks, ['dark', 'zh-Hans']);
  await page.evaluate(() => document.querySelector('downhill-lab')?.setAttribute('theme', 'light'));
  await untilEqual(looks, ['light', 'zh-Hans']);

  // The same once it trains.
  await call(page, 'run');
  await trains(await figure(page));
  await page.evaluate(() => {
    document.querySelector('downhill-lab')?.removeAttribute('theme');
    document.documentElement.lang = 'en';
  });
  const running = await figure(page);
  await untilEqual(
    () => running.evaluate(() => [document.documentElement.dataset.theme, document.documentElement.lang]),
    ['dark', 'en'],
  );
});

test('only the page around is heard, and only the figure by the element', async () => {
  pages.set(
    'intruder.html',
    `<script>const say = (to) => { for (let i = 0; i < to.length; i++) to[i].postMessage({ downhill: 1, type: 'run' }, '*'); };
    setInterval(() => { say(parent); parent.postMessage({ downhill: 1, type: 'phase', phase: 'failed' }, '*'); }, 50);</script>`,
  );
  const { page } = await open(
    `<downhill-lab src="${LINK}"></downhill-lab><iframe src="intruder.html" title="Another"></iframe>`,
  );
  await note(page);
  const frame = await figure(page);
  await sleep(1500);
  assert.equal(await phase(page), 'poster');
  assert.equal(page.workers().length, 0);
  assert.ok(await frame.locator('#play').isVisible());
});

test('a page with 20 figures stays smooth, and one of them trains', async () => {
  const { page } = await open(Array.from({ length: 20 }, () => `<downhill-lab src="${LINK}"></downhill-lab>`).join(''));
  const frame = await figure(page);
  const longest = await page.evaluate(async () => {
    let longest = 0;
    let last = performance.now();
    for (let frame = 0; frame < 120; frame++) {
      scrollTo(0, frame * 40);
      await new Promise(requestAnimationFrame);
      longest = Math.max(longest, performance.now() - last);
      last = performance.now();
    }
    scrollTo(0, 0);
    return longest;
  });
  // A busy machine of two cores: what would be seen as standing still, not a number of frames.
  assert.ok(longest < 700, `${longest} ms`);
  assert.equal(page.workers().length, 0);
  await frame.click('#play');
  await trains(frame);
  assert.equal(page.workers().length, 1);
});

test('where a host forbids something it is said in words, with a way out', async () => {
  const { page } = await open(
    `<iframe sandbox="allow-scripts" src="${lab.url}embed.html${LINK}" title="Strict" width="600" height="300"></iframe>`,
  );
  const strict = () => page.frames().find((frame) => frame.url().includes('/embed.html'));
  await untilEqual(async () => {
    const words = await strict()?.evaluate(() => document.body.innerText);
    return /allow-scripts allow-same-origin/.test(words ?? '') && /沙盒限制过严/.test(words ?? '');
  }, true);
  assert.equal(
    await strict()?.evaluate(() =>
      document.querySelector('#not-started a')?.getAttribute('href')?.endsWith('#experiment=xor'),
    ),
    true,
  );

  headers.now = { 'Content-Security-Policy': `frame-src 'none'; script-src ${lab.origin}` };
  try {
    const { page: closed } = await open(`<downhill-lab src="${LINK}"><p>What its author wrote.</p></downhill-lab>`, {
      html: 'lang="zh"',
    });
    await note(closed);
    await untilEqual(async () => (await heard(closed, 'failed')).map(({ code }) => code), ['frame_refused']);
    assert.ok(await closed.getByText('What its author wrote.').isVisible());
    const way = closed.getByRole('link', { name: /在新标签页中打开/ });
    assert.equal(await way.getAttribute('href'), `${lab.url}${LINK}`);
  } finally {
    headers.now = {};
  }
});

test('under COEP, and with a strict policy of its own, a page has its figure', async () => {
  const open = await serve({ headers: { 'Cross-Origin-Resource-Policy': 'cross-origin' } });
  headers.now = {
    'Cross-Origin-Embedder-Policy': 'require-corp',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Content-Security-Policy': `default-src 'none'; script-src ${open.origin}; frame-src ${open.origin}; img-src data:`,
  };
  try {
    pages.set(
      'isolated.html',
      `<!doctype html><html lang="en"><title>A book</title><link rel="icon" href="data:,"><script src="${open.url}embed.js" defer></script><downhill-lab src="${LINK}" panels="loss"></downhill-lab></html>`,
    );
    const page = await browser.newPage();
    const seen = watch(page);
    await page.goto(`${host.url}isolated.html`);
    assert.equal(await page.evaluate(() => crossOriginIsolated), true);
    const frame = await figure(page);
    await frame.click('#play');
    await trains(frame);
    assert.deepEqual(seen.problems, []);
  } finally {
    headers.now = {};
    await open.close();
  }
});

test('printed before it was ever seen, a figure is what its author wrote', async () => {
  const { page } = await open(
    `<p style="height: 20000px">Far above.</p><downhill-lab src="${LINK}"><p>What its author wrote.</p></downhill-lab>`,
  );
  await page.waitForFunction(() => document.querySelector('downhill-lab')?.shadowRoot?.querySelector('iframe'));
  const words = page.getByText('What its author wrote.');
  assert.equal(await words.isVisible(), false);
  await page.emulateMedia({ media: 'print' });
  assert.equal(await words.isVisible(), true);
});

test('markup in attributes is text, and an address that is none of the web’s is not opened', async () => {
  const nasty = '&quot;&gt;&lt;img src=x onerror=&quot;top.hurt=1&quot;&gt;';
  const { page } = await open(
    ['src', 'panels', 'controls', 'theme', 'lang', 'height', 'aspect-ratio', 'reveal', 'title']
      .map((name) => `<downhill-lab ${name}="${nasty}"></downhill-lab>`)
      .join('') +
      `<downhill-lab src="javascript:top.hurt=1"></downhill-lab><downhill-lab src="data:text/html,<script>top.hurt=1</script>"></downhill-lab>`,
  );
  await figure(page);
  await sleep(1000);
  assert.equal(await page.evaluate(() => 'hurt' in globalThis), false);
  const sources = await page.evaluate(() =>
    [...document.querySelectorAll('downhill-lab')].map((one) => one.shadowRoot?.querySelector('iframe')?.src ?? ''),
  );
  assert.ok(
    sources.every((source) => source.startsWith(`${lab.url}embed.html`)),
    sources.join('\n'),
  );
});

/** A picture of an author's. */
const PICTURE = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='400' height='200'/%3E";

test('loaded twice, moved while it trains, with a picture of its author', async () => {
  const { page, seen } = await open(
    `${SCRIPT}<div id="one"><downhill-lab src="${LINK}" poster="${PICTURE}"></downhill-lab></div><div id="two"></div>`,
  );
  const poster = page.getByRole('button', { name: 'Train this network' });
  await poster.waitFor();
  assert.equal(
    lab.log.some(({ path }) => path.endsWith('embed.html')),
    false,
    'there is no frame yet',
  );
  await poster.click();
  await trains(await figure(page));
  await page.evaluate(() =>
    document.getElementById('two')?.append(/** @type {Element} */ (document.querySelector('downhill-lab'))),
  );
  await poster.waitFor();
  await untilEqual(async () => page.workers().length, 0);
  await poster.click();
  await trains(await figure(page));
  assert.deepEqual(seen.problems, []);
});

test('in Firefox, too, a figure trains after the press and tells its page', async () => {
  const fox = await shared(firefox());
  pages.set(
    'fox.html',
    `<!doctype html><html lang="en" data-theme="dark"><head><title>A book</title>${SCRIPT}</head><body><downhill-lab src="${LINK}" panels="loss"></downhill-lab></body></html>`,
  );
  const page = await fox.newPage();
  await page.goto(`${host.url}fox.html`);
  await until(page, 'the frame', () =>
    Boolean(/** @type {any} */ (document.querySelector('downhill-lab'))?.shadowRoot?.querySelector('iframe')),
  );
  await until(page, 'its button', () => /** @type {any} */ (document.querySelector('downhill-lab')).phase === 'poster');
  const frame = await page.waitForFrame((one) => one.url().includes('/embed.html'));
  await (await frame.waitForSelector('#play'))?.click();
  await until(page, 'a report', () => /** @type {any} */ (document.querySelector('downhill-lab')).report?.step > 5);
  assert.equal(await frame.evaluate(() => document.documentElement.dataset.theme), 'dark');
});
