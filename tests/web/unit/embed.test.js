// Figures in other pages: what they are asked to be, and what they hear and say.

import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { openNamed, placesOf, withoutPanels } from '../../../www/js/embed/arrangement.js';
import { pictureOf, readConfig, readControls, readPanels } from '../../../www/js/embed/config.js';
import { FAULTS } from '../../../www/js/embed/faults.js';
import { Flood, FROM_FIGURE, PROTOCOL, read, TO_FIGURE } from '../../../www/js/embed/protocol.js';
import { declarations, tables } from '../embed-docs.js';

/** @typedef {import('../../../www/js/embed/protocol.js').Field} Field */
/** @typedef {import('../../../www/js/embed/protocol.js').Table} Table */

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** A sequence of numbers below 1, the same at every run (mulberry32). @param {number} seed */
function random(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** A value that a field may have. @param {Field} field @param {() => number} next @returns {unknown} */
function exampleOf(field, next) {
  if (field.nullable && next() < 0.3) return null;
  const least = field.kind === 'whole' ? field.least : 0;
  const most = field.kind === 'whole' ? Math.min(field.most, 1e6) : 0;
  const values = {
    word: () => field.kind === 'word' && field.of[Math.floor(next() * field.of.length)],
    text: () => 'v=1&data=circles',
    whole: () => least + Math.floor(next() * (most - least + 1)),
    number: () => next() * 100 - 50,
    flag: () => next() < 0.5,
    numbers: () => [next(), next()],
    texts: () => ['a', 'b'],
  };
  return values[field.kind]();
}

/** @param {Table} table @param {string} type @param {() => number} next */
function messageOf(table, type, next) {
  const fields = Object.entries(table[type])
    .filter(([, field]) => !field.optional || next() < 0.5)
    .map(([name, field]) => [name, exampleOf(field, next)]);
  return { downhill: PROTOCOL, type, ...Object.fromEntries(fields) };
}

/** @type {any[]} */
const NASTY = [
  undefined,
  null,
  true,
  -1,
  0,
  2.5,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  2 ** 60,
  10n,
  '',
  'x'.repeat(2_000_000),
  '<img src=x onerror=alert(1)>',
  'javascript:alert(1)',
  '__proto__',
  'constructor',
  [],
  ['x', 1],
  {},
  { toString: 1 },
  new Date(0),
  new Map([[1, 2]]),
  new Uint8Array(4),
  Array.from({ length: 20_000 }, () => 1),
];

test('every message that is as declared is read, in both directions, without what nobody declared', () => {
  const next = random(1);
  for (const table of [TO_FIGURE, FROM_FIGURE]) {
    for (const type of Object.keys(table)) {
      for (let turn = 0; turn < 20; turn++) {
        const message = messageOf(table, type, next);
        const { downhill: _, ...wanted } = message;
        assert.deepEqual(read(table, { ...message, more: 1 }), { message: wanted });
      }
    }
  }
});

test('20,000 changed messages are read as declared, refused with a code, or nobody’s', () => {
  const next = random(2);
  const pick = (/** @type {any} */ list) => list[Math.floor(next() * list.length)];
  const seen = { message: 0, fault: 0, nobody: 0 };
  for (let turn = 0; turn < 20_000; turn++) {
    const table = next() < 0.5 ? TO_FIGURE : FROM_FIGURE;
    const type = pick(Object.keys(table));
    /** @type {any} */
    let data = messageOf(table, type, next);
    const changes = 1 + Math.floor(next() * 3);
    for (let change = 0; change < changes; change++) {
      const where = next();
      if (where < 0.05 || typeof data !== 'object' || data === null) data = pick(NASTY);
      else if (where < 0.15) data.downhill = pick(NASTY);
      else if (where < 0.3)
        data.type = next() < 0.5 ? pick(NASTY) : pick(['hasOwnProperty', 'Run', 'run ', 'ready', 'step']);
      else if (where < 0.4) delete data[pick(['downhill', 'type', ...Object.keys(table[type])])];
      else if (where < 0.5) data[pick(['__proto__', 'constructor', 'extra'])] = pick(NASTY);
      else {
        const [name] = Object.keys(table[type]);
        if (name) data[name] = pick(NASTY);
      }
    }
    const found = read(table, data);
    if (!found) seen.nobody += 1;
    else if ('fault' in found) {
      seen.fault += 1;
      assert.match(found.fault, /^(other_version|unknown_message|bad_field)$/);
      assert.ok(found.about.length <= 60, 'an answer repeats no more than a word');
    } else {
      seen.message += 1;
      const { type: is, ...fields } = found.message;
      assert.equal(data.downhill, PROTOCOL);
      assert.deepEqual(
        Object.keys(fields).filter((name) => !Object.hasOwn(table[is], name)),
        [],
      );
      for (const [name, value] of Object.entries(fields)) {
        const field = table[is][name];
        if (field.kind === 'text') assert.ok(String(value).length <= field.most);
        if (field.kind === 'whole') assert.ok(value >= field.least && value <= field.most && Number.isInteger(value));
        if (field.kind === 'word') assert.ok(field.of.includes(value));
        if (field.kind === 'number') assert.ok(value === null || Number.isFinite(value));
      }
    }
  }
  for (const [what, count] of Object.entries(seen)) assert.ok(count > 1000, `${what}: ${count}`);
});

test('what goes the other way is nobody’s, so that two sides never answer each other', () => {
  const next = random(3);
  for (const type of Object.keys(FROM_FIGURE)) assert.equal(read(TO_FIGURE, messageOf(FROM_FIGURE, type, next)), null);
  for (const type of Object.keys(TO_FIGURE)) assert.equal(read(FROM_FIGURE, messageOf(TO_FIGURE, type, next)), null);
  assert.equal(read(TO_FIGURE, { type: 'run' }), null, 'without a version it belongs to somebody else');
});

test('the name of a message that nobody knows is quoted as a foreign text', () => {
  const found = read(TO_FIGURE, { downhill: PROTOCOL, type: `\u202e${'x'.repeat(1_000)}\n` });
  assert.ok(found && 'fault' in found && found.fault === 'unknown_message');
  const { en, zh } = FAULTS.unknown_message(found.about);
  for (const words of [en, zh]) {
    assert.match(words, /“x{59}”/);
    assert.doesNotMatch(words, /\p{C}/u);
  }
});

test('a flood is cut off, said once a second', () => {
  const flood = new Flood();
  const turns = Array.from({ length: 10_000 }, (_, index) => flood.take(index / 10));
  assert.equal(turns.filter((turn) => turn === 'heard').length, 100);
  assert.equal(turns.filter((turn) => turn === 'first').length, 1);
  assert.equal(flood.take(1000), 'heard');
});

test('rows of panels, controls and pictures are read from an address; what is none of them is left out', () => {
  assert.deepEqual(readPanels('network surface / loss'), [['network', 'surface'], ['loss']]);
  assert.deepEqual(readPanels(' a,b ,a// <b> / c d e f g'), [
    ['a', 'b'],
    ['c', 'd', 'e', 'f'],
  ]);
  assert.deepEqual(readPanels(''), []);
  assert.equal(readPanels('x/'.repeat(1000)).length, 8);
  assert.deepEqual(readControls('optimizer.rate, batch,optimizer.rate "><script>'), ['optimizer.rate', 'batch']);
  const of = (/** @type {string} */ query) => readConfig(`https://lab.example/x/embed.html?${query}`);
  assert.equal(of('poster=pictures/a.png').poster, 'https://lab.example/x/pictures/a.png');
  assert.equal(of('poster=https://elsewhere.example/a.png').poster, '');
  assert.equal(of('poster=javascript:alert(1)').poster, '');
  assert.equal(of('poster=data:text/html,<b>').poster, '');
  assert.equal(of('host=https://a.example').host, 'https://a.example');
  assert.equal(of('host=javascript:x').host, '');
  assert.equal(of('host=https://a.example/path').host, '');
  assert.equal(of('reveal=now').reveal, 'click');
  assert.equal(of('reveal=auto').reveal, 'auto');
  assert.equal(pictureOf('#experiment=xor&batch=3'), 'experiments/xor');
  assert.equal(pictureOf('v=1&data=circles'), 'data/circles');
  assert.equal(pictureOf('data=../../x'), null);
});

test('named views are the open ones, and the link keeps the author’s experiment and not the figure’s panels', () => {
  const views = /** @type {any} */ ([
    { id: 'network', presence: 'open' },
    { id: 'surface', presence: 'open' },
    { id: 'histogram', presence: 'closed' },
    { id: 'landscape', presence: 'asked' },
  ]);
  const view = new Map([
    ['large', 'surface'],
    ['open', 'landscape'],
  ]);
  openNamed(views, view, ['surface', 'histogram']);
  assert.deepEqual(Object.fromEntries(view), { open: 'histogram', closed: 'network' });
  const rows = [['surface', 'histogram']];
  assert.equal(
    withoutPanels('v=1&batch=3&view.open=histogram&view.pace=5&view.closed=network', rows),
    'v=1&batch=3&view.pace=5',
  );
  assert.equal(withoutPanels('v=1&view.open=histogram', []), 'v=1&view.open=histogram');
  assert.deepEqual(placesOf([['pad', 'loss'], ['where']]), ['pad', 'where']);
});

test('declarations and the README say what the protocol is', () => {
  const types = `${ROOT}www/embed.d.ts`;
  const readme = `${ROOT}README.md`;
  const marks = /(<!-- protocol -->\n).*(\n<!-- end of protocol -->)/s;
  const page = readFileSync(readme, 'utf8');
  assert.match(page, marks);
  const wanted = page.replace(marks, (_, begin, end) => `${begin}${tables()}${end}`);
  if (process.env.UPDATE) {
    writeFileSync(types, declarations());
    writeFileSync(readme, wanted);
  }
  assert.equal(readFileSync(types, 'utf8'), declarations(), 'UPDATE=1 writes it anew');
  assert.equal(readFileSync(readme, 'utf8'), wanted, 'UPDATE=1 writes it anew');
});

test('the element is small, stands alone, and is of the protocol’s version', () => {
  const source = readFileSync(`${ROOT}www/embed.js`, 'utf8');
  assert.doesNotMatch(source, /\bimport\b(?!s)|\bexport\b|innerHTML|\beval\b/);
  assert.equal(Number(/PROTOCOL = (\d+)/.exec(source)?.[1]), PROTOCOL);
  // As it is written; a release takes its comments out (embed.test.js).
  assert.ok(gzipSync(source.replace(/^\s*(\/\/|\/\*\*).*$/gm, '')).length <= 4096);
});
