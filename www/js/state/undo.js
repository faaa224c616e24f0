// What was changed, newest last, so that it can be taken back and done again.

/** @typedef {import('../protocol.js').Recipe} Recipe */
/** @typedef {import('../protocol.js').Text} Text */

/**
 * An experiment as it was left.
 * @typedef {object} Moment
 * @property {Recipe} recipe
 * @property {number} step
 * @property {boolean} running
 * @property {boolean} tuned Whether the link can't replay what happened.
 * @property {string[][]} kept Pairs of its link that are not the worker's to print.
 * @property {string} place Its entry of the browser's history.
 * @property {number} left When, in milliseconds.
 * @property {Uint8Array | null} checkpoint `null` where nothing was learnt, or where it is no longer kept.
 * @property {Promise<void>} arrived Settles when `checkpoint` is there.
 */

/**
 * A value that was tuned, or another experiment. Of the latter `after` is known once it was left.
 * @typedef {({ kind: 'tune', before: number, after: number } | { kind: 'device', before: string, after: string }
 *   | { kind: 'open', before: Moment, after: Moment | null }) & { key: string, what: Text, gesture: number }} Change
 */

/** Changes that can be taken back, and bytes of Checkpoints to take them back with: beyond these only Recipes are kept. */
const MOST_CHANGES = 20;
export const MOST_BYTES = 64e6;

export class Undo {
  /** @type {Change[]} */ #done = [];
  /** Newest last: what is done again first. @type {Change[]} */ #undone = [];

  /** What would be taken back. @returns {Change | undefined} */
  get last() {
    return this.#done.at(-1);
  }

  /** What would be done again. @returns {Change | undefined} */
  get next() {
    return this.#undone.at(-1);
  }

  /**
   * Notes a change that was made. Changes of one number in one gesture are one.
   * @param {Change} change
   * @returns {boolean} Whether it became part of the one before.
   */
  push(change) {
    this.#undone = [];
    const { last } = this;
    const one = last?.kind === change.kind && last.key === change.key && last.gesture === change.gesture;
    if (last && one && change.key !== '') {
      last.after = /** @type {any} */ (change.after);
      return true;
    }
    this.#done = [...this.#done, change].slice(-MOST_CHANGES);
    if (change.kind === 'open') change.before.arrived.then(() => this.#trim());
    return false;
  }

  /** What was to be tuned stands at this value after all. @param {string} key @param {import('../protocol.js').Value} value */
  stays(key, value) {
    const { last } = this;
    if (last?.kind !== 'tune' || last.key !== key) return;
    last.after = /** @type {number} */ (value);
    if (last.before === value) this.#done.pop();
  }

  /** The newest change was taken back; `left` is what stood after it. @param {Moment | null} left */
  undone(left) {
    const change = this.#done.pop();
    if (!change) return;
    if (change.kind === 'open') this.#leave(change, 'after', left);
    this.#undone.push(change);
  }

  /** The change taken back last was made again; `left` is what stood before it. @param {Moment | null} left */
  redone(left) {
    const change = this.#undone.pop();
    if (!change) return;
    if (change.kind === 'open') this.#leave(change, 'before', left);
    this.#done.push(change);
  }

  /**
   * The experiment of an entry of the browser's history, as it was left last.
   * @param {string} place
   */
  at(place) {
    return this.#moments().find((moment) => moment.place === place);
  }

  /** @param {Extract<Change, { kind: 'open' }>} change @param {'before' | 'after'} side @param {Moment | null} left */
  #leave(change, side, left) {
    if (!left) return;
    change[side] = left;
    left.arrived.then(() => this.#trim());
  }

  /** Newest first. @returns {Moment[]} */
  #moments() {
    return [...this.#done, ...this.#undone]
      .flatMap((change) => (change.kind === 'open' ? [change.before, change.after] : []))
      .filter((moment) => moment !== null)
      .sort((a, b) => b.left - a.left);
  }

  #trim() {
    let bytes = 0;
    for (const moment of this.#moments()) {
      bytes += moment.checkpoint?.byteLength ?? 0;
      if (bytes > MOST_BYTES) moment.checkpoint = null;
    }
  }
}
