// What a host of the page has to get right, and what the page makes sure of itself: versions do not mix, and neither
// the page nor its workers reach another origin.

import assert from 'node:assert/strict';
import { cp, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { after, test } from 'node:test';
import { DIST, serve, sharedChromium, watch } from './harness.js';
import { SHOWN, textAt, until, untilNumber } from './page.js';

const browser = await sharedChromium();
const folder = await mkdtemp(join(tmpdir(), 'downhill-'));
after(() => rm(folder, { recursive: true }));

const TAGLINE = 'A neural network learns in front of you';

/** The next version of the page: another name, another tagline. @param {string} build @param {string} next */
async function update(build, next) {
  const copy = join(folder, next);
  await cp(DIST, copy, { recursive: true });
  for (const name of await readdir(copy, { recursive: true })) {
    if (!['.html', '.js'].includes(extname(name))) continue;
    const path = join(copy, name);
    const text = await readFile(path, 'utf8');
    await writeFile(path, text.replaceAll(build, next).replaceAll(TAGLINE, 'The next version'));
  }
  return copy;
}

test('after an update nothing of the version before is run, however long browsers may keep it', async () => {
  const build = /js\/main\.js\?v=(\w+)/.exec(await readFile(`${DIST}index.html`, 'utf8'))?.[1];
  assert.ok(build, 'a release asks for its files by its name');
  const next = '0123456789ab';
  const current = join(folder, 'current');
  await symlink(DIST, current);
  const server = await serve({ folder: current, headers: { 'Cache-Control': 'max-age=1000000' } });
  try {
    const page = await browser.newPage();
    const seen = watch(page);
    const files = () => seen.requests.map((url) => new URL(url)).filter(({ pathname }) => extname(pathname) !== '');
    const versions = () => new Set(files().map(({ searchParams }) => searchParams.get('v')));
    const at = `${server.url}?lang=en#experiment=breast-cancer&view.open=confusion&run=1`;
    await page.goto(at);
    await untilNumber(page, SHOWN.step, '>=', 1);
    assert.deepEqual(versions(), new Set([build]));
    const names = files().map(({ pathname }) => pathname.slice(1));
    for (const name of ['js/lab/connection.js', 'js/worker.js', 'worker_cpu_bg.wasm', 'data/breast-cancer.csv.gz']) {
      assert.ok(names.includes(name), `${name} is among ${names}`);
    }

    // Parts that come later are of the version before as well: they must have come before it goes.
    await until(page, 'the parts that are loaded later', () =>
      ['[data-chart=confusion] td', '#samples *', '#quick input', '#data img', '#field-data'].every((part) =>
        document.querySelector(part),
      ),
    );
    const after = await update(build, next);
    await rm(current);
    await symlink(after, current);
    seen.requests.length = 0;
    await page.reload();
    // The address does not ask to start by itself any more.
    await page.click('#transport button:nth-of-type(2)');
    await untilNumber(page, SHOWN.step, '>=', 1);
    assert.equal(await textAt(page, '.tagline'), 'The next version');
    assert.deepEqual(versions(), new Set([next]));
    assert.deepEqual(seen.problems, []);

    // A worker of another version than its page.
    await page.route(/worker_cpu\.js/, async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, body: (await response.text()).replace(next, build) });
    });
    await page.reload();
    await until(page, 'the message', () => /different versions.*reload/.test(document.body.innerText));
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
      assert.equal(await asks.evaluate(reach, `${server.url}icons/downhill.svg`), 'reached');
      assert.equal(await asks.evaluate(reach, other.url), 'blocked');
    }
    assert.equal(page.workers().length, 1);
    assert.deepEqual(other.log, []);
  } finally {
    await server.close();
    await other.close();
  }
});
