// Choices that outlive a visit. Where storage is refused, and in a frame, they last as long as the page.

import { framed } from '../ui/framed.js';

const PREFIX = 'downhill.';

/** @typedef {'lang' | 'theme' | 'hidden' | 'keys'} Name */

/** @type {Map<Name, string>} */
const remembered = new Map();

/** @param {Name} name */
function stored(name) {
  if (framed) return null;
  try {
    return localStorage.getItem(PREFIX + name);
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
    if (framed) return;
    try {
      localStorage.setItem(PREFIX + name, value);
    } catch {
      // Remembered for this visit.
    }
  },
};
