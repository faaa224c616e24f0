// Without a network, from one version to the next, and what is kept and forgotten in the browser.

import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { axe, buildFolder, screenshot, serve, shared, sharedChromium } from './harness.js';
import {
  inPage,
  pause,
  press,
  SHOWN,
  textAt,
  until,
  untilEqual,
  untilNumber,
  untilSaid,
  untilText,
  untilThere,
} from './page.js';
import { publish } from './releases.js';

/** @typedef {import('playwright-core').Page} Page */

const browser = await sharedChromium();
const server = await shared(serve());
const folder = await mkdtemp(join(tmpdir(), 'downhill-'));
after(() => rm(folder, { recursive: true }));

/** A browser of its own in which pages may keep themselves. */
const context = () => browser.newContext({ serviceWorkers: 'allow' });

/** Waits until the page's build is kept and answers for it. @param {Page} page */
const untilKept = (page) => until(page, 'a service worker', () => navigator.serviceWorker.controller !== null);

/** Paths of what is kept. @param {Page} page @returns {Promise<string[]>} */
const keptFiles = (page) =>
  inPage(page, async () => {
    const all = await Promise.all((await caches.keys()).map(async (name) => (await caches.open(name)).keys()));
    return all.flat().map(({ url }) => new URL(url).pathname);
  });

/** @param {Page} page */
async function openHelp(page) {
  await page.click('#tools button:last-of-type');
  await untilThere(page, '#help dialog[open]');
}

const closeHelp = (/** @type {Page} */ page) => page.click('#help header button');

/** Starts what stands, and waits until it has learnt. @param {Page} page */
async function trains(page) {
  await until(page, 'an experiment', () => !document.querySelector('#transport .primary')?.hasAttribute('disabled'));
  await page.click(SHOWN.start);
  await untilNumber(page, SHOWN.step, '>=', 1);
}

/** Everything that is kept in the browser. @param {Page} page */
const keptAtAll = (page) =>
  inPage(page, async () => {
    /** @param {string} name @returns {Promise<number>} */
    const works = (name) =>
      new Promise((resolve) => {
        const opening = indexedDB.open(name);
        opening.onsuccess = () => {
          const { result } = opening;
          const stores = [...result.objectStoreNames];
          if (stores.length === 0) return resolve(0);
          const count = result.transaction(stores).objectStore(stores[0]).count();
          count.onsuccess = () => {
            result.close();
            resolve(count.result);
          };
        };
      });
    const databases = await indexedDB.databases();
    const counts = await Promise.all(databases.map(({ name }) => works(name ?? '')));
    return {
      works: counts.reduce((sum, count) => sum + count, 0),
      settings: Object.keys(localStorage).length,
      session: Object.keys(sessionStorage).length,
      caches: (await caches.keys()).length,
      workers: (await navigator.serviceWorker.getRegistrations()).length,
    };
  });

test('after one visit what was used works without a network, and a button fetches the rest', async () => {
  const own = await serve();
  const page = await (await context()).newPage();
  await page.goto(`${own.url}?lang=en#experiment=breast-cancer&run=1`);
  await untilNumber(page, SHOWN.step, '>=', 1);
  await untilKept(page);
  // The data were fetched before there was anybody to keep them.
  await untilEqual(
    async () => (await keptFiles(page)).some((path) => path.endsWith('/data/breast-cancer.csv.gz')),
    true,
    'the data are kept',
  );
  await openHelp(page);
  await untilSaid(page, '#help', /What you have used works without a network/);
  const offer = page.locator('#help button', { hasText: 'Fetch the rest' });
  assert.match((await offer.textContent()) ?? '', /up to \d+\.\d MB/);
  await screenshot(page, 'offline-help');
  assert.deepEqual(await axe(page), []);

  await own.close();
  await page.reload();
  await trains(page);
  await pause(page);
  // Parts that come later, another experiment, and one whose data nobody has used.
  await openHelp(page);
  await page.locator('#help button', { hasText: 'Fetch the rest' }).click();
  await untilSaid(page, '#help', /Not all of the rest came/);
  await closeHelp(page);
  await page.goto(`${own.url}?lang=en#experiment=xor&run=1`);
  await untilNumber(page, SHOWN.step, '>=', 1);
  await page.goto(`${own.url}?lang=en#experiment=wine&run=1`);
  await untilSaid(page, '#downloads', /did not come/);
  await page.context().close();

  const whole = await serve();
  const second = await (await context()).newPage();
  await second.goto(`${whole.url}?lang=en`);
  await untilKept(second);
  await openHelp(second);
  await second.locator('#help button', { hasText: 'Fetch the rest' }).click();
  await untilSaid(second, '#help', /All of Downhill works without a network/);
  await whole.close();
  await second.goto('about:blank');
  await second.goto(`${whole.url}?lang=en#experiment=softmax-digits&run=1`);
  await untilNumber(second, SHOWN.step, '>=', 1);
  await openHelp(second);
  await untilSaid(second, '#help', /All of Downhill works without a network/);
});

