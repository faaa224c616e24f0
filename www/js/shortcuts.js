// Keys that work anywhere but where something is typed or drawn.

/** @typedef {import('./store.js').Context} Context */

/** Each with what it does, for the help. */
export const SHORTCUTS = /** @type {const} */ ([
  { keys: ['Space'], does: 'startPause' },
  { keys: ['S', '→'], does: 'oneStep' },
  { keys: ['R'], does: 'sameStart' },
  { keys: ['N'], does: 'newSeed' },
  { keys: ['?'], does: 'help' },
]);

/** @param {EventTarget | null} target @param {string} key */
function busy(target, key) {
  if (!(target instanceof Element)) return false;
  if (target.closest('input:not([type=checkbox]), textarea, select, dialog, [data-keys]')) return true;
  // A focused button has its own meaning for the space bar.
  return key === ' ' && target.closest('button, a, summary, input, label') !== null;
}

/** @param {Context} context @param {() => void} help */
export function startShortcuts({ actions }, help) {
  addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || busy(event.target, event.key))
      return;
    const run = {
      ' ': () => !event.repeat && actions.toggle(),
      s: () => actions.step(),
      ArrowRight: () => actions.step(),
      r: () => !event.repeat && actions.rewind(),
      n: () => !event.repeat && actions.newSeed(),
      '?': help,
    }[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!run) return;
    event.preventDefault();
    run();
  });
}
