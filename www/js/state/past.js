// What the person did to the experiment, so that it can be taken back: every change under the name of what it changed,
// and the experiments that were left.

import { differences } from '../recipe/path.js';
import { gestureNow } from './gesture.js';
import { titleOf } from './names.js';
import { MOST_BYTES, Undo } from './undo.js';

/** @typedef {import('../protocol.js').Recipe} Recipe */
/** @typedef {import('./store.js').Store} Store */
/** @typedef {import('../lab/lab.js').Lab} Lab */
/** @typedef {import('./undo.js').Moment} Moment */

export class Past {
  changes = new Undo();
  /** What is about to be replaced. @type {Moment | null} */
  left = null;
  /** Whether the person did anything to the experiment. */
  touched = false;
  /** Whether something was changed after the first step: the link can't replay it. */
  tuned = false;
  /** The number that the newest edit changed, if it was one, and the gesture that did. */
  #edit = { key: '', gesture: 0 };
  #store;
  #lab;
  #entry;

  /** @param {Store} store @param {Lab} lab @param {import('./entry.js').Entry} entry */
  constructor(store, lab, entry) {
    this.#store = store;
    this.#lab = lab;
    this.#entry = entry;
  }

  /** What is about to be replaced can be come back to, as it stands before anything else is asked. */
  leave() {
    this.left ??= this.moment();
    return this.left;
  }

  /** The experiment as it stands. @returns {Moment | null} */
  moment() {
    const store = this.#store;
    const { opened, running } = store;
    if (!opened) return null;
    const recipe = structuredClone(opened.recipe);
    const step = store.step;
    /** @type {Moment} */
    const moment = {
      recipe,
      step,
      running,
      tuned: this.tuned,
      kept: this.#entry.kept,
      place: this.#entry.place,
      left: performance.now(),
      checkpoint: null,
      arrived: Promise.resolve(),
    };
    // Before its first step the Recipe alone says all, but for weights that came with the link.
    const brought = moment.kept.some(([key]) => key === 'weights');
    if ((running || step > 0 || brought) && opened.parameters * Float32Array.BYTES_PER_ELEMENT < MOST_BYTES) {
      moment.arrived = this.#lab.checkpoint().then((checkpoint) => {
        moment.checkpoint = checkpoint;
      });
    }
    return moment;
  }

  /** The person edits the Recipe. @param {string} key Of the one number that is changed. */
  edited(key) {
    this.touched = true;
    this.#edit = { key, gesture: gestureNow() };
  }

  /** Another experiment stands. @param {Recipe} recipe @param {import('./opening.js').Way} [way] */
  arrive(recipe, { place = null, noted = true } = {}) {
    const before = this.left;
    this.left = null;
    const { key, gesture } = this.#edit;
    this.#edit = { key: '', gesture: 0 };
    const what = before && this.title(differences(before.recipe, recipe));
    const merged = what && noted && this.note({ kind: 'open', key, what, before, after: null, gesture });
    if (!merged) this.#entry.arrive(place, before === null);
  }

  /** @param {import('./undo.js').Change} change @returns {boolean} Whether it became part of the one before. */
  note(change) {
    const merged = this.changes.push(change);
    this.#store.touch('changes');
    return merged;
  }

  /** What a change of these keys is called. @param {string[]} keys */
  title(keys) {
    return titleOf(keys, this.#store.catalog, this.#store.draft);
  }
}