test('a new version waits until the person wants it, whole or not at all', async () => {
  const site = join(folder, 'site');
  /** @type {RegExp | undefined} */
  let lost;
  await publish(site, 'build-1', 'The version before');
  const own = await serve({
    folder: site,
    fault: (path, response) => {
      if (!lost?.test(path)) return false;
      response.writeHead(404).end();
      return true;
    },
  });
  try {
    const page = await (await context()).newPage();
    await page.goto(`${own.url}?lang=en`);
    await untilNumber(page, SHOWN.step, '>=', 1);
    await untilKept(page);

    // A file of the next version is missing on the server.
    await rm(join(site, 'build-1'), { recursive: true });
    await publish(site, 'build-2', 'The next version');
    lost = /js\/help-[\w-]+\.js$/;
    const update = () =>
      inPage(page, async () => {
        const registration = await navigator.serviceWorker.getRegistration();
        await registration?.update().catch(() => {});
        const { installing } = registration ?? {};
        if (installing) {
          await new Promise((resolve) => {
            installing.onstatechange = () => ['installed', 'redundant'].includes(installing.state) && resolve(0);
          });
        }
        return [registration?.waiting?.state, (await caches.keys()).length];
      });
    assert.deepEqual(await update(), [undefined, 1]);
    await page.reload();
    await trains(page);
    assert.equal(await textAt(page, '.tagline'), 'The version before');

    lost = undefined;
    assert.deepEqual(await update(), ['installed', 2]);
    await untilSaid(page, '#notices', /A new version of Downhill is ready/);
    // Until then all is of the version before, whatever is asked for.
    await page.reload();
    await trains(page);
    assert.equal(await textAt(page, '.tagline'), 'The version before');
    await openHelp(page);
    await closeHelp(page);
    await untilSaid(page, '#notices', /A new version of Downhill is ready/);
    const loaded = page.waitForEvent('load');
    await press(page, '#notices', 'Use it');
    await loaded;
    await untilText(page, '.tagline', 'The next version');
    await trains(page);
    await openHelp(page);
    await own.close();
    await page.reload();
    await untilText(page, '.tagline', 'The next version');
    await trains(page);
  } finally {
    await own.close();
  }
});

test('a framed page keeps nothing and nobody answers for it', async () => {
  const site = join(folder, 'framed');
  await mkdir(site);
  const source = `${server.url}?lang=en#data=xor&run=1`;
  await writeFile(join(site, 'index.html'), `<iframe src="${source}" width="1000" height="700"></iframe>`);
  const own = await serve({ folder: site, headers: { 'Content-Security-Policy': '' } });
  try {
    const page = await (await context()).newPage();
    await page.goto(own.url);
    await until(page, 'the frame', () => frames.length === 1);
    const frame = page.frames()[1];
    const trained = () => {
      const shown = document.querySelector('.figure.step dd')?.textContent ?? '';
      return Number(shown.replace(/\D/g, '')) > 200;
    };
    await frame.waitForFunction(trained, undefined, { timeout: 60_000 });
    await frame.click('#tools button[aria-label$=theme]');
    await frame.click('#transport .primary');
    await page.waitForTimeout(5_000);
    assert.deepEqual(await keptAtAll(/** @type {any} */ (frame)), {
      works: 0,
      settings: 0,
      session: 0,
      caches: 0,
      workers: 0,
    });
  } finally {
    await own.close();
  }
});

