// What experiments are called.

import { comparable, filled, same } from '../recipe/path.js';
import { number } from '../ui/format.js';
import { text } from './texts.js';

/** @typedef {import('../protocol.js').Text} Text */

/**
 * The catalog's name of an experiment, or its data and its network in words.
 * @param {import('../protocol.js').Opened} opened
 * @param {import('../protocol.js').Catalog} catalog
 * @returns {Text}
 */
export function nameOf({ recipe, parameters }, catalog) {
  const whole = comparable(recipe, catalog);
  const named = catalog.experiments.find((one) => same(comparable(one.recipe, catalog), whole));
  if (named) return named.title;
  const { id } = recipe.data;
  const data = catalog.datasets.find((one) => one.id === id)?.title ?? { en: id, zh: id };
  const ready = catalog.presets.find(({ network }) => same(filled(network, catalog.architectures), whole.network));
  const count = { en: number(parameters, 6, 'en'), zh: number(parameters, 6, 'zh') };
  return text('dataWithNetwork', { data, network: ready?.title ?? text('networkOf', { count }) });
}
