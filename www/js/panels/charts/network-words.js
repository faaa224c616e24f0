// What is said of a unit of a drawn network: its name, the sum that it computes, its answer.

import { number } from '../../ui/format.js';
import { language, say } from '../../ui/language.js';
import { t } from './network-texts.js';

/** @typedef {Extract<import('../../protocol.js').Figure, { type: 'network' }>} Network */
/** @typedef {Network['columns'][number]} Column */
/** @typedef {{ column: number, place: number }} Place Of a unit, among those that are shown. */

/** Weights that are named for a unit. */
const NAMED = 5;

/** What a unit is called: one of many by its number, an input or a class by its name. @param {Column['units'][number]} unit */
const called = ({ name, index }) => (name.en === String(index + 1) ? t('unit', { name: say(name) }) : say(name));

/** What a unit is called aloud, with its layer. @param {Column} column @param {number} place */
export const nameOf = (column, place) => `${column.titles.map(say).join(', ')}: ${called(column.units[place])}`;

/** A number that is added to others, with its sign. @param {number} value @param {boolean} first */
const added = (value, first) => {
  const size = number(Math.abs(value), 3);
  return first ? `${value < 0 ? '−' : ''}${size}` : `${value < 0 ? ' − ' : ' + '}${size}`;
};

/** The units before a unit, with what connects it with each, the strongest first. @param {Column[]} columns @param {Place} place */
function strongest(columns, { column, place }) {
  const { weights } = columns[column];
  const { units } = columns[column - 1];
  return units
    .map((unit, from) => ({ unit, weight: weights[place * units.length + from] }))
    .filter(({ unit }) => unit.switch?.on ?? true)
    .sort((one, other) => Math.abs(other.weight) - Math.abs(one.weight));
}

/**
 * What a unit computes, as a sum: the largest of the weights that lead to it, each with what it multiplies where that is
 * known, how many more there are, and its bias. None where no weights are known one by one.
 * @param {Column[]} columns
 * @param {Place} place
 */
function sumOf(columns, place) {
  const { units, weights, kernels } = columns[place.column];
  const before = columns[place.column - 1];
  if (!before || kernels || weights.length === 0) return null;
  const given = strongest(columns, place);
  const terms = given.slice(0, NAMED).map(({ unit, weight }, index) => {
    const of = unit.answer === null ? '' : ` (${added(unit.answer, true)})`;
    return `${added(weight, index === 0)} × ${called(unit)}${of}`;
  });
  const more = given.length - terms.length + before.all - before.units.length;
  const { bias } = units[place.place];
  return [
    ...terms,
    ...(more > 0 ? [` + ${t('andMore', { count: number(more) })}`] : []),
    ...(bias === null ? [] : [`${added(bias, false)} ${t('bias')}`]),
  ].join('');
}

/** The largest value of a picture whose rows and columns have names, where it stands. @param {Column} column @param {number} place */
function peak({ across, down, width, height, values, units }, place) {
  if (across.length !== width || down.length !== height) return [];
  const own = values.subarray(place * width * height, (place + 1) * width * height);
  const at = own.indexOf(Math.max(...own));
  const value = (units[place].range * (own[at] - 127.5)) / 127.5;
  const [row, name] = [say(down[Math.floor(at / width)]), say(across[at % width])];
  return [t('peak', { row, name, value: number(value, 2) })];
}

/**
 * The numbers of a unit.
 * @param {Network} figure
 * @param {Place} place
 */
export function told({ columns, smooth }, place) {
  const column = columns[place.column];
  const { units, titles, kernels } = column;
  const unit = units[place.place];
  const sum = sumOf(columns, place);
  const then = titles.slice(1).map(say).join(', ');
  const silent = unit.range === 0 && unit.mean === 0;
  const [first] = kernels ? strongest(columns, place) : [];
  return [
    ...(unit.switch && !unit.switch.on ? [t('isOff')] : []),
    ...(sum ? [then ? t('sumThen', { sum, then }) : t('sum', { sum })] : []),
    ...(first ? [t('strongest', { name: called(first.unit), value: added(first.weight, true) })] : []),
    ...(sum || unit.bias === null ? [] : [t('biasOf', { value: added(unit.bias, true) })]),
    ...(unit.answer === null ? [] : [t('answer', { value: added(unit.answer, true) })]),
    ...(silent && smooth ? [t('silent')] : [t('meanAnswer', { value: added(unit.mean, true) })]),
    ...(unit.range > 0 ? [t('scale', { value: number(unit.range, 3) })] : []),
    ...peak(column, place.place),
  ].join(language() === 'zh' ? '' : ' ');
}
