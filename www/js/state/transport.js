// Training as a person starts and stops it.

/** @typedef {import('./store.js').Store} Store */
/** @typedef {import('../lab/lab.js').Lab} Lab */

export class Transport {
  /** Whether what would be over in a moment begins slowly enough to be watched. */
  #slowly = true;
  #store;
  #lab;

  /** @param {Store} store @param {Lab} lab */
  constructor(store, lab) {
    this.#store = store;
    this.#lab = lab;
  }

  /** Shows whether the person wants it to train. @param {boolean} running */
  want(running) {
    this.#store.running = running;
    this.#store.touch('running');
  }

  train() {
    if (!this.#store.opened) return;
    this.#store.dismiss('waits');
    this.want(true);
    this.go();
  }

  /** Trains on; what would be over in a moment begins slowly. */
  go() {
    const pace = Number(this.#store.view.get('pace'));
    this.#lab.send({ type: 'train', steps: null, slowly: this.#slowly, ...(pace > 0 && { pace }) });
  }

  /** Training goes on at another pace. */
  paced() {
    if (this.#store.running) this.go();
  }

  /** Trains, and nothing begins slowly any more in this visit. */
  hurry() {
    this.#slowly = false;
    this.train();
  }

  pause() {
    this.want(false);
    this.#lab.send({ type: 'pause' });
  }

  /** @param {number} [count] */
  async step(count = 1) {
    if (!this.#store.opened) return;
    if (this.#store.running) this.pause();
    try {
      await this.#lab.request({ type: 'step', count });
    } catch {
      // The Lab tells every failure as an event too, and there it is shown.
    }
  }
}
