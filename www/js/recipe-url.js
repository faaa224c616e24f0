// The address bar: the experiment's link, and the keys of the page's own panels.

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
 * The pairs of a link that have one of these keys, as they came.
 * @param {string} link
 * @param {Set<string>} keys
 */
export function only(link, keys) {
  return pairs(link).filter(([key]) => keys.has(decode(key)));
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
 * @param {string[][]} kept
 * @param {Map<string, string>} view
 */
export function complete(link, kept, view) {
  const known = new Set(kept.map(([key]) => key));
  const experiment = pairs(link).filter(([key]) => !key.startsWith('view.') && !known.has(key));
  const own = [...view].map(([key, value]) => [`view.${key}`, encode(value)]);
  const whole = [...experiment, ...kept, ...own].map((pair) => pair.join('=')).join('&');
  // The default experiment needs no fragment: a bare address opens it, and starts it.
  return EMPTY.test(whole) ? '' : whole;
}

/** @param {string} link */
export function addressOf(link) {
  const address = new URL(location.href);
  address.hash = '';
  const bare = address.href.replace(/#$/, '');
  return link === '' ? bare : `${bare}#${link}`;
}

/** @param {string} link */
export function show(link) {
  const address = addressOf(link);
  try {
    if (address !== location.href) history.replaceState(null, '', address);
  } catch {
    // Browsers refuse too many changes a minute, and some embedders refuse all: the page does without.
  }
}
