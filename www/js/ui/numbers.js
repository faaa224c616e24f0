// Numbers as people type them.
//
// The page writes 1,000 and 0.5 in both of its languages. People type what they read, and what they are used to:
// 1,000 and 1 000, 0,5 with a decimal comma, full-width digits from an input method. What has more than one reading is
// decided by what fits:
//
// - A comma before groups of three digits is what the page writes, so 1,000 is a thousand; where that is too large and
//   a decimal comma fits, it is that.
// - Points before groups of three digits group only where a whole number is wanted: nobody types 1.000 for one.
// - The last of two different signs is the decimal one.

/** What full-width characters, and signs that look alike, stand for. @param {string} typed */
const plain = (typed) =>
  typed
    .normalize('NFKC')
    .trim()
    .replace(/[\u2212\u2013]/g, '-')
    .replace(/[\u3001\uff64]/g, ',')
    .replace(/[\u3002\uff61]/g, '.')
    .replace(/(?<=\d)[\s'\u2019](?=\d{3}(?!\d))/g, '');

const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** Groups of three digits with one sign between them; a number in groups does not begin with a nought. */
const GROUPED = { ',': /^[+-]?[1-9]\d{0,2}(,\d{3})+(\.\d*)?$/, '.': /^[+-]?[1-9]\d{0,2}(\.\d{3})+(,\d*)?$/ };

/** @param {string} words */
const read = (words) => (DECIMAL.test(words) ? Number(words) : Number.NaN);

/**
 * The number that was typed, as the first of its readings that fits.
 * @param {string} typed
 * @param {{ min: number, max: number, whole: boolean }} range
 * @returns {number | null} `null` where none does.
 */
export function readNumber(typed, { min, max, whole }) {
  const words = plain(typed);
  const byComma = GROUPED[','].test(words) ? [words.replaceAll(',', '')] : [];
  const points = GROUPED['.'].exec(words);
  // With a comma behind them, or several of them, points can be nothing else.
  const surely = points !== null && (whole || points[2] !== undefined || words.split('.').length > 2);
  const byPoint = surely ? [words.replaceAll('.', '').replace(',', '.')] : [];
  // A whole number has no decimals: 1,00 is on its way to a thousand.
  const readings = [...byComma, ...byPoint, whole ? words : words.replace(',', '.')].map(read);
  return readings.find((value) => value >= min && value <= max && (!whole || Number.isInteger(value))) ?? null;
}
