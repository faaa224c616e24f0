// The headers that the README asks hosts for: the page is served with exactly those, and does all it can without
// breaking a rule of theirs.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { test } from 'node:test';
import { chromium, serve, shared, sharedChromium, watch } from './harness.js';
import { choose, openSettings, SHOWN, until, untilNumber, untilThere } from './page.js';

/** Where browsers report what broke the policy, worker or page. */
const REPORTS = '/broken-rule';

/**
 * The README's block of headers, by the address or the beginning of addresses that it holds for.
 *
 * @returns {Promise<{ path: string, name: string, value: string }[]>}
 */
async function fromReadme() {
  const readme = await readFile(new URL('../../README.md', import.meta.url), 'utf8');
  const block = /\n## Hosting\n.*?\n```text\n(\/\*\n.*?)\n```\n/s.exec(readme)?.[1];
  assert.ok(block, 'the README has a block of headers under Hosting');
  let path = '';
  return block.split('\n').flatMap((line) => {
    const header = /^ {2}([\w-]+): (.+)$/.exec(line);
    if (header) return [{ path, name: header[1], value: header[2] }];
    path = line;
    return [];
  });
}

const rules = await fromReadme();

/** @param {string} file Below the site. */
function headersOf(file) {
  /** @type {Record<string, string>} */
  const headers = {};
  for (const { path, name, value } of rules) {
    const holds = path.endsWith('*') ? `/${file}`.startsWith(path.slice(0, -1)) : `/${file}` === path;
    if (!holds) continue;
    assert.ok(!(name in headers), `${name} is given twice for /${file}: hosts would join both`);
    headers[name] = name === 'Content-Security-Policy' ? `${value}; report-uri ${REPORTS}` : value;
  }
  return headers;
}

const server = await shared(serve({ headers: headersOf }));
const browser = await sharedChromium();

/** What was reported since the log was emptied. */
const reports = () => server.log.filter(({ path }) => path === REPORTS);

