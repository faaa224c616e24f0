// What a host of the page has to get right, and what the page makes sure of itself: versions do not mix, and neither
// the page nor its workers reach another origin.

import assert from 'node:assert/strict';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, extname, join } from 'node:path';
import { after, test } from 'node:test';
import { buildFolder, DIST, serve, sharedChromium, watch } from './harness.js';
import { press, SHOWN, textAt, until, untilNumber, untilSaid, untilThere } from './page.js';

const browser = await sharedChromium();
const folder = await mkdtemp(join(tmpdir(), 'downhill-'));
after(() => rm(folder, { recursive: true }));

const TAGLINE = 'A neural network learns in front of you';

/** The build's name: of the folder in which everything lies that the pages ask for. */
const BUILD = basename(buildFolder());

/**
 * Another version of the page, with its own name and tagline.
 *
 * @param {string} site Where it is written; what lies there already stays.
 * @param {string} name
 * @param {string} tagline
 */
async function publish(site, name, tagline) {
  await cp(DIST, site, { recursive: true, filter: (path) => basename(path) !== BUILD });
  await cp(buildFolder(), join(site, name), { recursive: true });
  for (const page of await readdir(site)) {
    if (extname(page) === '.html') await replace(join(site, page), BUILD, name);
  }
  for (const file of await readdir(join(site, name), { recursive: true })) {
    if (extname(file) === '.js') await replace(join(site, name, file), TAGLINE, tagline);
  }
}

/** @param {string} path @param {string} from @param {string} to */
async function replace(path, from, to) {
  const text = await readFile(path, 'utf8');
  if (text.includes(from)) await writeFile(path, text.replaceAll(from, to));
}

/** Where every file was asked for that is no page: the folders of builds. @param {{ requests: string[] }} seen */
const folders = ({ requests }) =>
  new Set(
    requests
      .map((url) => new URL(url).pathname)
      .filter((path) => !['', '.html'].includes(extname(path)))
      .map((path) => path.split('/')[1]),
  );

/** Opens the help, which is loaded when it is first asked for. @param {import('playwright-core').Page} page */
const openHelp = (page) => page.click('#tools button:last-of-type');

test('two builds lie beside each other, and a page knows only its own', async () => {
  const site = join(folder, 'site');
  await publish(site, 'build-1', 'The version before');
  // However long a browser may keep what it got.
  const server = await serve({ folder: site, headers: { 'Cache-Control': 'max-age=1000000' } });
  try {
    const page = await browser.newPage();
    const seen = watch(page);
    await page.goto(`${server.url}?lang=en#experiment=breast-cancer&view.open=confusion&run=1`);
    await untilNumber(page, SHOWN.step, '>=', 1);
    assert.equal(await textAt(page, '.tagline'), 'The version before');
    assert.deepEqual(folders(seen), new Set(['build-1']));
    const names = seen.requests.map((url) => new URL(url).pathname);
    for (const name of ['js/main.js', 'js/worker.js', 'worker_cpu_bg.wasm', 'data/breast-cancer.csv.gz']) {
      assert.ok(names.includes(`/build-1/${name}`), `${name} is among ${names}`);
    }

    // Somebody keeps the old page, and somebody has it open while the new version comes.
    await cp(join(site, 'index.html'), join(site, 'kept.html'));
    await publish(site, 'build-2', 'The next version');
    await openHelp(page);
    await untilThere(page, '#help dialog[open]');
    assert.deepEqual(folders(seen), new Set(['build-1']));
    await page.goto(`${server.url}kept.html?lang=en#run=1`);
    await untilNumber(page, SHOWN.step, '>=', 1);
    assert.equal(await textAt(page, '.tagline'), 'The version before');
    assert.deepEqual(folders(seen), new Set(['build-1']));

    seen.requests.length = 0;
    await page.goto(`${server.url}?lang=en&again#run=1`);
    await untilNumber(page, SHOWN.step, '>=', 1);
    assert.equal(await textAt(page, '.tagline'), 'The next version');
    assert.deepEqual(folders(seen), new Set(['build-2']));
    assert.deepEqual(seen.problems, []);
  } finally {
    await server.close();
  }
});

test('a page whose build has gone from the server says so, and a reload brings the next one', async () => {
  const site = join(folder, 'replaced');
  await publish(site, 'build-1', 'The version before');
  const server = await serve({ folder: site });
  try {
    const page = await browser.newPage();
    await page.goto(`${server.url}?lang=en#run=1`);
    await untilNumber(page, SHOWN.step, '>=', 1);
    await untilThere(page, '#setup #field-data');
    await rm(join(site, 'build-1'), { recursive: true });
    await publish(site, 'build-2', 'The next version');
    await openHelp(page);
    await untilSaid(page, '#notices', /could not be loaded: Help and shortcuts/);
    await Promise.all([page.waitForEvent('load'), press(page, '#notices', 'Reload the page')]);
    await until(page, 'the next version', () => document.querySelector('.tagline')?.textContent === 'The next version');
    await openHelp(page);
    await untilThere(page, '#help dialog[open]');
  } finally {
    await server.close();
  }
});

test('neither the page nor its workers reach another origin', async () => {
  const server = await serve();
  const other = await serve({ headers: { 'Access-Control-Allow-Origin': '*' } });
  try {
    const page = await browser.newPage();
    const seen = watch(page);
    await page.goto(`${server.url}?lang=en#experiment=breast-cancer&run=1`);
    await untilNumber(page, SHOWN.step, '>=', 1);
    assert.deepEqual(seen.foreign(server.origin), []);
    const reach = (/** @type {string} */ url) =>
      fetch(url).then(
        () => 'reached',
        () => 'blocked',
      );
    for (const where of [page, ...page.workers()]) {
      const asks = /** @type {import('playwright-core').Page} */ (where);
      assert.equal(await asks.evaluate(reach, `${server.url}${BUILD}/icons/downhill.svg`), 'reached');
      assert.equal(await asks.evaluate(reach, other.url), 'blocked');
    }
    assert.equal(page.workers().length, 1);
    assert.deepEqual(other.log, []);
  } finally {
    await server.close();
    await other.close();
  }
});
