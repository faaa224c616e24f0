// What every panel gets.

/**
 * @typedef {object} Context
 * @property {import('./store.js').Store} store
 * @property {import('../lab/lab.js').Lab} lab
 * @property {import('./actions.js').Actions} actions
 * @property {import('./watch.js').Watch} watch
 * @property {() => void} help Opens the help.
 */

export {};
