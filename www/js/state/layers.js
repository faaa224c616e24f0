// Changing a Recipe's list of layers, wherever somebody does it.

import { get, set } from '../recipe/path.js';

/** @typedef {import('../protocol.js').Entry} Entry */

/**
 * Changes a list of layers; what was typed into its fields is no longer meant.
 * @param {import('./context.js').Context} context
 * @param {string} key Of the list.
 * @param {(list: Entry[]) => Entry[]} edit May change the list that it is given.
 */
export function changeLayers({ store, actions }, key, edit) {
  store.untype(key);
  actions.change((draft) => {
    const list = get(draft, key);
    set(draft, key, edit(/** @type {Entry[]} */ (Array.isArray(list) ? [...list] : [])));
  });
}
