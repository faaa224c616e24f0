// Numbers, shares, sizes and times as people write them.

import { language } from './language.js';

/** @typedef {import('./language.js').Language} Language */

/** @type {Map<string, Intl.NumberFormat>} */
const formats = new Map();

/**
 * A number as people write it, with so many significant digits.
 * @param {number} value
 * @param {number} [digits]
 * @param {Language} [lang]
 */
export function number(value, digits = 6, lang = language()) {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : value > 0 ? '∞' : '−∞';
  const whole = Math.abs(value) >= 10 ** (digits - 1);
  const plain = value === 0 || (Math.abs(value) >= 1e-4 && Math.abs(value) < 1e12);
  if (!plain) return value.toExponential(digits - 1);
  const key = `${lang} ${whole ? 'whole' : digits}`;
  let format = formats.get(key);
  if (!format) {
    format = new Intl.NumberFormat(lang, whole ? { maximumFractionDigits: 0 } : { maximumSignificantDigits: digits });
    formats.set(key, format);
  }
  return format.format(value);
}

/** A day and a time, as people write them. @param {number} when In milliseconds since 1970. @param {Language} lang */
export const time = (when, lang) =>
  new Intl.DateTimeFormat(lang, { dateStyle: 'medium', timeStyle: 'short' }).format(when);

/** A share as a percentage, always as wide. @param {number | null | undefined} share */
export const percent = (share) =>
  share == null ? '–' : Number.isFinite(share) ? `${(share * 100).toFixed(1)}%` : 'NaN';

/** @param {number} count */
export const bytes = (count) => (count < 1e6 ? `${(count / 1e3).toFixed(0)} kB` : `${(count / 1e6).toFixed(1)} MB`);
