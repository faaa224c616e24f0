// Where the page can't start it says why, without needing any module; and no answer about a graphics card keeps it from
// starting.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { axe, chromium, DIST, firefox, serve, shared, sharedChromium } from './harness.js';
import { listen, SHOWN, textAt, until, untilHeard, untilNumber, untilSaid, untilThere } from './page.js';

const server = await shared(serve());
const browser = await sharedChromium({ webgpu: true });

/**
 * Waits until a page, or a frame of it, shows such a sentence in both languages.
 *
 * @param {import('./page.js').Page | import('playwright-core').Frame} page
 * @param {RegExp} english
 * @param {RegExp} chinese
 */
async function untilShown(page, english, chinese) {
  await until(
    /** @type {import('./page.js').Page} */ (page),
    `${english} ${chinese}`,
    (both) => {
      const place = document.getElementById('not-started');
      const seen = place && getComputedStyle(place).visibility === 'visible' ? place.innerText : '';
      return both.every((words) => new RegExp(words).test(seen));
    },
    [english.source, chinese.source],
  );
}

for (const [name, launch] of /** @type {const} */ ([
  ['Chromium', () => chromium()],
  ['Firefox', () => firefox()],
])) {
  test(`${name}, opened from a file: says that it needs a server`, async () => {
    const browser = await launch();
    try {
      const page = /** @type {import('./page.js').Page} */ (await browser.newPage());
      await page.goto(`${pathToFileURL(DIST).href}index.html`);
      await untilShown(page, /opened from a file.*http\.server/, /直接从文件打开.*http\.server/);
    } finally {
      await browser.close();
    }
  });
}

test('what the server, the browser or the frame lacks is named', async () => {
  // A server that does not know what .js is.
  const unknowing = await serve({
    fault(path, response) {
      if (!path.endsWith('.js') || path.endsWith('first.js')) return false;
      response.writeHead(200, { 'Content-Type': 'text/plain' }).end();
      return true;
    },
  });
  const page = await browser.newPage();
  try {
    for (const file of ['', 'bench.html', 'examples.html']) {
      await page.goto(unknowing.url + file);
      await untilShown(page, /sends JavaScript files as “text\/plain”.*text\/javascript/, /以“text\/plain”类型发送/);
      assert.deepEqual(await axe(page), []);
    }
  } finally {
    await unknowing.close();
  }

  // A browser that does not know the language that the modules are written in.
  await page.route(/js\/main\.js/, (route) => route.fulfill({ contentType: 'text/javascript', body: 'let new = ?;' }));
  await page.goto(server.url);
  await untilShown(page, /browser is too old.*SyntaxError.*current version of Firefox/, /浏览器版本过旧/);
  await page.unroute(/js\/main\.js/);

  // A connection that breaks.
  await page.route(/js\/main\.js/, (route) => route.abort());
  await page.goto(server.url);
  await untilShown(page, /could not be loaded.*reload/, /未能加载/);
  await page.unroute(/js\/main\.js/);

  // Not even the script that says why.
  await page.route(/\.js/, (route) => route.abort());
  await page.goto(server.url);
  await page.evaluate(() => {
    for (const animation of document.getAnimations()) animation.finish();
  });
  await untilShown(page, /has not started yet.*web server/, /尚未启动/);
  await page.unroute(/\.js/);

  await page.route(/host\.html/, (route) =>
    route.fulfill({ contentType: 'text/html', body: `<iframe sandbox="allow-scripts" src="${server.url}"></iframe>` }),
  );
  await page.goto(`${server.url}host.html`);
  await untilShown(page.frames()[1], /sandboxed too strictly.*allow-same-origin/, /沙盒限制过严/);

  // And where nothing is wrong, nothing of it is seen.
  await page.goto(`${server.url}?lang=en`);
  await untilNumber(page, SHOWN.step, '>=', 1);
  assert.equal(await page.locator('#not-started').count(), 0);
});

/** Large enough that the graphics card would be worth a try, and quickly opened. */
const LARGE = 'data=digits-8x8&network.layers=dense(512),relu&batch=256';

test('a browser that does not say whether there is a graphics card: the processor, soon', async () => {
  const page = await browser.newPage();
  await page.addInitScript(() => {
    GPU.prototype.requestAdapter = () => new Promise(() => {});
  });
  for (const wish of ['', '&device=gpu']) {
    await page.goto('about:blank');
    await page.goto(`${server.url}?lang=en${wish}#${LARGE}`);
    await untilThere(page, `${SHOWN.start}:enabled`);
    await untilSaid(page, SHOWN.reason, /does not say/);
    await page.click('#transport button:nth-of-type(2)');
    await untilNumber(page, SHOWN.step, '>=', 1);
  }
});

test('a graphics card that is not found in the first moment is looked for again', async () => {
  const page = await browser.newPage();
  await page.addInitScript(() => {
    const { requestAdapter } = GPU.prototype;
    let times = 0;
    GPU.prototype.requestAdapter = function (options) {
      times += 1;
      return times === 1 ? Promise.resolve(null) : requestAdapter.call(this, options);
    };
  });
  await listen(page, SHOWN.reason);
  await page.goto(`${server.url}?lang=en#${LARGE}`);
  await untilHeard(page, /finds no graphics card/);
  await untilSaid(page, SHOWN.reason, /emulated by software/);
  assert.equal(await textAt(page, SHOWN.device), 'Processor');
});
