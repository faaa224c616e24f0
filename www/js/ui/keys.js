// Keys of the keyboard: what one means on any layout, and how one is written.

/** How a key together with Control is written, which on a Mac is Command. @param {string} key */
export const withControl = (key) =>
  /Mac|iPhone|iPad/.test(navigator.platform)
    ? key.replace(/^(Shift\+)?(.)$/, (_, shift, z) => `${shift ? '⇧' : ''}⌘${z}`)
    : `Ctrl+${key}`;

/**
 * What a key means. Full-width characters of Chinese input methods are the plain ones; where a layout has no Latin
 * letters, the key counts that has the letter elsewhere.
 * @param {KeyboardEvent} event
 */
export function meaning({ key, code }) {
  if (key.length > 1) return key;
  const plain = key.normalize('NFKC').toLowerCase();
  const [, letter] = /^Key([A-Z])$/.exec(code) ?? [];
  return letter && !/^[!-~]$/.test(plain) ? letter.toLowerCase() : plain;
}
