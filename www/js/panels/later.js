// Loads a part of the page when it is first needed.
//
// The stylesheets come first, and the module only when they have come: a browser that could not load a module once does
// not ask for it again until the page is reloaded, because HTML had its module map keep failures. Since
// whatwg/html#10327 it does not (Firefox: bug 2055211); when browsers have followed, both can be asked for at once.

import { text } from '../state/texts.js';

/** @typedef {import('./index.js').LaterPanel} LaterPanel */
/** @template M @typedef {import('./index.js').LaterPart<M>} LaterPart */
/** @typedef {import('./index.js').View} View */
/** @typedef {import('../state/context.js').Context} Context */

/** Which build this file belongs to: a release asks for all its files by it (xtask/src/page.rs). */
const BUILD = new URL(import.meta.url).searchParams.get('v');

/** By address. @type {Map<string, Promise<void>>} */
const styles = new Map();

/** Adds a stylesheet to the page, once. @param {string} address Relative to this folder. */
function addStyle(address) {
  const found = styles.get(address);
  if (found) return found;
  const url = new URL(address, import.meta.url);
  if (BUILD) url.searchParams.set('v', BUILD);
  const link = document.createElement('link');
  link.rel = 'stylesheet';
  link.href = url.href;
  /** @type {Promise<void>} */
  const added = new Promise((resolve, reject) => {
    link.onload = () => resolve();
    link.onerror = () => {
      styles.delete(address);
      link.remove();
      reject(new Error(`${address} did not come`));
    };
  });
  styles.set(address, added);
  document.head.append(link);
  return added;
}

/** @param {LaterPart<unknown>['title']} title */
const called = (title) => (typeof title === 'string' ? text(title) : title);

/** Resolves when the person wants another try, or the connection is back. @param {Context} context @param {LaterPart<unknown>} part */
function wantedAgain({ store }, { id, title }) {
  const notice = `part ${id}`;
  return /** @type {Promise<void>} */ (
    new Promise((resolve) => {
      const again = () => {
        removeEventListener('online', again);
        store.dismiss(notice);
        resolve();
      };
      addEventListener('online', again);
      store.notify({
        id: notice,
        level: 'error',
        text: text('partNotLoaded', { what: called(title) }),
        actions: [{ label: 'tryNow', run: again }],
      });
    })
  );
}

/**
 * @param {Context} context
 * @param {LaterPart<unknown>} part
 * @param {'partNotRun' | 'partOther'} why
 * @param {unknown} [error]
 */
function giveUp({ store }, { id, title }, why, error) {
  store.notify({
    id: `part ${id}`,
    level: 'error',
    text: text(why, { what: called(title), detail: error instanceof Error ? error.message : String(error) }),
    actions: [{ label: 'reload', run: () => location.reload() }],
  });
}

/**
 * Loads a part and begins with it; where it does not come, says so.
 * @template M, T
 * @param {Context} context
 * @param {LaterPart<M>} part
 * @param {(module: M) => T} begin
 * @param {(loading: boolean) => void} [tell] Hears when it is being loaded, and when no longer.
 * @returns {Promise<T | null>} `null` where it can't be had before the page is loaded again.
 */
export async function loadLater(context, part, begin, tell = () => {}) {
  for (;;) {
    try {
      tell(true);
      await Promise.all(part.styles.map(addStyle));
      break;
    } catch {
      tell(false);
      await wantedAgain(context, part);
    }
  }
  try {
    const module = await part.load();
    // A new version was put on the server while this page was open.
    if (BUILD && module.build !== BUILD) giveUp(context, part, 'partOther');
    else return begin(module);
  } catch (error) {
    reportError(error);
    giveUp(context, part, 'partNotRun', error);
  } finally {
    tell(false);
  }
  return null;
}

/**
 * Mounts a panel when it is first needed, or opened.
 * @param {HTMLElement} root
 * @param {Context} context
 * @param {LaterPanel} panel
 * @returns {{ open: (about?: string) => Promise<void> }}
 */
export function mountLater(root, context, panel) {
  /** @type {Promise<View | null> | null} */
  let view = null;
  const ask = () => {
    view ??= loadLater(
      context,
      panel,
      ({ mount }) => mount(root, context),
      // Its room is kept free, so that nothing jumps when it comes.
      (loading) => root.classList.toggle('coming', loading),
    );
    return view;
  };
  const { needed } = panel;
  if (needed) {
    const end = context.store.on(['opened', 'report'], () => {
      if (!needed(context.store)) return;
      ask();
      // It may be needed while it is still being registered.
      queueMicrotask(() => end());
    });
  }
  return {
    async open(about) {
      (await ask())?.open?.(about);
    },
  };
}
