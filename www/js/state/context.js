// What every panel gets.

/**
 * @typedef {object} Context
 * @property {import('./store.js').Store} store
 * @property {import('../lab/lab.js').Lab} lab
 * @property {import('./actions.js').Actions} actions
 * @property {import('./watch.js').Watch} watch
 * @property {import('./asking.js').Asking} asking
 * @property {import('./lighting.js').Lighting} lighting
 * @property {import('./presenting.js').Presenting} presenting
 * @property {import('./keep.js').Keeper} keeper
 * @property {(panel: 'help' | 'gallery' | 'share' | 'embed', about?: string) => void} open Opens a panel that is loaded when it is needed.
 * @property {boolean} [marks] Whether controls that differ from their defaults are marked, with a button that puts them
 *   back.
 */

export {};
