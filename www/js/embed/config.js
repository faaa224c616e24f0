// What a figure is asked to be, by the address of embed.html: its query says how it looks, its fragment is the link of the
// experiment. Whatever is not as it should be counts as not said.

/**
 * @typedef {object} Config
 * @property {string[][]} panels Rows of ids of views and panels; none: the stage as it stands.
 * @property {string[]} controls Keys of the Recipe that the reader may change.
 * @property {'click' | 'visible' | 'auto'} reveal When the network is loaded.
 * @property {boolean} fits Whether the frame follows the height of its content, which must not scroll then.
 * @property {string} poster Address of a picture of the same origin, or of one that the address holds; empty: none.
 * @property {string} host The origin of the page around; empty: whoever it is.
 */

/** Rows, panels in a row, controls. */
const ROWS = 8;
const CELLS = 4;
const CONTROLS = 12;

/** Ids of views and panels, and keys of a Recipe. */
const ID = /^[\w-]{1,64}$/;
const KEY = /^[\w.-]{1,64}$/;

/** @param {string} list @param {RegExp} shape */
const words = (list, shape) => list.split(/[\s,]+/).filter((word) => shape.test(word));

/**
 * Rows of panels, as `panels` says them: `network surface / loss`.
 * @param {string} text
 */
export function readPanels(text) {
  const rows = text.split('/').map((row) => [...new Set(words(row, ID))].slice(0, CELLS));
  return rows.filter((row) => row.length > 0).slice(0, ROWS);
}

/** @param {string} text */
export const readControls = (text) => [...new Set(words(text, KEY))].slice(0, CONTROLS);

/**
 * A picture that the page's own content security policy lets through.
 * @param {string} address
 * @param {string} base
 */
function readPoster(address, base) {
  if (/^data:image\/(png|jpeg|webp|gif|svg\+xml)[;,]/.test(address)) return address;
  try {
    const url = new URL(address, base);
    return address !== '' && url.origin === new URL(base).origin ? url.href : '';
  } catch {
    return '';
  }
}

/** @param {string} origin */
const readHost = (origin) => (/^https?:\/\/[^/?#]+$/.test(origin) ? origin : '');

/** @param {string} href Of the frame. @returns {Config} */
export function readConfig(href) {
  const { searchParams } = new URL(href);
  const said = (/** @type {string} */ name) => searchParams.get(name) ?? '';
  const reveal = said('reveal');
  return {
    panels: readPanels(said('panels')),
    controls: readControls(said('controls')),
    reveal: reveal === 'visible' || reveal === 'auto' ? reveal : 'click',
    fits: said('size') === 'auto',
    poster: readPoster(said('poster'), href),
    host: readHost(said('host')),
  };
}

/**
 * Which of our pictures shows an experiment, as its link names it; `null` where only the worker knows.
 * @param {string} fragment
 */
export function pictureOf(fragment) {
  const keys = new URLSearchParams(fragment.replace(/^#/, ''));
  for (const [key, shelf] of [
    ['experiment', 'experiments'],
    ['data', 'data'],
  ]) {
    const id = keys.get(key);
    if (id && ID.test(id)) return `${shelf}/${id}`;
  }
  return null;
}
