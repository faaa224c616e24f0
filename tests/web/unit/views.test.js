// What the page makes of a form: the cursor's words, pixels of small pictures, which views are open, and as what they are saved.

import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { formatsOf } from '../../../www/js/panels/charts/formats.js';
import { pixels, rgb } from '../../../www/js/panels/charts/pixels.js';
import { isOpen, toggled } from '../../../www/js/panels/charts/presence.js';
import { nearest, reading } from '../../../www/js/panels/charts/reading.js';
import { colourName, written } from '../../../www/js/panels/charts/written.js';
import { setLanguage } from '../../../www/js/ui/language.js';

/** @typedef {import('../../../www/js/protocol.js').Line} Line */
/** @typedef {import('../../../www/js/protocol.js').Form} Form */
/** @typedef {import('../../../www/js/panels/charts/reading.js').Drawn} Drawn */

afterEach(() => setLanguage('en'));

/** @param {string} en @param {string} [zh] */
const text = (en, zh = en) => ({ en, zh });

/** @param {string} id @param {[from: number, to: number, y: number][]} points @param {Partial<Line>} [more] @returns {Line} */
const line = (id, points, more = {}) => ({
  id,
  name: text(id),
  colour: { of: 'training' },
  look: 'solid',
  points: points.map(([from, to, y]) => ({ from, to, y })),
  ran_away: null,
  ...more,
});

/** @param {Line[]} lines @param {string[]} [x] @param {'number' | 'share'} [unit] @returns {Drawn} */
const over = (lines, [en, zh] = ['Step', '步'], unit = 'number') => ({
  type: 'lines',
  x: { title: text(en, zh), unit: 'count', range: null },
  y: { title: text('Loss'), unit, range: null },
  may_be_log: true,
  chooses: false,
  lines,
  plot: null,
});

const LOSS = over([
  line('training', [
    [1, 1, 2.4],
    [2, 119, 0.8],
    [120, 127, 0.3012],
    [128, 130, Number.NaN],
  ]),
  line(
    'validation',
    [
      [0, 0, 2.5],
      [96, 96, 0.2899],
      [130, 130, 0.31],
    ],
    { look: 'marks' },
  ),
]);

test('the point of a line that stands for a place, or is nearest to it', () => {
  const [training, validation] = LOSS.type === 'lines' ? LOSS.lines : [];
  assert.deepEqual(
    [0, 1, 2, 60, 119, 120, 131].map((x) => nearest(training, x)?.to),
    [1, 1, 119, 119, 119, 127, 130],
  );
  assert.deepEqual(
    [0, 47, 49, 96, 112, 114, 999].map((x) => nearest(validation, x)?.to),
    [0, 0, 96, 96, 96, 130, 130],
  );
  assert.equal(nearest(line('none', []), 1), undefined);
});

test('the cursor over a loss says its place, each line, and where else the nearest value is', () => {
  assert.equal(reading(LOSS, 121.4, 0), 'Step 120–127 · training 0.301 · validation 0.31 at step 130');
  assert.equal(reading(LOSS, 96.3, 0), 'Step 2–119 · training 0.8 · validation 0.29 at step 96');
  assert.equal(reading(LOSS, 129, 0), 'Step 128–130 · training NaN · validation 0.31 at step 130');
  setLanguage('zh');
  assert.equal(reading(LOSS, 96.3, 0), '步 2–119 · training 0.8 · validation 0.29 （第 96 步）');
});

test('the cursor names lines that share a colour, however they look', () => {
  const looks = /** @type {const} */ (['solid', 'marks', 'dashed', 'dotted', 'dashdot']);
  const lines = looks.map((look, index) => line(look, [[3, 3, index / 10]], { look }));
  assert.equal(reading(over(lines), 3, 0), 'Step 3 · solid 0 · marks 0.1 · dashed 0.2 · dotted 0.3 · dashdot 0.4');
});

test('where nothing is known there are no words; over a plane they are the coordinates', () => {
  assert.equal(reading(over([]), 3, 0), '');
  assert.equal(
    reading(over([line('dots', [[1, 1, 1]], { look: 'dots' })]), 1, 0),
    '',
    'a sample is no value of a place',
  );
  const axis = { title: text('x₁'), unit: /** @type {const} */ ('number'), range: null };
  /** @param {string[]} names @param {Uint8Array} readings */
  const field = (names, readings) =>
    reading(
      {
        type: 'field',
        x: axis,
        y: axis,
        side: 2,
        names: names.map((en) => ({ en, zh: en })),
        readings,
        chooses: true,
        dots: new Uint8Array(),
        plot: null,
      },
      0.12345,
      -0.5,
    );
  // From the top left, row by row: the place is in the fourth cell.
  assert.equal(field(['a', 'b'], Uint8Array.of(0, 255, 0, 255, 0, 255, 1, 204)), '0.123, -0.5 · b 80.0%');
  assert.equal(field(['a', 'b'], Uint8Array.of(0, 255, 0, 255, 0, 255, 255, 0)), '0.123, -0.5 · NaN');
  assert.equal(field([], new Uint8Array(Float32Array.of(1, 2, 3, -0.25).buffer)), '0.123, -0.5 · -0.25');
  assert.equal(field([], new Uint8Array()), '0.123, -0.5');
});

