// The Recipe as the controls show it: what is changed in it is built anew after a moment of quiet.

/** @typedef {import('../protocol.js').Recipe} Recipe */
/** @typedef {import('../lab/lab.js').Lab} Lab */
/** @typedef {import('./store.js').Store} Store */

export class Editing {
  /** Until it is built anew. @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #busy = false;
  #again = false;
  #store;
  #lab;
  #past;
  #opening;

  /**
   * @param {Store} store
   * @param {Lab} lab
   * @param {import('./past.js').Past} past
   * @param {import('./opening.js').Opening} opening
   */
  constructor(store, lab, past, opening) {
    this.#store = store;
    this.#lab = lab;
    this.#past = past;
    this.#opening = opening;
  }

  /** Whether an experiment is being built. */
  get busy() {
    return this.#busy;
  }

  /** Whether a change waits, or was refused: nothing has been replaced yet. */
  get open() {
    return this.#timer !== undefined || this.#store.problems.length > 0;
  }

  /**
   * Changes the Recipe; the experiment is built anew after a while without further changes.
   * @param {(draft: Recipe) => void} edit
   * @param {number} quiet In milliseconds.
   * @param {string} key Of the one number that is changed.
   */
  change(edit, quiet, key) {
    const store = this.#store;
    if (!store.draft) return;
    this.#past.edited(key);
    const draft = structuredClone(store.draft);
    edit(draft);
    store.draft = draft;
    store.touch('recipe');
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#rebuild(), quiet);
  }

  /** Takes back what could not be carried out. */
  takeBack() {
    const store = this.#store;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (store.opened) store.draft = structuredClone(store.opened.recipe);
    store.problems = [];
    store.untype();
    store.touch('recipe');
  }

  async #rebuild() {
    const store = this.#store;
    this.#timer = undefined;
    if (this.#busy) {
      this.#again = true;
      // An opening that waits for its data would keep this one waiting too.
      this.#lab.abandon();
      return;
    }
    this.#busy = true;
    do {
      this.#again = false;
      const draft = store.draft;
      const opened = draft && (await this.#opening.open({ recipe: structuredClone(draft) }));
      if (opened) {
        const newest = store.draft === draft;
        if (newest) store.problems = opened.problems;
        this.#opening.stand(store.running, newest);
      }
    } while (this.#again);
    this.#busy = false;
  }
}
