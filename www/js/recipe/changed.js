// What of a Recipe differs from its defaults, as far as it is a value and not a choice of what to learn from and with.

import { entriesOf, get, isPart, same } from './path.js';

/** @typedef {import('../protocol.js').Catalog} Catalog */
/** @typedef {import('../protocol.js').Recipe} Recipe */
/** @typedef {import('../protocol.js').Value} Value */

/** Parts that an experiment is about: another one is no departure from a default. */
const ABOUT = new Set(['data', 'network', 'optimizer']);

/**
 * What a key's value is by default.
 * @param {Catalog} catalog
 * @param {Recipe} recipe
 * @param {string} key
 * @returns {Value | undefined}
 */
export function defaultOf(catalog, recipe, key) {
  const [head, ...names] = key.split('.');
  if (!isPart(head) || names.length === 0) return isPart(key) ? catalog.defaults[key].id : get(catalog.defaults, key);
  if (names.length > 1) return undefined;
  return entriesOf(catalog, head).find(({ id }) => id === recipe[head].id)?.defaults[names[0]];
}

/**
 * The keys whose values differ from their defaults.
 * @param {Catalog} catalog
 * @param {Recipe} recipe
 */
export function changed(catalog, recipe) {
  const keys = /** @type {(keyof Recipe)[]} */ (Object.keys(catalog.defaults)).flatMap((key) => {
    if (!isPart(key)) return [key];
    const params = Object.keys(recipe[key].params ?? {}).filter((name) => !Array.isArray(recipe[key].params?.[name]));
    return [...(ABOUT.has(key) ? [] : [key]), ...params.map((name) => `${key}.${name}`)];
  });
  return keys.filter((key) => {
    const usual = defaultOf(catalog, recipe, key);
    const value = isPart(key) ? recipe[key].id : get(recipe, key);
    return usual !== undefined && value !== undefined && !same(value, usual);
  });
}