test('of more lines than one can read, those nearest to the pointer are named first', () => {
  const classes = [0.9, 0.1, 0.5, 0.54, 0.2, 0.8, Number.NaN, 0.45].map((share, index) =>
    line(String(index), [
      [1, 1, 0],
      [3, 3, share],
    ]),
  );
  const figure = over(classes, ['Epoch', '轮'], 'share');
  assert.equal(reading(figure, 2.9, 0.5), 'Epoch 3 · 2 50.0% · 3 54.0% · 7 45.0% · 4 20.0% · 5 80.0% · 0 90.0%');
  const few = over(classes.slice(0, 2), ['Epoch', '轮'], 'share');
  assert.equal(reading(few, 2.9, 0), 'Epoch 3 · 0 90.0% · 1 10.0%', 'of few, all in their order');
});

test('small pictures: ink or light; or the colour of the sign, the more the further from 0', () => {
  const ends = /** @type {[[number, number, number], [number, number, number]]} */ ([rgb('#e67e22'), rgb(' #1f77c8')]);
  assert.deepEqual(ends, [
    [230, 126, 34],
    [31, 119, 200],
  ]);
  assert.deepEqual([...pixels(Uint8Array.of(0, 200), 1, 'sequential', ends)], [0, 0, 0, 255, 200, 200, 200, 255]);
  // Two pixels: red, green and blue each in a plane of its own.
  assert.deepEqual([...pixels(Uint8Array.of(1, 2, 3, 4, 5, 6), 3, 'sequential', ends)], [1, 3, 5, 255, 2, 4, 6, 255]);
  assert.deepEqual(
    [...pixels(Uint8Array.of(0, 127, 128, 255), 1, 'diverging', ends)],
    [230, 126, 34, 255, 230, 126, 34, 0, 31, 119, 200, 0, 31, 119, 200, 255],
  );
  assert.equal(pixels(Uint8Array.of(191), 1, 'diverging', ends)[3], 127, 'half as far, half as strong');
});

test('views that stand open are closed by the link, and closed ones opened', () => {
  const open = { id: 'loss', presence: /** @type {const} */ ('open') };
  const closed = { id: 'weights', presence: /** @type {const} */ ('closed') };
  const link = new Map([['log', 'loss']]);
  assert.deepEqual([isOpen(open, link), isOpen(closed, link)], [true, false]);
  assert.equal(
    isOpen({ id: 'hardest', presence: 'asked' }, link),
    false,
    'what is asked for waits until somebody asks',
  );
  for (const entry of [open, closed]) {
    const before = isOpen(entry, link);
    link.set(...toggled(entry, link));
    assert.equal(isOpen(entry, link), !before);
  }
  assert.deepEqual(Object.fromEntries(link), { log: 'loss', closed: 'loss', open: 'weights' });
  link.set(...toggled({ id: 'accuracy', presence: 'open' }, link));
  assert.equal(link.get('closed'), 'loss,accuracy');
  link.set(...toggled(open, link));
  assert.equal(link.get('closed'), 'accuracy');
});

test('numbers and colours of a form', () => {
  assert.deepEqual(
    [
      written(0.123456, 'number'),
      written(1234, 'count'),
      written(0.5, 'share'),
      written(null, 'number'),
      written(Number.NaN, 'number'),
    ],
    ['0.1235', '1,234', '50.0%', '–', 'NaN'],
  );
  assert.deepEqual([colourName({ of: 'test' }), colourName({ of: 'class', index: 7 })], ['test', 'class-1']);
});

test('every view is saved as SVG, what is a picture as PNG, and what has numbers as CSV', () => {
  const form = (/** @type {string} */ type, /** @type {unknown} */ table = null) =>
    formatsOf(/** @type {Form} */ (/** @type {unknown} */ ({ figure: { type }, table })));
  assert.deepEqual(form('lines'), ['svg', 'png', 'csv']);
  assert.deepEqual(form('field'), ['svg', 'png']);
  assert.deepEqual(form('pictures', {}), ['svg', 'png', 'csv']);
  assert.deepEqual(form('network', {}), ['svg', 'png', 'csv']);
  assert.deepEqual(form('derivation', {}), ['svg', 'csv']);
});
