// Values of the experiment that stands: set at the next step, without building it anew.

import { set } from '../recipe/path.js';
import { updateOverride } from './address.js';

/** @typedef {import('../protocol.js').Recipe} Recipe */
/** @typedef {import('../protocol.js').Value} Value */
/** @typedef {import('./store.js').Store} Store */
/** @typedef {import('../lab/lab.js').Lab} Lab */

/** Whether a key is of a number of the network, which no Recipe holds. @param {string} key */
const isWeight = (key) => key.startsWith('weights.');

export class Tuning {
  /** Values that are sent in the next frame. @type {Map<string, number>} */
  #due = new Map();
  #store;
  #lab;
  #past;
  #entry;

  /**
   * @param {Store} store
   * @param {Lab} lab
   * @param {import('./past.js').Past} past
   * @param {import('./entry.js').Entry} entry
   */
  constructor(store, lab, past, entry) {
    this.#store = store;
    this.#lab = lab;
    this.#past = past;
    this.#entry = entry;
  }

  /** Sets a number, and sends it in the next frame. @param {string} key @param {number} value */
  tune(key, value) {
    const store = this.#store;
    if (!store.draft) return;
    if (!isWeight(key)) {
      const changed = structuredClone(store.draft);
      set(changed, key, value);
      store.draft = changed;
    }
    store.problems = store.problems.filter((problem) => problem.key !== key);
    store.touch('recipe');
    // A slider says many values a frame: the last one counts.
    if (this.#due.size === 0) requestAnimationFrame(() => this.send());
    this.#due.set(key, value);
  }

  /** Sends what was set. */
  send() {
    this.#past.tuned = true;
    for (const [key, value] of this.#due) {
      this.#lab.send({ type: 'tune', key, value });
      this.#expect(key, value);
    }
    this.#due.clear();
  }

  /** Moves the session to another Device. @param {Recipe['device']} device */
  moveTo(device) {
    const store = this.#store;
    if (store.draft) store.draft = { ...store.draft, device };
    this.#expect('device', device);
    this.#lab.send({ type: 'tune', key: 'device', value: device });
    this.#lab.choose(device);
    updateOverride('device', device);
    store.touch('recipe');
    this.#entry.update();
  }

  /** The worker says what stands after something was tuned. @param {Recipe} recipe @param {string} link */
  hold(recipe, link) {
    const store = this.#store;
    if (!store.opened) return;
    store.opened = { ...store.opened, recipe };
    store.link = link;
    this.#entry.update();
  }

  /** What could not be tuned stays as it is: the controls say so too. @param {string} key @param {Value} value */
  staysAt(key, value) {
    const store = this.#store;
    // A newer value is on its way.
    if (!store.draft || this.#due.has(key)) return;
    const draft = structuredClone(store.draft);
    set(draft, key, value);
    store.draft = draft;
    store.untype(key);
    this.#past.changes.stays(key, value);
    store.touch('recipe', 'changes');
  }

  /**
   * The experiment that stands is taken to have a value that was sent, until the worker says what it has.
   * @param {string} key
   * @param {Value} value
   */
  #expect(key, value) {
    const { opened } = this.#store;
    if (!opened || isWeight(key)) return;
    const recipe = structuredClone(opened.recipe);
    set(recipe, key, value);
    this.#store.opened = { ...opened, recipe };
  }
}
