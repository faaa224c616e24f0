// Asks the network about one input after another: one question at a time, and the newest input wins.

/** @typedef {import('../../protocol.js').Input} Input */

export class Asking {
  /** @param {import('../../lab/lab.js').Lab} lab */
  constructor(lab) {
    this.lab = lab;
    /** @type {Input | null} */
    this.newest = null;
    this.due = false;
    this.busy = false;
  }

  /** @param {Input | null} input It may still change until its turn has come. */
  ask(input) {
    this.newest = input;
    this.due = true;
    this.#next();
  }

  /** The same again: the session is a new one. */
  repeat() {
    if (this.newest) this.ask(this.newest);
  }

  async #next() {
    if (this.busy || !this.due) return;
    this.busy = true;
    this.due = false;
    const { newest } = this;
    if (newest) {
      try {
        await this.lab.request({ type: 'predict', input: newest });
      } catch {
        // Told as an event of the Lab, and shown there.
      }
    } else {
      this.lab.send({ type: 'predict', input: null });
    }
    this.busy = false;
    this.#next();
  }
}
