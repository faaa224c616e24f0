// The experiment's entry of the browser's history, and its address.

import { complete, keepAddress, show } from './address.js';

/** @typedef {import('./store.js').Store} Store */

/** A name that no other entry of the browser's history has. */
export const newPlace = () => String(performance.timeOrigin + performance.now());

export class Entry {
  /** Pairs of the opened link that are not the worker's to print. @type {string[][]} */
  kept = [];
  /** The experiment's name in the browser's history. */
  place = '';
  /** Whether it has no entry there yet. */
  #fresh = false;
  /** The address as it was shown or followed last. */
  #href = '';
  #store;

  /** @param {Store} store */
  constructor(store) {
    this.#store = store;
  }

  /**
   * Another experiment stands.
   * @param {string | null} place Its entry; none: it gets one.
   * @param {boolean} first Whether it is the first of this visit.
   */
  arrive(place, first) {
    this.#fresh = !first && place === null;
    this.place = place ?? newPlace();
  }

  /** Takes the browser's address as followed; whether it is another one than before. */
  follow() {
    // The browser tells it twice.
    if (location.href === this.#href) return false;
    this.#href = location.href;
    return true;
  }

  /** Shows an address that could not be followed, so that it can be mended. @param {string} address */
  mend(address) {
    this.#href = address;
    keepAddress(address);
  }

  /** Brings the address up to date. */
  update() {
    const store = this.#store;
    if (!store.opened) return;
    const state = { place: this.place, view: [...store.view] };
    show(complete(store.link, this.kept, store.view), state, this.#fresh);
    this.#fresh = false;
    this.#href = location.href;
    store.touch('link');
  }
}
