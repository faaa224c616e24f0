// Data files that do not come, or not as they are: the page says so, asks again with patience, and goes on.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { serve, shared, sharedChromium } from './harness.js';
import {
  choose,
  inPage,
  listen,
  press,
  SHOWN,
  textAt,
  until,
  untilAddress,
  untilGone,
  untilHeard,
  untilNumber,
  untilRest,
  untilSaid,
  untilThere,
} from './page.js';

/** @typedef {(response: import('node:http').ServerResponse) => void} Fault */

/** What goes wrong with a file, one answer after the other. @type {Map<string, Fault[]>} */
const faults = new Map();
/** How each request wanted to be answered by caches. @type {Map<string, (string | undefined)[]>} */
const asked = new Map();
const server = await shared(
  serve({
    fault(path, response) {
      const file = path.replace('data/', '');
      asked.set(file, [...(asked.get(file) ?? []), response.req.headers['cache-control']]);
      const fault = faults.get(file)?.shift();
      fault?.(response);
      return fault !== undefined;
    },
  }),
);
const browser = await sharedChromium();

/** @type {Fault} */
const refused = (response) => response.writeHead(503).end();
/** A network that wants a login. @type {Fault} */
const login = (response) => response.writeHead(200, { 'Content-Type': 'text/html' }).end('<!doctype html>Log in');
/** @type {Fault} */
const garbage = (response) =>
  response
    .writeHead(200, { 'Content-Type': 'application/gzip', 'Cache-Control': 'max-age=1000' })
    .end(Buffer.from([0x1f, 0x8b, 8, 0, 1, 2, 3]));
/** @type {Fault} */
const cutOff = (response) => {
  response.writeHead(200, { 'Content-Type': 'application/gzip', 'Content-Length': 5000 });
  response.write('x');
  setTimeout(() => response.destroy(), 50);
};

/** Where downloads are told. */
const PANEL = '#downloads';

test('an experiment whose file does not come opens when it does', async () => {
  const file = 'wine.csv.gz';
  faults.set(file, [refused, login, garbage, cutOff]);
  const page = await browser.newPage();
  await listen(page, PANEL);
  await page.goto(`${server.url}?lang=en#data=wine&run=1`);
  await untilHeard(page, /wine\.csv\.gz” did not come: the server answered 503\. Trying again (in \d+ s|now)/);
  // Once by itself, after a second.
  await untilHeard(page, /a web page came instead/);
  await press(page, PANEL, 'Try again now');
  await untilHeard(page, /“wine\.csv\.gz” cannot be used: it is cut off or damaged/);
  // The network is back.
  await inPage(page, () => dispatchEvent(new Event('online')));
  await untilHeard(page, /the connection failed/);
  // On a slow machine it may have been asked for again by itself.
  await until(
    page,
    'the first step',
    ([panel, step]) => {
      const buttons = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(`${panel} button`));
      for (const button of buttons) if (button.textContent === 'Try again now') button.click();
      return Number(document.querySelector(step)?.textContent?.replaceAll(',', '')) >= 1;
    },
    [PANEL, SHOWN.step],
  );
  assert.match(page.url(), /data=wine/);
  await untilGone(page, '.downloads');
  // Whatever a cache holds of a failure is not asked for it again.
  const headers = asked.get(file) ?? [];
  assert.equal(headers.length, 5);
  assert.deepEqual(new Set(headers.slice(1)), new Set(['no-cache']));
});

test('the training program itself is asked for again', async () => {
  asked.clear();
  faults.set('worker_cpu_bg.wasm', [cutOff, cutOff]);
  const first = await browser.newPage();
  await first.goto(`${server.url}?lang=en`);
  await untilNumber(first, SHOWN.step, '>=', 1);
  assert.equal(asked.get('worker_cpu_bg.wasm')?.length, 3);
  await first.close();

  // A page of its own, whose cache holds nothing.
  faults.set('worker_cpu_bg.wasm', [cutOff, cutOff, cutOff]);
  const page = await browser.newPage();
  await page.goto(`${server.url}?lang=en`);
  await until(page, 'the reason', () =>
    /could not be loaded.*three times\. Please check the connection/.test(
      document.querySelector('#notices')?.textContent ?? '',
    ),
  );
});

test('who does not want to wait for a file goes on with another experiment', async () => {
  const page = await browser.newPage();
  faults.set('names.txt.gz', Array(20).fill(refused));
  await page.goto(`${server.url}?lang=zh#data=names&run=1`);
  await untilSaid(page, PANEL, /下载失败：服务器返回 503/);
  await press(page, PANEL, '不再等待');
  // There is something to look at, which nobody asked to start; the address stays as it was asked for.
  await untilThere(page, '.layer.fixed');
  assert.equal(await untilRest(page), 0);
  assert.match(page.url(), /data=names/);

  await choose(page, 'field-data', 'names');
  await untilSaid(page, PANEL, /下载失败：服务器返回 503/);
  await choose(page, 'field-data', 'moons');
  await untilAddress(page, 'data', 'moons');
  await untilGone(page, '.downloads');
});

test('a file that fails while it trains is waited for, and training goes on by itself', async () => {
  const page = await browser.newPage();
  await listen(page, `${PANEL}, .figures`);
  faults.set('mnist-train-1.safetensors.gz', [refused, garbage]);
  // Five steps with the first file, then one of the others; without shuffling it is the one that fails.
  await page.goto(`${server.url}?lang=en#data=mnist&shuffle=0&network.layers=flatten&batch=2000&run=1`);
  await untilHeard(page, /waits for data/);
  assert.equal(await textAt(page, SHOWN.start), 'Pause');
  await untilHeard(page, /mnist-train-1.* (did not come|cannot be used)/);
  await untilNumber(page, SHOWN.step, '>=', 8);
  assert.doesNotMatch(await textAt(page, '#transport'), /waits for data/);
});
