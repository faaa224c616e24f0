// How numbers and colours of a form look on the page.

import { number, percent } from '../../ui/format.js';

/** @typedef {import('../../protocol.js').Column['unit']} Unit */

/** Classes with a colour of their own; then they begin again. */
const COLOURS = 6;

/** A number of a form. @param {number | null} value @param {Unit} unit @param {number} [digits] Of those that are measured. */
export function written(value, unit, digits = 4) {
  if (value === null || unit === 'share') return percent(value);
  return unit === 'count' ? number(value) : number(value, digits);
}

/** The name of a colour in the stylesheets. @param {import('../../protocol.js').Colour} colour */
export const colourName = (colour) => (colour.of === 'class' ? `class-${colour.index % COLOURS}` : colour.of);
