// Choices that outlive a visit. Where storage is refused they last as long as the page.

const PREFIX = 'downhill.';

/** @typedef {'lang' | 'theme' | 'hidden' | 'keys'} Name */

/** @type {Map<Name, string>} */
const remembered = new Map();

/** @param {Name} name */
function stored(name) {
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
    try {
      localStorage.setItem(PREFIX + name, value);
    } catch {
      // Remembered for this visit.
    }
  },
};
