// Loads a part of the page when it is first needed.
//
// The stylesheets come first, and the module only when they have come: a browser that could not load a module once does
// not ask for it again until the page is reloaded, because HTML had its module map keep failures. Since
// whatwg/html#10327 it does not (Firefox: bug 2055211); when browsers have followed, both can be asked for at once.

import { text } from '../state/texts.js';
import { fileAddress } from '../ui/files.js';

/** @typedef {import('./index.js').LaterPanel} LaterPanel */
/** @template M @typedef {import('./index.js').LaterPart<M>} LaterPart */
/** @typedef {import('./index.js').View} View */
/** @typedef {import('../state/context.js').Context} Context */

/** By address. @type {Map<string, Promise<void>>} */
const styles = new Map();

/** Adds a stylesheet to the page, once. @param {string} address Below `js/`. */
function addStyle(address) {
  const found = styles.get(address);
  if (found) return found;
  const link = document.createElement('link');
  link.rel = 'stylesheet';
  link.href = fileAddress(`js/${address}`);
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

/** @type {{ label: import('../state/texts.js').Key, run: () => void }} */
const RELOAD = { label: 'reload', run: () => location.reload() };

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
        // The files of this build may have gone from the server in the meantime: a newer one is there after a reload.
        actions: [{ label: 'tryNow', run: again }, RELOAD],
      });
    })
  );
}

/** @param {Context} context @param {LaterPart<unknown>} part @param {unknown} error */
function giveUp({ store }, { id, title }, error) {
  store.notify({
    id: `part ${id}`,
    level: 'error',
    text: text('partNotRun', { what: called(title), detail: error instanceof Error ? error.message : String(error) }),
    actions: [RELOAD],
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
    return begin(await part.load());
  } catch (error) {
    reportError(error);
    giveUp(context, part, error);
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
