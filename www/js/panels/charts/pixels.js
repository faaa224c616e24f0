// The colours of a small picture's pixels.

/** @typedef {[red: number, green: number, blue: number]} Rgb */

/** The value that a diverging scale has no colour for. */
const GROUND = 127.5;

/**
 * Red, green, blue and opacity of each pixel. Sequential values are ink or light. Diverging ones have the colour of
 * their sign, the more of it the further they are from 0: the ground shows through, whatever the theme.
 * @param {Uint8Array} values Of one picture: `[channels, height, width]`.
 * @param {number} channels
 * @param {import('../../protocol.js').PictureScale} scale
 * @param {[negative: Rgb, positive: Rgb]} ends
 */
export function pixels(values, channels, scale, ends) {
  const size = values.length / channels;
  const colours = new Uint8ClampedArray(4 * size);
  for (let at = 0; at < size; at += 1) {
    if (scale === 'diverging') {
      const far = values[at] - GROUND;
      colours.set(ends[far < 0 ? 0 : 1], 4 * at);
      // The two values in the middle are both nearest to 0.
      colours[4 * at + 3] = Math.abs(far) < 1 ? 0 : (255 * Math.abs(far)) / GROUND;
    } else {
      for (let channel = 0; channel < 3; channel += 1) {
        colours[4 * at + channel] = values[at + (channels === 3 ? channel * size : 0)];
      }
      colours[4 * at + 3] = 255;
    }
  }
  return colours;
}

/** A colour as stylesheets write it: `#rrggbb`. @param {string} hex @returns {Rgb} */
export function rgb(hex) {
  const value = Number.parseInt(hex.trim().slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}
