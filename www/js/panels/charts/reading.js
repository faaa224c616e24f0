// What a cursor says of the place under it.

import { t } from '../../state/texts.js';
import { number, percent } from '../../ui/format.js';
import { say } from '../../ui/language.js';
import { written } from './written.js';

/** @typedef {import('../../protocol.js').Line} Line */
/** @typedef {import('../../protocol.js').Point} Point */
/** @typedef {import('../../protocol.js').Axis} Axis */
/** @typedef {Extract<import('../../protocol.js').Figure, { type: 'lines' | 'field' | 'points' }>} Drawn */

/**
 * The place under a pointer in the axes' numbers; none outside the plot.
 * @param {import('../../protocol.js').Plot} plot
 * @param {number} scale How many times as large as it was drawn the picture is shown.
 * @param {{ x: number, y: number }} pointer In CSS pixels of the picture.
 */
export function placed({ area, x, y, log }, scale, pointer) {
  const [left, top, right, bottom] = area.map((length) => length * scale);
  const across = (pointer.x - left) / (right - left);
  const upwards = (bottom - pointer.y) / (bottom - top);
  if (!(across >= 0 && across <= 1 && upwards >= 0 && upwards <= 1)) return null;
  return {
    x: x[0] + across * (x[1] - x[0]),
    y: log ? y[0] * (y[1] / y[0]) ** upwards : y[0] + upwards * (y[1] - y[0]),
  };
}

/** Lines that are named; of more, those nearest to the pointer. */
const MOST = 6;

/** Dots that are not joined are samples, not values of a place; a faint line is what another was made of. @type {Set<Line['look']>} */
const APART = new Set(['dots', 'rings', 'faint']);

/** How far a place is from what a point stands for. @param {Point} point @param {number} x */
const gap = ({ from, to }, x) => Math.max(from - x, x - to, 0);

/** The point of a line that stands for a place, or is nearest to it. @param {Line} line @param {number} x */
export function nearest({ points }, x) {
  let [low, high] = [0, points.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (points[middle].to < x) low = middle + 1;
    else high = middle;
  }
  const [before, after] = [points[low - 1], points[low]];
  return before && (!after || gap(before, x) < gap(after, x)) ? before : after;
}

/** @param {Axis} axis @param {Point} point */
function span({ unit }, { from, to }) {
  const [first, last] = [from, to].map((place) => written(place, unit, 3));
  return from === to ? last : `${first}–${last}`;
}

/** @param {Axis} axis @param {Point} point */
const at = (axis, point) =>
  t(axis.unit === 'count' ? 'atCount' : 'atPlace', {
    what: { en: axis.title.en.replace(/^[A-Z](?=[a-z])/, (first) => first.toLowerCase()), zh: axis.title.zh },
    place: span(axis, point),
  });

/**
 * What the network gives a place of the plane: its class and how probable that is, or its value.
 * @param {Extract<Drawn, { type: 'field' }>} figure
 * @param {number} x
 * @param {number} y
 */
function inField({ x: across, y: upwards, side, names, readings }, x, y) {
  const cell = (/** @type {Axis} */ { range }, /** @type {number} */ at) => {
    const [from, to] = range ?? [-1, 1];
    return Math.min(side - 1, Math.max(0, Math.floor(((at - from) / (to - from)) * side)));
  };
  const index = (side - 1 - cell(upwards, y)) * side + cell(across, x);
  if (names.length > 0) {
    const [of, share] = readings.subarray(2 * index, 2 * index + 2);
    return names[of] ? `${say(names[of])} ${percent(share / 255)}` : 'NaN';
  }
  if (readings.length < 4 * (index + 1)) return '';
  return number(new DataView(readings.buffer, readings.byteOffset).getFloat32(4 * index, true), 3);
}

/**
 * The place and what each line has there, or the place alone where the figure is a plane.
 * @param {Drawn} figure
 * @param {number} x In the axes' numbers.
 * @param {number} y
 */
export function reading(figure, x, y) {
  if (figure.type !== 'lines') {
    const there = figure.type === 'field' ? inField(figure, x, y) : '';
    return [`${number(x, 3)}, ${number(y, 3)}`, there].filter(Boolean).join(' · ');
  }
  const place = figure.x.unit === 'count' ? Math.round(x) : x;
  let found = figure.lines
    .filter(({ look }) => !APART.has(look))
    .flatMap((line) => {
      const point = nearest(line, place);
      return point ? [{ line, point }] : [];
    });
  const [here] = [...found].sort((one, other) => gap(one.point, place) - gap(other.point, place));
  if (!here) return '';
  if (found.length > MOST) {
    // What is no number is far from everything.
    const far = (/** @type {Point} */ point) => (Number.isFinite(point.y) ? Math.abs(point.y - y) : Number.MAX_VALUE);
    found = [...found].sort((one, other) => far(one.point) - far(other.point)).slice(0, MOST);
  }
  const values = found.map(({ line, point }) => {
    const value = `${say(line.name)} ${written(point.y, figure.y.unit, 3)}`;
    const same = point.from === here.point.from && point.to === here.point.to;
    return same ? value : `${value} ${at(figure.x, point)}`;
  });
  return [`${say(figure.x.title)} ${span(figure.x, here.point)}`, ...values].join(' · ');
}
