// Links and files that were made to do harm, or that something on their way has broken: the page says one clear
// sentence, answers at once, and what can be used is used.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { serve, shared, sharedChromium } from './harness.js';
import { addressOf, inPage, numberAt, pause, SHOWN, until, untilNumber, untilRest, untilThere } from './page.js';

const server = await shared(serve());
const browser = await sharedChromium();

/** @typedef {import('playwright-core').Page} Page */

/** @param {Page} page */
const notices = (page) =>
  inPage(page, () => [...document.querySelectorAll('#notices .notice p')].map((notice) => notice.textContent ?? ''));

/** Waits for a message that says so. @param {Page} page @param {RegExp} words */
async function untilSaid(page, words) {
  await until(
    page,
    `the message ${words}`,
    (source) =>
      [...document.querySelectorAll('#notices .notice')].some((notice) =>
        new RegExp(source, 'u').test(notice.textContent ?? ''),
      ),
    words.source,
  );
  return notices(page);
}

/** Every message is short, and there are few. @param {Page} page */
async function readable(page) {
  const all = await notices(page);
  assert.ok(all.length <= 20, `${all.length} messages`);
  for (const notice of all) assert.ok(notice.length < 400, notice);
}

/** Opens a link in a page that stands already, as a person who pastes it. @param {Page} page @param {string} link */
const paste = (page, link) =>
  inPage(
    page,
    (link) => {
      location.hash = link;
    },
    link,
  );

/** @param {Page} page @param {string} selector */
const value = (page, selector) =>
  inPage(page, (selector) => /** @type {HTMLInputElement} */ (document.querySelector(selector)).value, selector);

/** @param {Page} page @param {string} selector @param {string} wanted */
const untilValue = (page, selector, wanted) =>
  until(
    page,
    `${selector} = ${wanted}`,
    ([selector, wanted]) => /** @type {HTMLInputElement | null} */ (document.querySelector(selector))?.value === wanted,
    [selector, wanted],
  );

test('links that are too long, full of nonsense, or changed on their way', async () => {
  const page = await browser.newPage();
  const unknown = (/** @type {number} */ bytes) => {
    let link = 'v=1&batch=16';
    for (let n = 0; link.length < bytes; n++) link += `&k${n}=1`;
    return link;
  };

  // As many unknown keys as a link may have: one message, and the rest is used.
  await page.goto(`${server.url}?lang=en#${unknown(16_000)}`);
  await untilThere(page, '.layer.fixed');
  const said = await untilSaid(page, /not known here/);
  assert.equal(said.length, 1);
  assert.equal(await value(page, '#field-batch'), '16');
  assert.ok((await inPage(page, () => location.hash)).includes('k7=1'), 'unknown keys are kept');

  // Longer ones are refused at once.
  await paste(page, unknown(100_000));
  await untilSaid(page, /longer than 16384 characters/);
  await readable(page);

  // What mail programs and content management systems make of a link.
  const link = 'v=1&data=circles&data.noise=0.2&seed=7&batch=24';
  for (const [index, mangled] of [
    link.replaceAll('&', '&amp;'),
    link.replaceAll('&', '%26').replaceAll('=', '%3D'),
    link.replaceAll('=', '%3D'),
    encodeURIComponent(encodeURIComponent(link)),
    `${link}.`,
    `${link.slice(0, 20)}%0A${link.slice(20)}`,
  ].entries()) {
    // Another experiment lies between, so that each is seen to open this one.
    await paste(page, `v=1&data=xor&seed=${index + 1}`);
    await untilValue(page, '#field-data', 'xor');
    await untilValue(page, '#field-seed', String(index + 1));
    await paste(page, mangled);
    await untilValue(page, '#field-batch', '24');
    assert.equal(await value(page, '#field-data'), 'circles', mangled);
    assert.equal(await value(page, '#field-data-noise'), '0.2', mangled);
    assert.equal(await inPage(page, () => location.hash.slice(1)), link, 'the address is whole again');
  }
});

/** A network whose batch decides whether it fits. */
const LARGE = `v=1&data=digits-8x8&network.layers=${'conv(256,3,1),relu,'.repeat(12).slice(0, -1)}`;

test('what is too large is refused before, with the memory it would need, and what is slow does not begin by itself', async () => {
  const page = await browser.newPage();
  await page.goto(`${server.url}?lang=en#v=1&seed=5`);
  await untilThere(page, '.layer.fixed');

  for (const [link, words] of /** @type {const} */ ([
    [
      'data=digits-8x8&network.layers=dense(4096),dense(4095),dense(4000)&run=1',
      /about 1\.\d GB of memory.*Fewer units/,
    ],
    [`${LARGE}&batch=4096&run=1`, /GB of memory.*A batch of at most \d+ fits/],
  ])) {
    await paste(page, link);
    await untilSaid(page, words);
    assert.equal(await value(page, '#field-seed'), '5', 'the experiment before goes on');
    await page.click('#notices .notice button:last-child');
  }

  // Where nothing stands yet, nothing starts in its place, and the address keeps what was refused.
  const fresh = await browser.newPage();
  await fresh.goto(`${server.url}?lang=en#${LARGE}&batch=4096&run=1`);
  await untilSaid(fresh, /GB of memory.*A batch of at most \d+ fits/);
  await untilThere(fresh, '.layer.fixed');
  assert.equal(await untilRest(fresh), 0);
  assert.match(fresh.url(), /batch=4096/);
  await fresh.close();

  // A network whose step takes long: nothing trains until a person says so.
  await paste(page, 'v=1&data=digits-8x8&network.layers=conv(128,7,3),relu,conv(128,7,3),relu&batch=512&run=1');
  await untilSaid(page, /does not begin by itself/);
  assert.equal(await untilRest(page), 0);

  // A batch that is too large is refused while it trains, and the control says what holds.
  await paste(page, `${LARGE}&batch=1&run=1`);
  await untilNumber(page, SHOWN.step, '>=', 1);
  await page.fill('#field-batch', '4096');
  await page.keyboard.press('Enter');
  await untilSaid(page, /of memory/);
  await untilValue(page, '#field-batch', '1');
  assert.match(await inPage(page, () => location.hash), /batch=1(&|$)/);
  const step = await numberAt(page, SHOWN.step);
  await untilNumber(page, SHOWN.step, '>=', step + 1);
});

