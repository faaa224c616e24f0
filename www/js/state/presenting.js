// Presenter mode: large type, the network and the result, and nothing that the lecturer did not leave open. The link
// remembers it (`view.present`).

/** @typedef {import('./store.js').Store} Store */
/** @typedef {import('./actions.js').Actions} Actions */

/** CSS pixels of the type of the page, and of that for the last row: css/base.css and css/presenting.css. */
const USUAL = 15;
const large = () => Math.max(27, 0.019 * innerWidth);

export class Presenting {
  #store;
  #actions;

  /** @param {Store} store @param {Actions} actions */
  constructor(store, actions) {
    this.#store = store;
    this.#actions = actions;
    store.on(['view'], () => document.documentElement.classList.toggle('presenting', this.on));
    // Whoever leaves the full screen with Escape has done with presenting.
    document.addEventListener('fullscreenchange', () => {
      if (!document.fullscreenElement && this.on) this.#set(false);
    });
  }

  get on() {
    return this.#store.view.get('present') === '1';
  }

  /** How many times as large as usual things are written, in pictures that the worker draws too. */
  get scale() {
    return this.on ? large() / USUAL : 1;
  }

  /** Begins or ends it, on the whole screen where the browser allows that. */
  toggle() {
    const on = !this.on;
    this.#set(on);
    const whole = on ? document.documentElement.requestFullscreen?.() : document.exitFullscreen?.();
    // It is refused in many frames, and where there is none to leave: the page is large all the same.
    whole?.catch(() => {});
  }

  /** @param {boolean} on */
  #set(on) {
    this.#actions.setView('present', on ? '1' : '');
  }
}
