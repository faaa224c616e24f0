// What experiments, and changes of their values, are called.

import { comparable, entriesOf, filled, isPart, same } from '../recipe/path.js';
import { number } from '../ui/format.js';
import { text } from './texts.js';

/** @typedef {import('../protocol.js').Catalog} Catalog */
/** @typedef {import('../protocol.js').Recipe} Recipe */
/** @typedef {import('../protocol.js').Text} Text */

/** The page's names of the Recipe's parts and of what is no number. @type {Record<string, import('./texts.js').Key>} */
const TITLES = {
  data: 'dataset',
  network: 'network',
  init: 'init',
  optimizer: 'optimizer',
  schedule: 'schedule',
  loss: 'loss',
  shuffle: 'shuffle',
  device: 'device',
};

/**
 * The catalog's name of an experiment, or its data and its network in words.
 * @param {import('../protocol.js').Opened} opened
 * @param {Catalog} catalog
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

/**
 * What a change of these keys is called: by the one that was changed, or as another experiment where there are several.
 * @param {string[]} keys
 * @param {Catalog | null} catalog
 * @param {Recipe | null} recipe
 * @returns {Text}
 */
export function titleOf(keys, catalog, recipe) {
  const [key] = keys;
  if (keys.length !== 1 || !catalog || !recipe) return text('experiment');
  const [head, name] = key.split('.');
  const params = isPart(head) ? entriesOf(catalog, head).find(({ id }) => id === recipe[head].id)?.params : undefined;
  const declared = params ?? catalog.settings.flatMap((group) => group.params);
  const title = declared.find(({ id }) => id === (name ?? key))?.title;
  return (name || !(head in TITLES)) && title ? title : text(TITLES[head] ?? 'experiment');
}
