// Numbers as people type them, without a browser.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readNumber } from '../../../www/js/ui/numbers.js';

const WHOLE = { min: 0, max: 1e7, whole: true };
const REAL = { min: -1e7, max: 1e7, whole: false };

/** @param {typeof WHOLE} range @param {[string, number | null][]} cases */
function check(range, cases) {
  for (const [typed, value] of cases) assert.equal(readNumber(typed, range), value, `“${typed}”`);
}

test('a whole number as the page writes it, and as other languages and input methods do', () => {
  check(WHOLE, [
    ['1000', 1000],
    ['1,000', 1000],
    ['10,000', 10_000],
    ['1,234,567', 1_234_567],
    ['1 000', 1000],
    ['1\u202f000', 1000],
    ["10'000", 10_000],
    ['1.000', 1000],
    ['1.234.567', 1_234_567],
    ['１，０００', 1000],
    ['６４', 64],
    [' 64 ', 64],
    ['1e3', 1000],
    ['8.0', 8],
    // The least and the largest one.
    ['0', 0],
    ['10,000,000', 1e7],
  ]);
});

test('a number with decimals, after a point or a comma', () => {
  check(REAL, [
    ['0.5', 0.5],
    ['0,5', 0.5],
    ['0,500', 0.5],
    ['.5', 0.5],
    ['1.000', 1],
    ['1,000', 1000],
    ['1,000.5', 1000.5],
    ['1.000,5', 1000.5],
    ['1.234.567', 1_234_567],
    ['−1', -1],
    ['1e-4', 1e-4],
    ['０．００１', 0.001],
    ['0。5', 0.5],
  ]);
  // Where a thousand is too large, it can only be a decimal comma.
  assert.equal(readNumber('1,234', { min: 0, max: 10, whole: false }), 1.234);
});

test('what is no number, out of range, or no whole number is none', () => {
  check(WHOLE, [
    ['', null],
    ['quick', null],
    ['12x', null],
    ['1,00', null],
    ['1,0000', null],
    ['0x10', null],
    ['Infinity', null],
    ['-3', null],
    ['3.5', null],
    ['1,2,3', null],
    ['1234,567', null],
    ['10,000,001', null],
    ['100,000,000', null],
  ]);
});
