// The files of this build that are no modules. They lie beside the JavaScript, which is not where the page lies: a release
// keeps both in a folder that is named after the build (xtask/src/layout.rs).

// However deep this module lies: a release joins modules to few files (xtask/src/page.rs).
const ROOT = new URL(import.meta.url.slice(0, import.meta.url.lastIndexOf('/js/') + 1));

/**
 * The address of a file.
 *
 * @param {string} path Such as `icons/downhill.svg`.
 */
export const fileAddress = (path) => new URL(path, ROOT).href;

/** Whether this is a release: the folder has the name of a build then. */
export const isRelease = /\/build-\w+\/$/.test(ROOT.pathname);

/**
 * The address of what lies beside the pages of a release.
 *
 * @param {string} path Such as `sw.js`.
 */
export const placeAddress = (path) => new URL(`../${path}`, ROOT).href;
