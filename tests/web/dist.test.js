// What `cargo xtask dist` writes, opened as people get it: unpacked from the archive below a small server that knows
// nothing of Downhill, and installed from npm's package.

import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { axe, buildFolder, serve, sharedChromium, watch } from './harness.js';
import { SHOWN, textAt, untilNumber, untilThere } from './page.js';

const run = promisify(execFile);

/** What is published; `cargo xtask test` writes it before the browser tests. */
const RELEASE = fileURLToPath(new URL('../../release/', import.meta.url));

const browser = await sharedChromium();
const folder = await mkdtemp(join(tmpdir(), 'downhill-dist-'));
after(() => rm(folder, { recursive: true }));

/** The one file of the release with such an ending. @param {string} ending */
async function published(ending) {
  const names = (await readdir(RELEASE)).filter((name) => name.endsWith(ending));
  assert.equal(names.length, 1, `one ${ending} among ${names}`);
  return join(RELEASE, names[0]);
}

/**
 * Python's server for a folder, as somebody types it who has a stick.
 *
 * @param {string} path
 * @returns {Promise<{ url: string, close: () => void }>}
 */
function python(path) {
  const server = spawn('python3', ['-u', '-m', 'http.server', '--bind', '127.0.0.1', '0'], { cwd: path });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.stdout.on('data', (said) => {
      const port = /port (\d+)/.exec(String(said))?.[1];
      if (port) resolve({ url: `http://127.0.0.1:${port}/`, close: () => server.kill() });
    });
  });
}

test('the archive trains from a subfolder of any small server', async () => {
  const site = join(folder, 'site');
  await mkdir(join(site, 'talks'), { recursive: true });
  await run('python3', ['-m', 'zipfile', '-e', await published('.zip'), join(site, 'talks')]);
  assert.match(await readFile(join(site, 'talks/downhill/README.txt'), 'utf8'), /http\.server/);
  const server = await python(site);
  try {
    const page = await browser.newPage();
    const seen = watch(page);
    await page.goto(`${server.url}talks/downhill/?lang=en#data=digits-8x8&run=1`);
    await untilNumber(page, SHOWN.step, '>=', 1);
    assert.deepEqual(seen.problems, []);
    assert.deepEqual(seen.foreign(new URL(server.url).origin), []);
  } finally {
    server.close();
  }
});

test('the package installs into an empty project, and its page trains from there', async () => {
  const project = join(folder, 'project');
  await mkdir(project);
  await writeFile(join(project, 'package.json'), '{ "name": "somebody-else", "private": true }');
  const options = ['--no-audit', '--no-fund', '--ignore-scripts', '--offline', '--loglevel=error'];
  await run('npm', ['install', ...options, await published('.tgz')], { cwd: project });
  const installed = join(project, 'node_modules/downhill-lab');
  const manifest = JSON.parse(await readFile(join(installed, 'package.json'), 'utf8'));
  const cargo = await readFile(new URL('../../Cargo.toml', import.meta.url), 'utf8');
  assert.equal(manifest.version, /^version = "(.+)"$/m.exec(cargo)?.[1]);
  for (const target of Object.values(manifest.exports).flatMap((entry) =>
    typeof entry === 'string' ? [entry] : Object.values(entry),
  )) {
    await readdir(join(installed, target.replace(/[^/]*$/, '')));
  }

  const server = await serve({ folder: join(installed, 'page'), base: '/assets/downhill/' });
  try {
    const page = await browser.newPage();
    const seen = watch(page);
    await page.goto(`${server.url}?lang=en#run=1`);
    await untilNumber(page, SHOWN.step, '>=', 1);
    assert.deepEqual(seen.problems, []);
  } finally {
    server.close();
  }
});

test('the site for a host has one page and the newest builds beside each other', async () => {
  const names = await readdir(join(RELEASE, 'site'));
  const builds = names.filter((name) => name.startsWith('build-'));
  assert.ok(builds.length >= 1 && builds.length <= 2, `${builds}`);
  const index = await readFile(join(RELEASE, 'site/index.html'), 'utf8');
  const [, build] = /src="(build-\w+)\/js\/main\.js"/.exec(index) ?? [];
  assert.ok(builds.includes(build), `${build} is among ${builds}`);
});

test('the licences of all that is in it are a click away, in both languages', async () => {
  const server = await serve();
  try {
    const page = await browser.newPage();
    for (const [language, words] of [
      ['en', 'Licences'],
      ['zh', '许可证'],
    ]) {
      await page.goto(`${server.url}?lang=${language}#run=1`);
      await untilNumber(page, SHOWN.step, '>=', 1);
      await page.click('#tools button:last-of-type');
      await untilThere(page, '#help dialog[open]');
      assert.match(await textAt(page, '#help a[href$="licences.html"]'), new RegExp(words));
    }
    const [opened] = await Promise.all([
      page.context().waitForEvent('page'),
      page.click('#help a[href$="licences.html"]'),
    ]);
    const seen = watch(opened);
    await opened.waitForSelector('h1');
    assert.ok(opened.url().includes('/build-'));
    assert.match(await textAt(opened, 'h1'), /Licences.*许可证/);
    const rows = await opened.locator('tbody tr').count();
    assert.ok(rows > 150, `${rows} libraries`);
    // Every text that a row points to is there.
    assert.deepEqual(
      await opened.evaluate(() =>
        [...document.querySelectorAll('a[href^="#"]')]
          .map((link) => link.getAttribute('href') ?? '')
          .filter((href) => !document.querySelector(href)),
      ),
      [],
    );
    assert.deepEqual(await axe(opened), []);
    assert.deepEqual(seen.problems, []);
    // So does every data set.
    await page.keyboard.press('Escape');
    await untilThere(page, '#data a[href$="licences.html#data"]');
    assert.ok((await readdir(buildFolder())).includes('licences.html'));
  } finally {
    await server.close();
  }
});