test('the policy is the one that the page gives itself, and more', async () => {
  const page = await readFile(new URL('../../www/index.html', import.meta.url), 'utf8');
  const own = /Content-Security-Policy" content="([^"]+)"/.exec(page)?.[1];
  const readme = rules.find(({ name }) => name === 'Content-Security-Policy')?.value;
  assert.ok(own && readme?.startsWith(`${own}; frame-ancestors`), `${readme}\ndoes not begin with\n${own}`);
});

test('pages are asked for anew each time, and what lies in the folder of a build never', async () => {
  const page = await browser.newPage();
  await page.goto(`${server.url}?lang=en#run=1`);
  await untilNumber(page, SHOWN.step, '>=', 1);
  const names = new Set(server.log.filter(({ path }) => path !== REPORTS).map(({ path }) => path));
  assert.ok(names.size > 30, `${names.size} files`);
  for (const path of names) {
    const wanted = path === '/' ? 'no-cache' : 'public, max-age=31536000, immutable';
    if (path !== '/favicon.ico') assert.equal(headersOf(path.slice(1))['Cache-Control'], wanted, path);
  }
  for (const path of [
    'index.html',
    'bench.html',
    'embed.html',
    'embed.js',
    'examples.html',
    'manifest.webmanifest',
    'sw.js',
  ]) {
    assert.equal(headersOf(path)['Cache-Control'], 'no-cache', path);
  }
});

test('a session of several experiments breaks no rule', async () => {
  const page = await browser.newPage();
  const seen = watch(page);
  server.log.length = 0;
  await page.goto(`${server.url}?lang=en#run=1`);
  await untilNumber(page, SHOWN.step, '>=', 1);
  for (const [link, part] of [
    ['experiment=breast-cancer&view.open=confusion&run=1', '[data-chart=confusion] td'],
    ['data=digits-8x8&network.layers=dense(16),relu&run=1', '#pad canvas.sheet'],
    ['experiment=lstm-names&run=1', '#writing section'],
  ]) {
    await page.evaluate((link) => location.assign(`#${link}`), link);
    await untilThere(page, part);
    await untilNumber(page, SHOWN.step, '>=', 1);
  }
  await openSettings(page);
  await choose(page, 'field-data', 'circles');
  await page.click('#data .plain');
  await untilThere(page, '#gallery dialog[open] img');
  await page.keyboard.press('Escape');
  await page.click('#tools button:last-of-type');
  await untilThere(page, '#help dialog[open]');
  await page.goto(`${server.url}bench.html?lang=en`);
  await page.waitForSelector('#bench button');
  assert.deepEqual(reports(), []);
  assert.deepEqual(seen.problems, []);
  assert.deepEqual(seen.foreign(server.origin), []);
});

test('the graphics card trains under them, too', async () => {
  const browser = await chromium({ webgpu: true });
  try {
    const page = await browser.newPage();
    const seen = watch(page);
    server.log.length = 0;
    await page.goto(`${server.url}?lang=en&device=gpu#data=xor&run=1`);
    await untilNumber(page, SHOWN.step, '>=', 1);
    await until(page, 'its worker', () => /WebGPU|Graphics card/.test(document.body.innerText));
    assert.ok(server.log.some(({ path }) => path.endsWith('/worker_gpu_bg.wasm')));
    assert.deepEqual(reports(), []);
    assert.deepEqual(seen.problems, []);
  } finally {
    await browser.close();
  }
});

test('what they forbid does not work, and is reported', async () => {
  const page = await browser.newPage();
  server.log.length = 0;
  await page.goto(`${server.url}?lang=en#run=1`);
  await untilNumber(page, SHOWN.step, '>=', 1);
  assert.equal(reports().length, 0);
  const outcome = (/** @type {string} */ what) =>
    page.evaluate((what) => {
      try {
        if (what === 'markup') document.body.innerHTML = '<p>from a text</p>';
        if (what === 'script') new Worker(new URL('elsewhere.js', location.href));
        return 'allowed';
      } catch (error) {
        return String(error);
      }
    }, what);
  assert.match(await outcome('markup'), /TrustedHTML/);
  assert.match(await outcome('script'), /TrustedScriptURL/);
  const [worker] = page.workers();
  const reach = (/** @type {string} */ address) => fetch(address).then(() => 'allowed', String);
  assert.match(await worker.evaluate(reach, 'http://localhost:9/'), /Failed to fetch/);
  await until(page, 'the page still trains', () => document.querySelector('#transport'));
  for (const end = performance.now() + 10_000; reports().length < 3 && performance.now() < end; ) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  assert.ok(reports().length >= 3, `${reports().length} reports, of the page and of its worker`);
});

test('a page that is isolated can frame it', async () => {
  const host = createServer((_, response) => {
    response
      .writeHead(200, {
        'Content-Type': 'text/html',
        'Cross-Origin-Embedder-Policy': 'require-corp',
        'Cross-Origin-Opener-Policy': 'same-origin',
      })
      .end(
        `<!doctype html><title>host</title><iframe width="900" height="700" src="${server.url}?lang=en#run=1"></iframe>`,
      );
  });
  await new Promise((resolve) => host.listen(0, '127.0.0.1', () => resolve(undefined)));
  try {
    const { port } = /** @type {import('node:net').AddressInfo} */ (host.address());
    const page = await browser.newPage();
    await page.goto(`http://localhost:${port}/`);
    assert.equal(await page.evaluate(() => crossOriginIsolated), true);
    const frame = await page.waitForSelector('iframe').then((element) => element.contentFrame());
    assert.ok(frame);
    await frame.waitForFunction(
      (step) => Number(document.querySelector(step)?.textContent?.replace(/\D/g, '')) >= 1,
      SHOWN.step,
      { timeout: 120_000 },
    );
  } finally {
    host.closeAllConnections();
    host.close();
  }
});
