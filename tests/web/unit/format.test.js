// Numbers, shares, sizes and sentences as they are shown.

import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { bytes, number, percent } from '../../../www/js/ui/format.js';
import { meaning } from '../../../www/js/ui/keys.js';
import { langOf, quoted, setLanguage, textsOf } from '../../../www/js/ui/language.js';

afterEach(() => setLanguage('en'));

test('numbers are grouped, short, and never silently wrong', () => {
  for (const lang of /** @type {const} */ (['en', 'zh'])) {
    /** @type {[number, number, string][]} */
    const cases = [
      [0, 3, '0'],
      [1234567, 6, '1,234,567'],
      [0.123456, 3, '0.123'],
      [1234.5, 3, '1,235'],
      // From as many digits as are asked for on, whole numbers.
      [99.96, 3, '100'],
      [100.4, 3, '100'],
      [12.345, 3, '12.3'],
      [0.0001, 3, '0.0001'],
      [0.00001234, 3, '1.23e-5'],
      [-0.5, 3, '-0.5'],
      [1e12, 3, '1.00e+12'],
      [Number.NaN, 3, 'NaN'],
      [Number.POSITIVE_INFINITY, 3, '∞'],
      [Number.NEGATIVE_INFINITY, 3, '−∞'],
    ];
    for (const [value, digits, shown] of cases) assert.equal(number(value, digits, lang), shown, `${value} in ${lang}`);
  }
});

test('shares have one decimal, and say when there is none or it is no number', () => {
  assert.deepEqual([0, 0.9994, 1, null, undefined, Number.NaN].map(percent), [
    '0.0%',
    '99.9%',
    '100.0%',
    '–',
    '–',
    'NaN',
  ]);
});

test('sizes change their unit at a million', () => {
  assert.deepEqual([0, 1499, 999_400, 1e6, 23_456_789].map(bytes), ['0 kB', '1 kB', '999 kB', '1.0 MB', '23.5 MB']);
});

test('a sentence is filled in both languages, in the singular for one, and said in the language of now', () => {
  const { t, text } = textsOf({
    layers: { en: '{count} layers of {what}', one: '{count} layer of {what}', zh: '{what}：{count} 层' },
    plain: { en: 'Yes', zh: '是' },
  });
  const what = { en: 'glass', zh: '玻璃' };
  assert.deepEqual(text('layers', { count: 2, what }), { en: '2 layers of glass', zh: '玻璃：2 层' });
  assert.deepEqual(text('layers', { count: 1, what }), { en: '1 layer of glass', zh: '玻璃：1 层' });
  assert.deepEqual(text('layers', { count: 3 }), { en: '3 layers of ', zh: '：3 层' });
  assert.equal(t('plain'), 'Yes');
  setLanguage('zh');
  assert.equal(t('plain'), '是');
  assert.equal(t('layers', { count: 1, what }), '玻璃：1 层');
});

test('a foreign text steers nothing in a sentence, and ends', () => {
  assert.equal(quoted('a\u202eb\u0000c\nd'), 'abcd');
  assert.equal(quoted('x'.repeat(60)), 'x'.repeat(60));
  // Cut between characters, not within one.
  assert.equal(quoted('😀'.repeat(61)), `${'😀'.repeat(60)}…`);
  assert.deepEqual([langOf('seven'), langOf('床前明月光')], ['en', 'zh-Hans']);
});

test('a key means the same on every layout', () => {
  const key = (/** @type {string} */ key, code = '') =>
    meaning(/** @type {KeyboardEvent} */ (/** @type {unknown} */ ({ key, code })));
  assert.equal(key('S'), 's');
  assert.equal(key('ｓ'), 's');
  assert.equal(key('？'), '?');
  assert.equal(key('ArrowRight'), 'ArrowRight');
  // A Russian layout has no Latin letters; a French one has them elsewhere.
  assert.equal(key('ы', 'KeyS'), 's');
  assert.equal(key('a', 'KeyQ'), 'a');
});
