// The native twin: the same Recipe and seed give the same losses on this machine's processor and in the browser.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { chromium, serve } from './harness.js';
import { makeLab, withLab } from './page.js';

const run = promisify(execFile);

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const STEPS = 50;

/** @type {import('./harness.js').Server} */
let server;
/** @type {import('playwright-core').Browser} */
let browser;

before(async () => {
  server = await serve();
  browser = await chromium();
});

after(async () => {
  await browser.close();
  await server.close();
});

/**
 * Losses of the first steps, natively.
 *
 * @param {string} link
 * @returns {Promise<number[]>}
 */
async function natively(link) {
  const folder = await mkdtemp(join(tmpdir(), 'downhill-'));
  const summary = join(folder, 'summary.json');
  try {
    const asked = ['--device', 'cpu', '--steps', String(STEPS), '--losses', '--summary', summary];
    await run('cargo', ['run', '--quiet', '--', 'train', link, ...asked], { cwd: ROOT });
    return JSON.parse(await readFile(summary, 'utf8')).losses;
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** @param {string} link @returns {Promise<number[]>} */
async function inBrowser(link) {
  const page = await browser.newPage();
  await page.goto(`${server.url}bench.html`);
  await makeLab(page, { device: 'cpu' });
  await withLab(page, (lab, link) => lab.open({ link }), link);
  const { losses } = await withLab(page, (lab, count) => lab.request({ type: 'step', count }), STEPS);
  await page.close();
  return Array.from(losses);
}

for (const [name, link] of Object.entries({
  'an MLP with Adam on spirals': 'data=spirals&seed=11',
  'a CNN with momentum on digits 8×8':
    'data=digits-8x8&network.layers=conv(4,3,1),relu,pool(2),dense(16),relu&optimizer=momentum&batch=16',
})) {
  test(`${name}: ${STEPS} losses, native and in the browser`, async () => {
    const [here, there] = [await natively(link), await inBrowser(link)];
    assert.equal(here.length, STEPS);
    assert.equal(there.length, STEPS);
    here.forEach((loss, step) => {
      const apart = Math.abs(loss - there[step]);
      assert.ok(apart <= 1e-4, `step ${step}: ${loss} natively, ${there[step]} in the browser`);
    });
  });
}
