// Figures in somebody else's page, on another origin: what they cost, what they show, and what they hear and say.

import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { axe, DIST, firefox, serve, shared, sharedChromium, watch } from './harness.js';
import { until, untilEqual } from './page.js';

/** @typedef {import('playwright-core').Page} Page */
/** @typedef {import('playwright-core').Frame} Frame */

const browser = await sharedChromium();
const lab = await shared(serve());

/** Pages of the host, by their paths. @type {Map<string, string>} */
const pages = new Map();
/** What the host sends with them. @type {Record<string, string>} */
let headers = {};
const host = await shared(
  serve({
    fault(path, response) {
      const page = pages.get(path);
      if (page === undefined) return false;
      response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8', ...headers });
      response.end(page);
      return true;
    },
  }),
);

const SCRIPT = `<script src="${lab.url}embed.js" defer></script>`;
/** Learns at once on any machine. */
const LINK = '#experiment=xor';

/**
 * A page of the host with some figures.
 *
 * @param {string} body
 * @param {{ html?: string, attributes?: string, browser?: any }} [about]
 */
async function open(body, { html = 'lang="en"', attributes = '' } = {}) {
  pages.set(
    'page.html',
    `<!doctype html><html ${html}><head><meta charset="utf-8"><title>A book</title><link rel="icon" href="data:,">${SCRIPT}</head><body ${attributes}><main><h1>A book</h1>${body}</main></body></html>`,
  );
  const page = await browser.newPage();
  const seen = watch(page);
  lab.log.length = 0;
  await page.goto(`${host.url}page.html`);
  return { page, seen };
}

/** The frame of a figure. @param {Page} page @param {number} [index] @returns {Promise<Frame>} */
async function figure(page, index = 0) {
  const frames = () => page.frames().filter((frame) => frame.url().includes('/embed.html'));
  for (let turn = 0; turn < 300; turn++) {
    const frame = frames()[index];
    if (frame) {
      await frame.waitForSelector('#play-words:not(:empty), .transport button', { state: 'attached' });
      return frame;
    }
    await sleep(100);
  }
  throw new Error(`no frame ${index} among ${frames().length}`);
}

/** @param {Frame} frame @param {number} step */
const trains = (frame, step = 1) =>
  frame.waitForFunction(
    (step) => {
      const shown = document.querySelector('.figure.step dd')?.textContent ?? '';
      return Number(shown.replace(/\D/g, '')) >= step;
    },
    step,
    { timeout: 120_000 },
  );

/** Notes what a figure tells. @param {Page} page @param {string} [which] */
const note = (page, which = 'downhill-lab') =>
  page.evaluate((which) => {
    const scope = /** @type {any} */ (globalThis);
    scope.heard = [];
    for (const type of ['ready', 'resized', 'phase', 'report', 'recipe', 'predicted', 'failed']) {
      document.querySelector(which)?.addEventListener(type, (event) => {
        scope.heard.push([type, /** @type {CustomEvent} */ (event).detail]);
      });
    }
  }, which);

/** @param {Page} page @param {string} type @returns {Promise<any[]>} */
const heard = (page, type) =>
  page.evaluate(
    (type) =>
      /** @type {any} */ (globalThis).heard
        .filter((/** @type {any} */ [is]) => is === type)
        .map((/** @type {any} */ [, detail]) => detail),
    type,
  );

/** Calls a method of an element. @param {Page} page @param {string} method @param {any} [argument] @param {string} [which] */
const call = (page, method, argument, which = 'downhill-lab') =>
  page.evaluate(
    ([method, argument, which]) => /** @type {any} */ (document.querySelector(which))[method](argument),
    /** @type {[string, any, string]} */ ([method, argument, which]),
  );

/** @param {Page} page @param {string} [which] @returns {Promise<string>} */
const phase = (page, which = 'downhill-lab') =>
  page.evaluate((which) => /** @type {any} */ (document.querySelector(which)).phase, which);

test('before its button is pressed a figure is a picture: 10 KB, no worker, no graphics card, no storage', async () => {
  const { page, seen } = await open(`<downhill-lab src="${LINK}"></downhill-lab>`);
  const frame = await figure(page);
  await frame.waitForFunction(() => document.querySelector('img')?.complete);
  await sleep(500);
  const files = [...new Set(lab.log.map(({ path }) => path.slice(1)))];
  const size = async (/** @type {string} */ file) => brotliCompressSync(await readFile(join(DIST, file))).length;
  const pictures = (await readdir(join(DIST, 'gallery'), { recursive: true })).filter((name) => name.endsWith('.svg'));
  const largest = Math.max(...(await Promise.all(pictures.map((name) => size(join('gallery', name))))));
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

test('its frame is as high as its content, grows and shrinks with it, and comes to rest', async () => {
  const { page } = await open(
    `<div id="room"><downhill-lab src="${LINK}" panels="surface / loss"></downhill-lab></div>`,
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

  headers = { 'Content-Security-Policy': `frame-src 'none'; script-src ${lab.origin}` };
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
    headers = {};
  }
});

test('under COEP, and with a strict policy of its own, a page has its figure', async () => {
  const open = await serve({ headers: { 'Cross-Origin-Resource-Policy': 'cross-origin' } });
  headers = {
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
    headers = {};
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

test('loaded twice, moved while it trains, with a picture of its author', async () => {
  const { page, seen } = await open(
    `${SCRIPT}<div id="one"><downhill-lab src="${LINK}" poster="${lab.url}icons/downhill.svg"></downhill-lab></div><div id="two"></div>`,
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
