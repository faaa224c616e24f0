// A figure that nobody sees does not train: off the screen, in a hidden tab, or in a frame without a size. What the reader
// wants stays as it is, so it goes on by itself when it is seen again.

/** @typedef {import('../state/context.js').Context} Context */

/** Milliseconds without a frame after which nobody sees it: browsers draw none where a frame has no size. */
const NO_FRAME = 2000;

export class Resting {
  /** Whether it waits to be seen. */
  resting = false;
  #visible = true;
  /** When a frame was asked for that has not come. @type {number | null} */
  #asked = null;
  #context;
  #tell;

  /** @param {Context} context @param {() => void} tell Hears that it rests, or no longer. */
  constructor(context, tell) {
    this.#context = context;
    this.#tell = tell;
    // In a frame this asks whether the frame itself is on screen.
    new IntersectionObserver((entries) => {
      this.#visible = entries.at(-1)?.isIntersecting ?? true;
      this.#look();
    }).observe(document.documentElement);
    document.addEventListener('visibilitychange', () => this.#look());
    context.store.on(['running', 'opened'], () => this.#look());
    context.lab.addEventListener('report', (event) => {
      const { running } = /** @type {CustomEvent<import('../protocol.js').Report>} */ (event).detail;
      if (!running) return;
      this.#ask();
      this.#look();
      // Another experiment may have begun in the meantime.
      if (this.resting) context.lab.send({ type: 'pause' });
    });
  }

  #ask() {
    if (this.#asked !== null) return;
    this.#asked = performance.now();
    requestAnimationFrame(() => {
      this.#asked = null;
      this.#look();
    });
  }

  #look() {
    const { store, lab, actions } = this.#context;
    const drawn = this.#asked === null || performance.now() - this.#asked < NO_FRAME;
    const rests = store.running && !(this.#visible && !document.hidden && drawn);
    if (rests === this.resting) return;
    this.resting = rests;
    if (rests) lab.send({ type: 'pause' });
    else if (store.running) actions.train();
    this.#tell();
  }
}
