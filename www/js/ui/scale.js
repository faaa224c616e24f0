// Which numbers a control offers: the positions of a slider, the steps of buttons.

/** @typedef {{ min: number, max: number, default: number } & ({ type: 'integer' } | { type: 'real', log: boolean })} Range */

/** Positions of a slider. */
export const POSITIONS = 100;

/** Whole numbers in a wider range than this get a slider. */
const STEPPER_RANGE = 64;

/** A number as it stands in its box: short, and read back as the same control position. @param {number} value */
export const plain = (value) => String(Number.isInteger(value) ? value : Number(value.toPrecision(6)));

/**
 * The distance between numbers that a slider offers near `value`: two or three digits, as the range allows.
 * @param {Range} kind
 * @param {number} value
 */
function grainAt(kind, value) {
  const range = kind.max - kind.min;
  const digits = logarithmic(kind) && kind.max / kind.min > 2000 ? 1 : 2;
  const grain = logarithmic(kind)
    ? 10 ** (Math.floor(Math.log10(value)) - digits)
    : 10 ** Math.floor(Math.log10(range / POSITIONS));
  return kind.type === 'integer' ? Math.max(1, grain) : grain;
}

/** @param {Range} kind @param {number} value */
function rounded(kind, value) {
  const grain = grainAt(kind, value);
  const near = Number((Math.round(value / grain) * grain).toPrecision(6));
  return Math.min(kind.max, Math.max(kind.min, near));
}

/** Wide ranges of positive numbers are easier to set on a logarithmic scale. @param {Range} kind */
function logarithmic(kind) {
  return kind.min > 0 && (kind.type === 'real' ? kind.log : kind.max / kind.min > 200);
}

/** @param {Range} kind @param {number} value */
export function toPosition(kind, value) {
  const { min, max } = kind;
  const share = logarithmic(kind) ? Math.log(value / min) / Math.log(max / min) : (value - min) / (max - min);
  return Math.round(share * POSITIONS);
}

/** @param {Range} kind @param {number} position */
function fromPosition(kind, position) {
  const { min, max } = kind;
  // Rounded, the ends might not be reached.
  if (position <= 0) return min;
  if (position >= POSITIONS) return max;
  const share = position / POSITIONS;
  return rounded(kind, logarithmic(kind) ? min * (max / min) ** share : min + share * (max - min));
}

/**
 * A slider moves in hundredths of a range: of no use where so many numbers lie between two of its positions that the
 * usual one is not among them.
 * @param {Range} kind
 */
const tooWide = (kind) =>
  !logarithmic(kind) &&
  (kind.max - kind.min > 5000 || (kind.default > kind.min && toPosition(kind, kind.default) === 0));

/**
 * The control that suits a range of numbers.
 * @param {Range} kind
 * @returns {'box' | 'stepper' | 'slider'}
 */
export function fitting(kind) {
  if (tooWide(kind)) return 'box';
  return kind.type === 'integer' && kind.max - kind.min <= STEPPER_RANGE ? 'stepper' : 'slider';
}

/**
 * Where a slider that was moved to a position leaves a number.
 * @param {Range} kind
 * @param {number} value
 * @param {number} position
 */
export function slid(kind, value, position) {
  const direction = Math.sign(position - toPosition(kind, value));
  const chosen = fromPosition(kind, position);
  // An arrow key must get somewhere, however coarse the numbers are there.
  return chosen === value ? rounded(kind, value + direction * grainAt(kind, value)) : chosen;
}

/** A step that is felt, whatever the size of the number. @param {number} value */
const strideAt = (value) => (value < 16 ? 1 : value < 64 ? 4 : value < 256 ? 16 : 64);

/**
 * The number that a button beside the box leads to.
 * @param {Range} kind
 * @param {number} value
 * @param {1 | -1} direction
 * @param {boolean} doubling To the next power of two.
 */
export function next(kind, value, direction, doubling) {
  let chosen = 2 ** (direction > 0 ? Math.floor(Math.log2(value)) + 1 : Math.ceil(Math.log2(value)) - 1);
  if (!doubling) {
    const stride = strideAt(direction < 0 ? value - 1 : value);
    chosen = (direction > 0 ? Math.floor(value / stride) + 1 : Math.ceil(value / stride) - 1) * stride;
  }
  return Math.min(kind.max, Math.max(kind.min, chosen));
}
