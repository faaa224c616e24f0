// Keys that work anywhere but where something is typed or drawn.

import { settings } from './settings.js';

/** @typedef {import('./store.js').Context} Context */

/** Each with what it does, for the help. */
export const SHORTCUTS = /** @type {const} */ ([
  { keys: ['Space'], does: 'startPause' },
  { keys: ['S', '→'], does: 'oneStep' },
  { keys: ['R'], does: 'sameStart' },
  { keys: ['N'], does: 'newSeed' },
  { keys: ['?'], does: 'help' },
]);

/** Whether a person who presses keys by accident, or by speech, has switched them off. */
const off = () => settings.get('keys') === 'off';

/** @param {EventTarget | null} target @param {string} key @param {boolean} pointed */
function busy(target, key, pointed) {
  if (!(target instanceof Element)) return false;
  if (target.closest('input:not([type=checkbox]), textarea, select, dialog, [data-keys]')) return true;
  // The space bar belongs to the button that the keyboard came to, not to one that was merely clicked last.
  return key === ' ' && !pointed && target.closest('button, a, summary, input, label') !== null;
}

/** @param {Context} context @param {() => void} help */
export function startShortcuts({ actions }, help) {
  let pointed = false;
  let handled = '';
  addEventListener('pointerdown', () => {
    pointed = true;
  });
  addEventListener('keydown', (event) => {
    if (event.key === 'Tab') pointed = false;
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || off()) return;
    if (busy(event.target, event.key, pointed)) return;
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
    handled = event.key;
    run();
  });
  // Firefox presses a focused button when the space bar goes up.
  addEventListener('keyup', (event) => {
    if (event.key === ' ' && handled === ' ') event.preventDefault();
    handled = '';
  });
}
