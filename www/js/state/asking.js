// The one input that a person asks the network about: a drawing, a sample, a point of the plane, a text. One question at
// a time, and the newest input wins.

/** @typedef {import('../protocol.js').Input} Input */

export class Asking {
  #lab;
  #store;
  /** What the input is of: another kind of input means something else. */
  #kind = '';
  #due = false;
  #busy = false;

  /** @param {import('../lab/lab.js').Lab} lab @param {import('./store.js').Store} store */
  constructor(lab, store) {
    this.#lab = lab;
    this.#store = store;
    // A new session has not heard of it.
    lab.addEventListener('opened', (event) => {
      const { points, input_shape: shape } = /** @type {CustomEvent<import('../protocol.js').Opened>} */ (event).detail;
      // A point stays where it is, whatever the network is given of it.
      const kind = points ? 'points' : String(shape);
      const same = kind === this.#kind;
      this.#kind = kind;
      if (same && store.asked) this.#next(true);
      else if (store.asked) this.#keep(null);
    });
  }

  /** @param {Input | null} input It may still change until its turn has come. */
  ask(input) {
    this.#keep(input);
    this.#next(true);
  }

  /** @param {Input | null} input */
  #keep(input) {
    this.#store.asked = input;
    this.#store.touch('asked');
  }

  /** @param {boolean} due */
  async #next(due) {
    this.#due ||= due;
    if (this.#busy || !this.#due) return;
    this.#busy = true;
    this.#due = false;
    const { asked } = this.#store;
    if (asked) {
      try {
        await this.#lab.request({ type: 'predict', input: asked });
      } catch {
        // Told as an event of the Lab, and shown there.
      }
    } else {
      this.#lab.send({ type: 'predict', input: null });
    }
    this.#busy = false;
    this.#next(false);
  }
}
