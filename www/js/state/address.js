// The address bar: the link of the experiment, which only the worker reads and writes, and beside it what is the page's
// own (`view.*`) or was not understood.

import { framed } from '../ui/framed.js';

/** A link that says nothing beyond its version. */
const EMPTY = /^v=\d+$/;

/** Stays as readable as the links that the worker prints. @param {string} text */
function encode(text) {
  return encodeURIComponent(text).replace(/%2C/g, ',').replace(/%3A/g, ':').replace(/%2F/g, '/');
}

/**
 * The complete link: the experiment's, what was not understood, and the page's own keys.
 * @param {string} link As the worker prints it.
 * @param {string[][]} kept Not encoded.
 * @param {Map<string, string>} view
 */
export function complete(link, kept, view) {
  const own = [...kept, ...[...view].map(([key, value]) => [`view.${key}`, value])];
  const whole = [link, ...own.map((pair) => pair.map(encode).join('='))].join('&');
  // The default experiment needs no fragment: a bare address opens it, and starts it.
  return EMPTY.test(whole) ? '' : whole;
}

/**
 * Whether a fragment gives a value to anything: the worker says whether it is a link. All others name a place on the
 * page. Mail programs write `%3D` into links, some of them twice.
 * @param {string} fragment
 */
export const mayBeLink = (fragment) => /=|%(25)*3d/i.test(fragment);

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
 * @param {{ place: string, view: [string, string][] }} state The experiment's name in the browser's history, and the
 *   page's own keys.
 * @param {boolean} [anew] In an entry of its own, so that the browser's Back leads to the one before; never in a frame,
 *   where it is the page around that is gone back in.
 */
export function show(link, state, anew = false) {
  const address = addressOf(link);
  try {
    if (anew && !framed) history.pushState(state, '', address);
    else if (address !== location.href || placeNow() !== state.place) history.replaceState(state, '', address);
  } catch {
    // Browsers refuse too many changes a minute, and some embedders refuse all: the page does without.
  }
}

/** Which experiment the browser's history is at; `null` where the address was typed or followed. @returns {string | null} */
export const placeNow = () => history.state?.place ?? null;

/** The page's own keys in that entry of the browser's history, without their prefix. @returns {Map<string, string>} */
export const viewNow = () => new Map(history.state?.view ?? []);

/**
 * Brings an override for this visit up to date where the address has one, such as `?lang=`.
 * @param {string} name
 * @param {string} value
 */
export function updateOverride(name, value) {
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
