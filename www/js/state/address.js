// The address bar: the experiment's link, and the keys of the page's own panels.

import { isPart } from '../recipe/path.js';

/** Keys that any link may have besides the Recipe's parts, the catalog's settings, and the page's own keys. */
const COMMON = ['v', 'run', 'experiment', 'device', 'shuffle', 'loss'];

/** A link that says nothing beyond its version. */
const EMPTY = /^v=\d+$/;

/** @param {string} link */
function pairs(link) {
  return link
    .replace(/^#/, '')
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const at = pair.indexOf('=');
      return at < 0 ? [pair, ''] : [pair.slice(0, at), pair.slice(at + 1)];
    });
}

/** @param {string} text */
function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Stays as readable as the links that the worker prints. @param {string} text */
function encode(text) {
  return encodeURIComponent(text).replace(/%2C/g, ',').replace(/%3A/g, ':').replace(/%2F/g, '/');
}

/**
 * The page's own keys of a link, without their prefix.
 * @param {string} link
 */
export function viewOf(link) {
  const own = pairs(link).filter(([key]) => key.startsWith('view.'));
  return new Map(own.map(([key, value]) => [key.slice('view.'.length), decode(value)]));
}

/**
 * A link with one key set.
 * @param {string} link
 * @param {string} key
 * @param {string} value
 */
export function withKey(link, key, value) {
  const all = pairs(link);
  const found = all.find((pair) => pair[0] === key);
  if (found) found[1] = encode(value);
  else all.push([key, encode(value)]);
  return all.map((pair) => pair.join('=')).join('&');
}

/**
 * The complete link: the experiment's, what was not understood, and the page's own keys.
 * @param {string} link
 * @param {string[][]} kept Not encoded.
 * @param {Map<string, string>} view
 */
export function complete(link, kept, view) {
  const unknown = new Set(kept.map(([key]) => key));
  const experiment = pairs(link).filter(([key]) => !key.startsWith('view.') && !unknown.has(decode(key)));
  const own = [...kept, ...[...view].map(([key, value]) => [`view.${key}`, value])];
  const whole = [...experiment, ...own.map((pair) => pair.map(encode))].map((pair) => pair.join('=')).join('&');
  // The default experiment needs no fragment: a bare address opens it, and starts it.
  return EMPTY.test(whole) ? '' : whole;
}

/**
 * Whether a fragment is a link of ours: whether it gives a value to any key that is known here. Others name a place on
 * the page, or belong to whoever put them there.
 * @param {string} fragment
 * @param {import('../protocol.js').Catalog | null} catalog
 */
export function isLink(fragment, catalog) {
  const settings = (catalog?.settings ?? []).flatMap(({ params }) => params.map(({ id }) => id));
  // Mail programs write `&amp;`, `%26` and `%3D` into links.
  const plain = decode(decode(fragment)).replaceAll('&amp;', '&');
  return pairs(plain).some(([key, value]) => {
    const [head] = key.split('.');
    return value !== '' && (COMMON.includes(key) || settings.includes(key) || isPart(head) || head === 'view');
  });
}

/** @param {string} link */
function addressOf(link) {
  const address = new URL(location.href);
  address.hash = '';
  const bare = address.href.replace(/#$/, '');
  return link === '' ? bare : `${bare}#${link}`;
}

/**
 * Shows a link in the address.
 * @param {string} link
 * @param {string} place The experiment's name in the browser's history.
 * @param {boolean} [anew] In an entry of its own, so that the browser's Back leads to the one before.
 */
export function show(link, place, anew = false) {
  const address = addressOf(link);
  try {
    if (anew) history.pushState({ place }, '', address);
    else if (address !== location.href || placeNow() !== place) history.replaceState({ place }, '', address);
  } catch {
    // Browsers refuse too many changes a minute, and some embedders refuse all: the page does without.
  }
}

/** Which experiment the browser's history is at; `null` where the address was typed or followed. @returns {string | null} */
export const placeNow = () => history.state?.place ?? null;

/**
 * Brings a wish for this visit up to date where the address has one, such as `?lang=`.
 * @param {string} name
 * @param {string} value
 */
export function wishAnew(name, value) {
  const address = new URL(location.href);
  if (!address.searchParams.has(name)) return;
  address.searchParams.set(name, value);
  keepAddress(address.href);
}

/** Shows an address in place of the present one, in the same entry of the browser's history. @param {string} address */
export function keepAddress(address) {
  try {
    history.replaceState(history.state, '', address);
  } catch {
    // As above.
  }
}
