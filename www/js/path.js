// Keys of a Recipe, as the worker's problems and the link name them: `batch`, `data.noise`, `network.layers[2].units`.

/** @typedef {import('./protocol.js').Recipe} Recipe */
/** @typedef {import('./protocol.js').Entry} Entry */
/** @typedef {import('./protocol.js').Value} Value */

const PARTS = /** @type {const} */ (['data', 'network', 'optimizer']);

/**
 * The entry that holds the parameter `key`, and the parameter's name in it.
 * @param {Recipe} recipe
 * @param {string} key
 * @returns {[Entry, string] | null}
 */
function find(recipe, key) {
  const [head, ...names] = key.split('.');
  const part = PARTS.find((name) => name === head);
  if (!part) return null;
  let entry = recipe[part];
  while (names.length > 1) {
    const place = /^(\w+)\[(\d+)\]$/.exec(names.shift() ?? '');
    const list = place && entry.params?.[place[1]];
    if (!place || !Array.isArray(list)) return null;
    entry = list[Number(place[2])];
    if (!entry) return null;
  }
  return [entry, names[0]];
}

/**
 * @param {Recipe} recipe
 * @param {string} key
 * @returns {Value | undefined}
 */
export function get(recipe, key) {
  const found = find(recipe, key);
  if (found) return found[0].params?.[found[1]];
  return /** @type {Record<string, any>} */ (recipe)[key];
}

/**
 * @param {Recipe} recipe
 * @param {string} key
 * @param {Value | string | boolean} value
 */
export function set(recipe, key, value) {
  const found = find(recipe, key);
  if (found) {
    found[0].params = { ...found[0].params, [found[1]]: /** @type {Value} */ (value) };
  } else {
    /** @type {Record<string, any>} */ (recipe)[key] = value;
  }
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
 * @param {import('./protocol.js').CatalogEntry[]} catalog
 */
export function filled(entry, catalog) {
  return { id: entry.id, params: { ...catalog.find(({ id }) => id === entry.id)?.defaults, ...entry.params } };
}
