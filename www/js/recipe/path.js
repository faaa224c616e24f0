// Keys of a Recipe, as the worker's problems and the link name them: `batch`, `data.noise`, `network.layers[2].units`.

/** @typedef {import('../protocol.js').Catalog} Catalog */
/** @typedef {import('../protocol.js').CatalogEntry} CatalogEntry */
/** @typedef {import('../protocol.js').Recipe} Recipe */
/** @typedef {import('../protocol.js').Entry} Entry */
/** @typedef {import('../protocol.js').Value} Value */

/** The Recipe's entries, each with the catalog's list of what it may be. */
const PARTS = /** @type {const} */ ({
  data: 'datasets',
  network: 'architectures',
  init: 'initializers',
  optimizer: 'optimizers',
  schedule: 'schedules',
});

/** @typedef {keyof typeof PARTS} Part */

/** @param {string} key @returns {key is Part} */
export const isPart = (key) => key in PARTS;

/** What a part of the Recipe may be. @param {Catalog} catalog @param {Part} part @returns {CatalogEntry[]} */
export const entriesOf = (catalog, part) => catalog[PARTS[part]];

/**
 * What holds the value of a key, and the value's name in it.
 * @param {Recipe} recipe
 * @param {string} key
 * @returns {[Record<string, any>, string]}
 */
function find(recipe, key) {
  const [head, ...names] = key.split('.');
  if (!isPart(head) || names.length === 0) return [recipe, key];
  let entry = recipe[head];
  for (const name of names.slice(0, -1)) {
    const [, list, index] = /^(\w+)\[(\d+)\]$/.exec(name) ?? [];
    entry = /** @type {Record<string, any>} */ (entry.params)?.[list]?.[index] ?? {};
  }
  entry.params ??= {};
  return [entry.params, names[names.length - 1]];
}

/**
 * @param {Recipe} recipe
 * @param {string} key
 * @returns {Value | undefined}
 */
export function get(recipe, key) {
  const [holder, name] = find(recipe, key);
  return holder[name];
}

/**
 * @param {Recipe} recipe
 * @param {string} key A part takes another entry with its defaults.
 * @param {Value} value
 */
export function set(recipe, key, value) {
  const [holder, name] = find(recipe, key);
  holder[name] = isPart(name) && holder === recipe ? { id: value } : value;
}

/**
 * Whether two plain values are equal, whatever the order of their keys.
 * @param {unknown} a
 * @param {unknown} b
 */
export function same(a, b) {
  const sorted = (/** @type {string} */ _, /** @type {any} */ value) =>
    value && typeof value === 'object' && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([x], [y]) => (x < y ? -1 : 1)))
      : value;
  return JSON.stringify(a, sorted) === JSON.stringify(b, sorted);
}

/**
 * An entry with the defaults that it leaves out.
 * @param {Entry} entry
 * @param {CatalogEntry[]} catalog
 */
export function filled(entry, catalog) {
  return { id: entry.id, params: { ...catalog.find(({ id }) => id === entry.id)?.defaults, ...entry.params } };
}

/**
 * The keys in which two complete Recipes differ.
 * @param {Recipe} a
 * @param {Recipe} b
 * @returns {string[]}
 */
export function differences(a, b) {
  const names = /** @type {(keyof Recipe)[]} */ (Object.keys(b));
  return names.flatMap((key) => {
    if (!isPart(key)) return same(a[key], b[key]) ? [] : [key];
    if (a[key].id !== b[key].id) return [key];
    const [before, after] = [a[key].params ?? {}, b[key].params ?? {}];
    const changed = Object.keys({ ...before, ...after }).filter((name) => !same(before[name], after[name]));
    return changed.map((name) => `${key}.${name}`);
  });
}

/** A Recipe with the defaults of its parts, wherever it runs: for comparing. @param {Recipe} recipe @param {Catalog} catalog */
export function comparable(recipe, catalog) {
  const parts = Object.keys(PARTS)
    .filter(isPart)
    .map((part) => [part, filled(recipe[part], entriesOf(catalog, part))]);
  return { ...recipe, device: '', ...Object.fromEntries(parts) };
}