/**
 * A Checkpoint as safetensors, with what the file says of itself altered.
 *
 * @param {Uint8Array} bytes
 * @param {(header: Record<string, any>, meta: any) => void} alter
 * @param {Uint8Array} [more] Data behind that of the tensors.
 */
function altered(bytes, alter, more = new Uint8Array()) {
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)));
  const meta = JSON.parse(header.__metadata__.downhill);
  alter(header, meta);
  header.__metadata__.downhill = JSON.stringify(meta);
  const text = new TextEncoder().encode(JSON.stringify(header));
  const padded = new Uint8Array(Math.ceil(text.length / 8) * 8).fill(0x20);
  padded.set(text);
  const data = bytes.subarray(8 + length);
  const file = new Uint8Array(8 + padded.length + data.length + more.length);
  new DataView(file.buffer).setBigUint64(0, BigInt(padded.length), true);
  file.set(padded, 8);
  file.set(data, 8 + padded.length);
  file.set(more, 8 + padded.length + data.length);
  return file;
}

/** Adds a tensor. @param {Record<string, any>} header @param {string} name @param {number[]} shape */
function add(header, name, shape) {
  const ends = Object.values(header).map((tensor) => tensor.data_offsets?.[1] ?? 0);
  const from = Math.max(...ends);
  const bytes = 4 * shape.reduce((all, side) => all * side, 1);
  header[name] = { dtype: 'F32', shape, data_offsets: [from, from + bytes] };
}

test('files that were made to do harm, and those of another version', async () => {
  const page = await browser.newPage();
  await page.goto(`${server.url}?lang=en#v=1&data=circles&network.layers=dense(4),tanh&run=1`);
  await untilNumber(page, SHOWN.step, '>=', 20);
  const paused = await pause(page);
  const begin = await addressOf(page, 'js/begin.js');
  const saved = await inPage(
    page,
    async (begin) => {
      const { lab } = await import(begin);
      const { checkpoint } = await lab.request({ type: 'export' });
      return [...checkpoint];
    },
    begin,
  );
  const good = Uint8Array.from(saved);
  const drop = async (/** @type {string} */ name, /** @type {Uint8Array} */ file) => {
    await inPage(
      page,
      ([name, text]) => {
        const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
        const transfer = new DataTransfer();
        transfer.items.add(new File([bytes], name));
        dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, cancelable: true }));
      },
      [name, Buffer.from(file).toString('base64')],
    );
  };

  const layers = altered(good, (_, meta) => {
    meta.recipe.network.params.layers = Array.from({ length: 20_000 }, () => ({ id: 'relu' }));
  });
  await drop('layers.safetensors', layers);
  await untilSaid(page, /at most 64 layers, not 20000/);

  const name = altered(good, (header) => add(header, `${'\u202e'}${'x'.repeat(3_000_000)}`, [0]));
  await drop('name.safetensors', name);
  await untilSaid(page, /describes itself in \d+ bytes/);

  const changes = altered(good, (_, meta) => {
    meta.changes = Array.from({ length: 300_000 }, () => ({ step: 1, key: 'batch', value: 8 }));
  });
  await drop('changes.safetensors', changes);
  await untilSaid(page, /describes itself in \d+ bytes/);
  await readable(page);
  assert.equal(await untilRest(page), paused, 'the experiment before is still there');

  // A newer version: opened with what is known.
  const newer = altered(good, (_, meta) => {
    meta.recipe.version = 2;
    meta.recipe.future = { id: 'x' };
  });
  const long = `${'\u202e'}${'n'.repeat(200)}.safetensors`;
  await drop(long, newer);
  const said = await untilSaid(page, /was opened/);
  assert.ok(
    said.some((notice) => /says version 2/.test(notice)),
    said.join('\n'),
  );
  assert.ok(
    said.some((notice) => /does not know it: “future”/.test(notice)),
    said.join('\n'),
  );
  const opened = said.find((notice) => /was opened/.test(notice)) ?? '';
  assert.ok(opened.length < 150 && !opened.includes('\u202e'), opened);

  // A curve that never ends, half a million points: the page goes on, and trains.
  const endless = new Float32Array([0, 1, 1, 0.5, Number.POSITIVE_INFINITY, 1, 1, 0.5]);
  const curve = altered(
    good,
    (header) => {
      delete header.history;
      add(header, 'history', [2, 4]);
    },
    new Uint8Array(endless.buffer),
  );
  await drop('curve.safetensors', curve);
  await untilSaid(page, /“curve\.safetensors” was opened/);
  assert.equal(await untilRest(page), paused);
  await page.click(SHOWN.start);
  await untilNumber(page, SHOWN.step, '>=', paused + 10);
  await readable(page);
});
