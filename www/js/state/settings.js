// Choices that outlive a visit. Where storage is refused, in a frame, and once everything was to be forgotten they last as
// long as the page.

import { framed } from '../ui/framed.js';

const PREFIX = 'downhill.';

/** Whether this page may keep anything in the browser: a framed one is a figure in somebody's page. */
export const mayKeep = !framed;

let keeps = mayKeep;

/** @typedef {'lang' | 'theme' | 'hidden' | 'keys'} Name */

/** @type {Map<Name, string>} */
const remembered = new Map();

/** @param {Name} name */
function stored(name) {
  try {
    return keeps ? localStorage.getItem(PREFIX + name) : null;
  } catch {
    return null;
  }
}

export const settings = {
  /** @param {Name} name */
  get(name) {
    return remembered.get(name) ?? stored(name);
  },

  /** @param {Name} name @param {string} value */
  set(name, value) {
    remembered.set(name, value);
    try {
      if (keeps) localStorage.setItem(PREFIX + name, value);
    } catch {
      // Remembered for this visit.
    }
  },

  /** Deletes them, and keeps no more in this visit. */
  forget() {
    keeps = false;
    try {
      for (const key of Object.keys(localStorage)) if (key.startsWith(PREFIX)) localStorage.removeItem(key);
    } catch {
      // Then there are none.
    }
  },
};
