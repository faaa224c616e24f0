// Keys that work anywhere but where something is typed or drawn.

import { meaning, withControl } from '../ui/keys.js';
import { settings } from './settings.js';

/** @typedef {import('./context.js').Context} Context */

/** Each with what it does, for the help. */
export const SHORTCUTS = /** @type {const} */ ([
  { keys: ['Space'], does: 'startPause' },
  { keys: ['S', '→'], does: 'oneStep' },
  { keys: ['R'], does: 'sameStart' },
  { keys: ['N'], does: 'newSeed' },
  { keys: [withControl('Z')], does: 'undo' },
  { keys: [withControl('Shift+Z'), withControl('Y')], does: 'redo' },
  { keys: ['F'], does: 'presenting' },
  { keys: ['?'], does: 'help' },
]);

/** Whether a person who presses keys by accident, or by speech, has switched them off. */
const off = () => settings.get('keys') === 'off';

/** Inputs that take no text. */
const NO_TEXT = ':is([type=checkbox], [type=range], [type=file])';

/**
 * Whether the control that has the focus needs a key itself.
 * @param {KeyboardEvent} event
 * @param {string} key
 * @param {boolean} pointed
 */
function busy({ target, ctrlKey, metaKey }, key, pointed) {
  if (!(target instanceof Element)) return false;
  if (target.closest(`input:not(${NO_TEXT}), textarea, dialog, canvas[data-keys]`)) return true;
  // With Control nothing is typed, chosen or moved.
  if (ctrlKey || metaKey) return false;
  if (target.closest('[data-keys]')) return true;
  // A menu looks for its entries by their letters, a slider moves by arrows.
  if (key !== '?' && target.closest('select')) return true;
  if (key.startsWith('Arrow') && target.closest('[type=range]')) return true;
  // The space bar belongs to the button that the keyboard came to, not to one that was merely clicked last.
  return key === ' ' && !pointed && target.closest('button, a, summary, input:not([type=range]), label') !== null;
}

/**
 * What the keys of a presenter's remote control do: its two buttons say Page Down and Page Up.
 * @param {Context['actions']} actions
 * @param {Context['presenting']} presenting
 * @returns {Record<string, () => unknown>}
 */
const remote = (actions, presenting) => ({
  PageDown: () => actions.toggle(),
  PageUp: () => actions.step(),
  Escape: () => presenting.toggle(),
});

/** @param {Context} context @param {string[]} [only] Where a page has no more than these. */
export function startShortcuts({ actions, open, presenting }, only) {
  let pointed = false;
  let handled = '';
  addEventListener('pointerdown', () => {
    pointed = true;
  });

  /** @param {KeyboardEvent} event @param {string} key @returns {(() => unknown) | undefined} */
  function action(event, key) {
    if (event.altKey || (only && !only.includes(key))) return undefined;
    if (event.ctrlKey || event.metaKey) {
      if (key === 'z') return event.shiftKey ? () => actions.redo() : () => actions.undo();
      return key === 'y' ? () => actions.redo() : undefined;
    }
    const once = (/** @type {() => void} */ run) => () => !event.repeat && run();
    return off()
      ? undefined
      : {
          ' ': once(() => actions.toggle()),
          s: () => actions.step(),
          ArrowRight: () => actions.step(),
          r: once(() => actions.rewind()),
          n: once(() => actions.newSeed()),
          f: once(() => presenting.toggle()),
          '?': () => open('help'),
          ...(presenting.on && remote(actions, presenting)),
        }[key];
  }

  addEventListener('keydown', (event) => {
    if (event.key === 'Tab') pointed = false;
    const key = meaning(event);
    if (event.defaultPrevented || event.isComposing || busy(event, key, pointed)) return;
    const run = action(event, key);
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
