// What a person can do. Each answers on the screen at once and lets the worker follow.

import { comparable, get, printLayers, same, set } from './path.js';
import { complete, only, show, viewOf, withKey } from './recipe-url.js';
import { text } from './text.js';

/** @typedef {import('./protocol.js').Recipe} Recipe */
/** @typedef {import('./protocol.js').Error} Problem */
/** @typedef {import('./protocol.js').Remedy} Remedy */
/** @typedef {import('./store.js').Store} Store */
/** @typedef {import('./lab.js').Lab} Lab */
/** @typedef {import('./lab/worker-link.js').Start} Opening */

/** Milliseconds of quiet before a changed experiment is built anew. */
const QUIET = 250;

/** Seeds that a person can read out to a room. */
const SEEDS = 10_000;

export class Actions {
  /** @param {Store} store @param {Lab} lab */
  constructor(store, lab) {
    this.store = store;
    this.lab = lab;
    /** Pairs of the opened link that are not the worker's to print. @type {string[][]} */
    this.kept = [];
    /** @type {Map<string, number>} */
    this.tunes = new Map();
    /** @type {number | undefined} */
    this.timer = undefined;
    this.busy = false;
    this.again = false;
    /** How many experiments were opened, or were to be. */
    this.openings = 0;
    /** Whether something was changed after the first step. */
    this.tuned = false;
    /** Whether the person did anything to the experiment. */
    this.touched = false;
    /** Whether what would be over in a moment begins slowly enough to be watched. */
    this.slowly = true;
  }

  /**
   * Opens a link: the address of the page, or one that was pasted into it.
   * @param {string} link
   * @param {boolean} [run] Start by itself, whatever the link says.
   */
  async openLink(link, run) {
    const { store } = this;
    store.view = viewOf(link);
    store.touch('view');
    const opened = await this.#open({ link });
    if (!opened) {
      // Whatever the link said: there is something to look at.
      if (!store.opened && !store.opening && !store.dead && link.length > 1) await this.openLink('', true);
      return;
    }
    const unknown = opened.problems.filter((problem) => problem.code === 'unknown_key').map((problem) => problem.key);
    this.kept = only(link, new Set(unknown));
    for (const problem of opened.problems) this.#say(problem, 'warning');
    this.#stand(run ?? opened.run);
  }

  /**
   * Goes on from a Checkpoint, paused.
   * @param {Uint8Array} checkpoint
   */
  async openCheckpoint(checkpoint) {
    const opened = await this.#open({ checkpoint });
    if (!opened) return false;
    for (const problem of opened.problems) this.#say(problem, 'warning');
    this.kept = [];
    this.#stand(false);
    return true;
  }

  /**
   * Another experiment; it trains at once where one was training, or where `run` says so.
   * @param {Recipe} recipe
   * @param {boolean} [run]
   */
  choose(recipe, run) {
    if (run !== undefined) this.#want(run);
    this.store.untype();
    this.change((draft) => Object.assign(draft, structuredClone(recipe)), 0);
  }

  /**
   * Changes the Recipe; the experiment is built anew after a moment without further changes.
   * @param {(draft: Recipe) => void} edit
   * @param {number} [quiet]
   */
  change(edit, quiet = QUIET) {
    const { store } = this;
    if (!store.draft) return;
    this.touched = true;
    const draft = structuredClone(store.draft);
    edit(draft);
    store.draft = draft;
    store.touch('recipe');
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.#rebuild(), quiet);
  }

  /**
   * Sets one number: at the next step where that is possible while it trains, else by a new experiment.
   * @param {string} key
   * @param {number} value
   * @param {boolean} live
   */
  setNumber(key, value, live) {
    const { store } = this;
    const { draft, opened } = store;
    if (!draft || get(draft, key) === value) return;
    const begun = store.running || (store.report?.step ?? opened?.step ?? 0) > 0;
    if (!live || !begun || !opened) {
      this.change((recipe) => set(recipe, key, value));
      return;
    }
    const changed = structuredClone(draft);
    set(changed, key, value);
    store.draft = changed;
    store.problems = store.problems.filter((problem) => problem.key !== key);
    store.touch('recipe');
    // A slider says many values a frame: the last one counts.
    if (this.tunes.size === 0) requestAnimationFrame(() => this.#tune());
    this.tunes.set(key, value);
  }

  #tune() {
    const { store, lab } = this;
    this.tuned = true;
    for (const [key, value] of this.tunes) {
      lab.send({ type: 'tune', key, value });
      if (store.opened) {
        const recipe = structuredClone(store.opened.recipe);
        set(recipe, key, value);
        store.opened = { ...store.opened, recipe };
      }
      const [, list] = /^(.+)\[\d+\]\./.exec(key) ?? [];
      const layers = list && store.opened && get(store.opened.recipe, list);
      if (list && Array.isArray(layers)) {
        store.link = withKey(store.link, list, printLayers(layers, store.catalog?.layers ?? []));
      } else store.link = withKey(store.link, key, String(value));
    }
    this.tunes.clear();
    this.address();
  }

  /** Carries out what is expected to help, and trains. @param {Remedy} remedy */
  heal({ key, value, live, restart }) {
    const { draft } = this.store;
    this.touched = true;
    if (live && draft && typeof value === 'number') {
      this.setNumber(key, value, true);
      // The first step after the rewind is already another one.
      if (this.tunes.size > 0) this.#tune();
      if (restart) this.rewind();
      this.train();
    } else {
      this.#want(true);
      this.store.untype(key);
      this.change((recipe) => set(recipe, key, value), 0);
    }
  }

