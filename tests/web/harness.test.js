// The harness itself: a test that relies on it must be able to fail.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { axe, chromium, firefox, serve, watch } from './harness.js';

// As strict as the page's own policy, so that what works here works there.
const POLICY = "default-src 'none'; script-src 'self'; worker-src 'self'; connect-src *; img-src 'self'";

const folder = await mkdtemp(join(tmpdir(), 'downhill-'));
after(() => rm(folder, { recursive: true }));

before(async () => {
  const html = (/** @type {string} */ body) => `<!doctype html><html lang="en"><title>Test</title><main>${body}</main>`;
  await writeFile(join(folder, 'index.html'), html('<h1>Fine</h1>'));
  await writeFile(join(folder, 'bad.html'), html('<h1>Bad</h1><img src="data.bin"><button></button>'));
  await writeFile(join(folder, 'calls.html'), html('<h1>Calls</h1><script type="module" src="calls.js"></script>'));
  await writeFile(join(folder, 'calls.js'), "new Worker('worker.js').onmessage = () => { document.title = 'done'; };");
  await writeFile(
    join(folder, 'worker.js'),
    "fetch('http://localhost:9/secret').catch(() => {}).finally(() => postMessage('done'));",
  );
  await writeFile(join(folder, 'data.bin'), new Uint8Array(20_000));
});

test('the server serves a subfolder, keeps to it, and keeps a log', async () => {
  const server = await serve({ folder, base: '/docs/lab/' });
  try {
    const page = await fetch(server.url);
    assert.equal(page.status, 200);
    assert.match(page.headers.get('content-type') ?? '', /^text\/html/);
    assert.equal((await fetch(`${server.origin}/index.html`)).status, 404);
    assert.equal((await fetch(`${server.url}..%2f..%2fetc/passwd`)).status, 404);
    assert.equal((await fetch(`${server.url}none.js`)).status, 404);
    assert.deepEqual(server.log[0], { method: 'GET', path: '/docs/lab/', status: 200 });
    assert.equal(server.log.length, 4);
  } finally {
    await server.close();
  }
});

test('a file can be slowed down', async () => {
  const server = await serve({ folder, rate: (path) => (path === 'data.bin' ? 40_000 : undefined) });
  try {
    const start = performance.now();
    const response = await fetch(`${server.url}data.bin`);
    assert.equal((await response.arrayBuffer()).byteLength, 20_000);
    assert.ok(performance.now() - start > 400, 'half a second at 40 kB/s');
  } finally {
    await server.close();
  }
});

test('what the tests of a file share is closed after them, and pages after each', async (context) => {
  // A file of tests as they are, of which the second fails.
  const file = join(folder, 'shared.test.js');
  const harness = new URL('./harness.js', import.meta.url).href;
  await writeFile(
    file,
    `import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
    import { test } from 'node:test';
    import { serve, shared, sharedChromium } from ${JSON.stringify(harness)};
    await shared(serve());
    const browser = await sharedChromium();
    for (const name of ['first', 'second']) {
      test(name, async () => {
        assert.equal(browser.contexts().length, 0);
        await browser.newPage();
        if (name === 'second') throw new Error('this one fails');
      });
    }`,
  );
  // It ends although the server and the browser would keep it alive.
  const { code, stdout } = await promisify(execFile)(process.execPath, ['--test-reporter=tap', file], {
    env: { ...process.env, NODE_TEST_CONTEXT: undefined },
    signal: context.signal,
  }).catch((error) => error);
  assert.equal(code, 1);
  assert.match(stdout, /^ok 1 - first$/m);
  assert.match(stdout, /^not ok 2 - second$/m);
  assert.match(stdout, /this one fails/);
});

test('Chromium has a WebGPU adapter only when asked, and axe and watch see through a strict policy', async () => {
  const server = await serve({ folder, headers: { 'Content-Security-Policy': POLICY } });
  const adapter = async () => {
    const found = await navigator.gpu?.requestAdapter();
    return found ? { fallback: found.info.isFallbackAdapter, timestamps: found.features.has('timestamp-query') } : null;
  };
  try {
    for (const webgpu of [false, true]) {
      const browser = await chromium({ webgpu });
      try {
        const page = await browser.newPage();
        await page.goto(server.url);
        assert.deepEqual(await page.evaluate(adapter), webgpu ? { fallback: true, timestamps: true } : null);
        assert.deepEqual(await axe(page), []);
        await page.goto(`${server.url}bad.html`);
        const rules = (await axe(page)).map(({ rule }) => rule);
        assert.deepEqual(rules, ['button-name', 'image-alt']);

        const seen = watch(page);
        await page.goto(`${server.url}calls.html`);
        await page.waitForFunction(() => document.title === 'done');
        assert.deepEqual(seen.foreign(server.origin), ['http://localhost:9/secret']);
      } finally {
        await browser.close();
      }
    }
  } finally {
    await server.close();
  }
});

test('Firefox opens the page, and axe reads it', async () => {
  const server = await serve({ folder, headers: { 'Content-Security-Policy': POLICY } });
  const browser = await firefox();
  try {
    const page = await browser.newPage();
    await page.goto(server.url);
    assert.equal(await page.title(), 'Test');
    assert.deepEqual(await axe(page), []);
  } finally {
    await browser.close();
    await server.close();
  }
});