test('where the browser refuses to keep anything the page goes on by the network', async () => {
  const page = await (await context()).newPage();
  await page.addInitScript(() => {
    ServiceWorkerContainer.prototype.register = () => Promise.reject(new DOMException('refused', 'SecurityError'));
    for (const name of ['indexedDB', 'localStorage', 'sessionStorage', 'caches']) {
      Object.defineProperty(window, name, {
        get() {
          throw new DOMException('refused', 'SecurityError');
        },
      });
    }
  });
  await page.goto(`${server.url}?lang=en#data=xor&run=1`);
  await untilNumber(page, SHOWN.step, '>=', 100);
  await page.waitForTimeout(3_500);
  await openHelp(page);
  await untilSaid(page, '#help', /This page needs the network here/);
  await page.locator('#help button', { hasText: 'Forget everything' }).click();
  await page.locator('#help button', { hasText: 'Delete it' }).click();
  await untilSaid(page, '#help', /All is deleted/);
  assert.equal(await inPage(page, () => document.querySelectorAll('#notices .notice').length), 0);
});

test('everything is forgotten when the person wants it, and nothing comes back', async () => {
  const page = await (await context()).newPage();
  await page.goto(`${server.url}?lang=en#experiment=xor&run=1`);
  await untilNumber(page, SHOWN.step, '>=', 200);
  await untilKept(page);
  await page.click('#tools button[aria-label$=theme]');
  await pause(page);
  await untilEqual(async () => (await keptAtAll(page)).works, 1, 'work is kept');
  const before = await keptAtAll(page);
  assert.ok(before.settings > 0 && before.caches === 1 && before.workers === 1, JSON.stringify(before));

  await openHelp(page);
  await page.locator('#help button', { hasText: 'Forget everything' }).click();
  await page.locator('#help button', { hasText: 'Delete it' }).click();
  await untilSaid(page, '#help', /All is deleted/);
  const nothing = { works: 0, settings: 0, session: 0, caches: 0, workers: 0 };
  assert.deepEqual(await keptAtAll(page), nothing);
  // Training on, another theme, another part of the page: this visit keeps nothing any more.
  await closeHelp(page);
  await page.click('#tools button[aria-label$=theme]');
  await page.click('#transport .primary');
  await page.waitForTimeout(2_000);
  await pause(page);
  await page.waitForTimeout(1_500);
  assert.deepEqual(await keptAtAll(page), nothing);
  await page.reload();
  await untilNumber(page, SHOWN.step, '>=', 0);
  await page.waitForTimeout(1_500);
  assert.equal(await inPage(page, () => document.querySelectorAll('#notices .notice').length), 0);
});

test('kept work belongs to its folder and its experiment', async () => {
  const site = join(folder, 'places');
  await publish(join(site, 'one'), 'build-1', 'One');
  await publish(join(site, 'two'), 'build-1', 'Two');
  const own = await serve({ folder: site });
  try {
    const tabs = await context();
    const first = await tabs.newPage();
    await first.goto(`${own.url}one/?lang=en#experiment=xor&run=1`);
    await untilNumber(first, SHOWN.step, '>=', 200);
    await pause(first);
    await untilEqual(async () => (await keptAtAll(first)).works, 1, 'work is kept');
    await first.close();

    /** Whether work is offered at an address. @param {string} address */
    const offered = async (address) => {
      const page = await tabs.newPage();
      await page.goto(address);
      await untilThere(page, '#tools button');
      await untilThere(page, '#stage .frame');
      await page.waitForTimeout(3_000);
      const found = await inPage(page, () =>
        document.querySelector('#notices .notice')?.textContent?.includes('at step'),
      );
      await page.close();
      return found ?? false;
    };
    assert.equal(await offered(`${own.url}two/?lang=en`), false, 'at another place');
    assert.equal(await offered(`${own.url}one/?lang=en#experiment=moons-noise`), false, 'for another experiment');
    assert.equal(await offered(`${own.url}one/?lang=en#experiment=xor`), true, 'for the same one');
    assert.equal(await offered(`${own.url}one/?lang=en`), true, 'at a bare address');
  } finally {
    await own.close();
  }
});

test('the build that is kept is the one that is served', async () => {
  const page = await (await context()).newPage();
  await page.goto(`${server.url}?lang=en`);
  await untilKept(page);
  const build = /** @type {string} */ (buildFolder().split('/').pop());
  for (const path of await keptFiles(page)) assert.ok(path === '/' || path.startsWith(`/${build}/`), path);
  const client = await page.context().newCDPSession(page);
  const { errors } = await client.send('Page.getAppManifest');
  assert.deepEqual(errors, []);
});