  /**
   * Another Device: the session moves there with what it has learnt.
   * @param {Recipe['device']} device
   */
  chooseDevice(device) {
    const { store } = this;
    for (const recipe of [store.draft, store.opened?.recipe]) if (recipe) recipe.device = device;
    store.link = withKey(store.link, 'device', device);
    this.lab.choose(device);
    store.touch('recipe');
    this.address();
  }

  async #rebuild() {
    const { store } = this;
    if (this.busy) {
      this.again = true;
      // An opening that waits for its data would keep this one waiting too.
      this.lab.abandon();
      return;
    }
    this.busy = true;
    do {
      this.again = false;
      const wished = store.draft;
      const opened = wished && (await this.#open({ recipe: structuredClone(wished) }));
      if (opened) {
        const newest = store.draft === wished;
        if (newest) store.problems = opened.problems;
        this.#stand(store.running, newest);
      }
    } while (this.again);
    this.busy = false;
  }

  /** @param {Opening} opening */
  async #open(opening) {
    const { store, lab } = this;
    this.openings += 1;
    const newest = this.openings;
    store.opening = true;
    store.touch('opened');
    try {
      const opened = await lab.open(opening);
      store.dead = false;
      store.opened = opened;
      store.link = opened.link;
      store.problems = [];
      this.tuned = false;
      store.forget();
      store.hidden.clear();
      store.dismiss('open', 'finished');
      return opened;
    } catch (failed) {
      this.#refused(failed, 'recipe' in opening);
      return null;
    } finally {
      if (newest === this.openings) {
        store.opening = false;
        store.downloads.clear();
      }
      store.touch('opened', 'recipe', 'downloads');
    }
  }

  /**
   * The old experiment stays; what was wrong is said beside its control, or as a message where there is none.
   * @param {unknown} failed
   * @param {boolean} edited
   */
  #refused(failed, edited) {
    const { store } = this;
    const errors = /** @type {{ errors?: Problem[] }} */ (failed)?.errors;
    // A newer opening took its place, or nobody waits for it; or there is no worker any more, which is told as an event.
    if (errors?.some(({ code }) => code === 'replaced' || code === 'abandoned') || store.dead) return;
    this.#want(this.lab.running);
    if (!errors) {
      store.notify({ id: 'open', level: 'error', text: text('openFailed', { detail: String(failed) }) });
      return;
    }
    if (edited && store.opened) {
      store.problems = errors;
      return;
    }
    for (const error of errors) this.#say(error, 'error');
  }

  /**
   * The experiment stands: shows it, and trains where that is wanted.
   * @param {boolean} run
   * @param {boolean} [newest] Nothing was changed in the meantime.
   */
  #stand(run, newest = true) {
    const { store } = this;
    // What was refused stays as it was typed, beside the reason.
    if (newest && store.opened && store.problems.length === 0) store.draft = structuredClone(store.opened.recipe);
    this.#want(run);
    if (run) this.#go();
    store.touch('recipe', 'opened');
    this.address();
  }

  /** @param {Problem} problem @param {'error' | 'warning'} level */
  #say(problem, level) {
    this.store.notify({ id: `${problem.code} ${problem.key}`, level, text: problem.text });
  }

  /** @param {boolean} running */
  #want(running) {
    this.store.running = running;
    this.store.touch('running');
  }

  /** Takes back changes that could not be carried out. */
  undo() {
    const { store } = this;
    clearTimeout(this.timer);
    if (store.opened) store.draft = structuredClone(store.opened.recipe);
    store.problems = [];
    store.untype();
    store.touch('recipe');
  }

  toggle() {
    this.touched = true;
    if (this.store.running) this.pause();
    else this.train();
  }

  train() {
    if (!this.store.opened) return;
    this.#want(true);
    this.#go();
  }

  /** Trains on; what would be over in a moment begins slowly. */
  #go() {
    this.lab.send({ type: 'train', steps: null, slowly: this.slowly });
  }

  /** Nothing begins slowly any more in this visit. */
  hurry() {
    this.slowly = false;
    this.train();
  }

  pause() {
    this.#want(false);
    this.lab.send({ type: 'pause' });
  }

  async step() {
    if (!this.store.opened) return;
    if (this.store.running) this.pause();
    try {
      await this.lab.request({ type: 'step', count: 1 });
    } catch {
      // The Lab tells every failure as an event too, and there it is shown.
    }
  }

  /** Back to the same start. */
  rewind() {
    if (!this.store.opened) return;
    this.lab.send({ type: 'rewind' });
    this.store.forget();
    this.store.dismiss('finished');
    if (this.store.running) this.#go();
  }

  newSeed() {
    const [random] = crypto.getRandomValues(new Uint32Array(1));
    this.change((draft) => {
      const seed = 1 + (random % SEEDS);
      draft.seed = seed === draft.seed ? seed + 1 : seed;
    }, 0);
  }

  /**
   * Sets a key of the page's own in the link; the empty value takes it out.
   * @param {string} key
   * @param {string} value
   */
  setView(key, value) {
    const { store } = this;
    if (value === '') store.view.delete(key);
    else store.view.set(key, value);
    store.touch('view');
    this.address();
  }

  /** Brings the address up to date. */
  address() {
    const { store } = this;
    if (!store.opened) return;
    show(complete(store.link, this.kept, store.view));
    store.touch('link');
  }

  /** Whether the experiment is this one, wherever it runs. @param {Recipe} recipe */
  stands(recipe) {
    const { draft, catalog } = this.store;
    if (!draft || !catalog) return false;
    return same(comparable(draft, catalog), comparable(recipe, catalog));
  }
}
