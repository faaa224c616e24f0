// What a person can do. Each answers on the screen at once and lets the worker follow.

import { comparable, get, same, set } from '../recipe/path.js';
import { mayBeLink, placeNow, viewNow } from './address.js';
import { Editing } from './editing.js';
import { Entry, newPlace } from './entry.js';
import { gestureNow } from './gesture.js';
import { Opening } from './opening.js';
import { Past } from './past.js';
import { text } from './texts.js';
import { Transport } from './transport.js';
import { Tuning } from './tuning.js';

/** @typedef {import('../protocol.js').Recipe} Recipe */
/** @typedef {import('../protocol.js').Remedy} Remedy */
/** @typedef {import('../protocol.js').Text} Text */
/** @typedef {import('../protocol.js').Value} Value */
/** @typedef {import('./store.js').Store} Store */
/** @typedef {import('../lab/lab.js').Lab} Lab */
/** @typedef {import('./undo.js').Moment} Moment */

/** Milliseconds of quiet before a changed experiment is built anew. */
const QUIET = 250;

/** Seeds that a person can read out to a room. */
const SEEDS = 10_000;

export class Actions {
  #store;
  #lab;
  #entry;
  #past;
  #transport;
  #tuning;
  #opening;
  #editing;
  /** Whether this visit began with a link that was followed, not with a bare address or a reload. */
  followed = false;
  /** Changes are taken back one after the other. @type {Promise<unknown>} */
  #travelling = Promise.resolve();

  /** @param {Store} store @param {Lab} lab */
  constructor(store, lab) {
    this.#store = store;
    this.#lab = lab;
    this.#entry = new Entry(store);
    this.#past = new Past(store, lab, this.#entry);
    this.#transport = new Transport(store, lab);
    this.#tuning = new Tuning(store, lab, this.#past, this.#entry);
    this.#opening = new Opening(store, lab, this.#entry, this.#past, this.#transport);
    this.#editing = new Editing(store, lab, this.#past, this.#opening);
  }

  /** Whether the person did anything to the experiment. */
  get touched() {
    return this.#past.touched;
  }

  /** Whether something was changed after the first step: the link can't replay it. */
  get tuned() {
    return this.#past.tuned;
  }

  /** Pairs of the link that are not the worker's to print. */
  get unknown() {
    return this.#entry.kept;
  }

  // Experiments

  /** Opens what the address says. One that is bare, or names a place on the page, begins with something that runs. */
  async begin() {
    this.#entry.follow();
    const link = location.hash;
    const asked = mayBeLink(link);
    // Somebody chose it.
    this.#past.touched ||= asked;
    this.followed = asked && placeNow() === null;
    await this.#opening.openLink(asked ? link : '', asked ? undefined : true, { place: placeNow() });
  }

  /** Follows the address: the browser's Back and Forward, a link on a page, one that was typed or pasted. */
  async follow() {
    if (!this.#entry.follow()) return;
    this.#past.touched = true;
    const link = location.hash;
    const ours = placeNow() !== null;
    const place = placeNow() ?? newPlace();
    const moment = this.#past.changes.at(place);
    if (moment) {
      this.#store.view = viewNow();
      this.#store.touch('view');
      if (await this.#opening.restore(moment, { place })) return;
    } else if (ours || mayBeLink(link)) {
      if (await this.#opening.openLink(link, link.length > 1 ? undefined : true, { place })) return;
    }
    // The address says what stands.
    this.address();
  }

  /**
   * Goes on from a Checkpoint, paused.
   * @param {Uint8Array} checkpoint
   */
  openCheckpoint(checkpoint) {
    return this.#opening.openCheckpoint(checkpoint);
  }

  /**
   * Another experiment; it trains at once where one was training, or where `run` says so.
   * @param {Recipe} recipe
   * @param {boolean} [run]
   */
  choose(recipe, run) {
    this.#past.leave();
    if (run !== undefined) this.#transport.want(run);
    this.#store.untype();
    this.change((draft) => Object.assign(draft, structuredClone(recipe)), 0);
  }

  /** Whether the experiment is this one, wherever it runs. @param {Recipe} recipe */
  stands(recipe) {
    const { draft, catalog } = this.#store;
    if (!draft || !catalog) return false;
    return same(comparable(draft, catalog), comparable(recipe, catalog));
  }

  /** The experiment of the catalog that stands; none where it is the person's own. */
  get named() {
    return this.#store.catalog?.experiments.find(({ recipe }) => this.stands(recipe));
  }

  /** What stands, as the part of a link before `view.*`: by its name, where it has one, which people can read. */
  get shortLink() {
    const { named } = this;
    return named ? `experiment=${named.id}` : this.#store.link;
  }

  // Its values

  /**
   * Changes the Recipe; the experiment is built anew after a moment without further changes.
   * @param {(draft: Recipe) => void} edit
   * @param {number} [quiet]
   * @param {string} [key] Of the one number that is changed.
   */
  change(edit, quiet = QUIET, key = '') {
    this.#editing.change(edit, quiet, key);
  }

  /**
   * Sets one value: at the next step where that is possible while it trains, else by a new experiment.
   * @param {string} key
   * @param {Value} value
   * @param {boolean} [live]
   */
  setValue(key, value, live = false) {
    const { draft, opened, running, step } = this.#store;
    const before = draft && get(draft, key);
    if (!draft || before === value) return;
    const begun = running || step > 0;
    if (typeof value !== 'number') {
      // A word is chosen once; a slider says many numbers.
      this.change((recipe) => set(recipe, key, value), 0);
      return;
    }
    if (!live || !begun || !opened || this.#editing.busy) {
      this.change((recipe) => set(recipe, key, value), QUIET, key);
      return;
    }
    this.#past.touched = true;
    this.#tuning.tune(key, value);
    if (typeof before !== 'number') return;
    const what = this.#past.title([key]);
    this.#past.note({ kind: 'tune', key, before, after: value, what, gesture: gestureNow() });
  }

  /**
   * Sets a weight or bias of the network by hand.
   * @param {string} parameter Its name, as in a Checkpoint.
   * @param {number} index Row-major.
   * @param {number} before
   * @param {number} after
   * @param {Text} what It is called.
   */
  setWeight(parameter, index, before, after, what) {
    if (before === after) return;
    const key = `weights.${parameter}[${index}]`;
    this.#past.touched = true;
    this.#tuning.tune(key, after);
    this.#past.note({ kind: 'tune', key, before, after, what, gesture: gestureNow() });
  }

  /** Carries out what is expected to help, and trains. @param {Remedy} remedy */
  heal({ key, value, live, restart, title }) {
    this.#past.touched = true;
    if (live && this.#store.draft && typeof value === 'number') {
      if (restart) {
        const left = this.#past.moment();
        this.#tuning.tune(key, value);
        // The first step after the rewind is already another one.
        this.#tuning.send();
        this.#rewind(left, title);
      } else {
        this.setValue(key, value, true);
      }
      this.train();
    } else {
      this.#past.leave();
      this.#transport.want(true);
      this.#store.untype(key);
      this.change((recipe) => set(recipe, key, value), 0);
    }
  }

  newSeed() {
    const [random] = crypto.getRandomValues(new Uint32Array(1));
    this.change((draft) => {
      const seed = 1 + (random % SEEDS);
      draft.seed = seed === draft.seed ? seed + 1 : seed;
    }, 0);
  }

  /**
   * Another Device: the session moves there with what it has learnt.
   * @param {Recipe['device']} device
   */
  chooseDevice(device) {
    const before = this.#store.draft?.device;
    if (!before || before === device) return;
    this.#tuning.moveTo(device);
    this.#past.note({ kind: 'device', key: '', before, after: device, what: text('device'), gesture: 0 });
  }

  /** The worker says what stands after something was tuned. @param {Recipe} recipe @param {string} link */
  hold(recipe, link) {
    this.#tuning.hold(recipe, link);
  }

  /** What could not be tuned stays as it is: the controls say so too. @param {string} key @param {Value} value */
  staysAt(key, value) {
    this.#tuning.staysAt(key, value);
  }

  // Taking back

  /** Takes back what could not be carried out. */
  takeBack() {
    this.#editing.takeBack();
  }

  /** What would be taken back. @returns {Text | undefined} */
  get undoable() {
    return this.#store.problems.length > 0 ? text('setup') : this.#past.changes.last?.what;
  }

  /** What would be done again. @returns {Text | undefined} */
  get redoable() {
    return this.#past.changes.next?.what;
  }

  /** Takes back the newest change. */
  undo() {
    return this.#travel(true);
  }

  /** Makes the change again that was taken back last. */
  redo() {
    return this.#travel(false);
  }

  /** @param {boolean} back */
  #travel(back) {
    this.#past.touched = true;
    if (back && this.#editing.open) {
      this.takeBack();
      return this.#travelling;
    }
    this.#travelling = this.#travelling.then(() => this.#takeOne(back)).catch(reportError);
    return this.#travelling;
  }

  /** @param {boolean} back */
  async #takeOne(back) {
    const store = this.#store;
    const { changes, left: leaving } = this.#past;
    if (back && store.opening && leaving) {
      // Nothing has been replaced yet: what was left stays.
      this.takeBack();
      await this.#opening.restore(leaving, { noted: false });
      return;
    }
    const newest = () => (back ? changes.last : changes.next);
    const change = newest();
    if (!change) return;
    /** @type {Moment | null} */
    let left = null;
    const goal = back ? change.before : change.after;
    if (typeof goal === 'number') this.#tuning.tune(change.key, goal);
    else if (typeof goal === 'string') this.#tuning.moveTo(/** @type {Recipe['device']} */ (goal));
    else if (goal) {
      left = this.#past.leave();
      if (!(await this.#opening.restore(goal, { noted: false })) || newest() !== change) return;
    }
    store.untype();
    if (back) changes.undone(left);
    else changes.redone(left);
    store.announce(text(back ? 'undone' : 'redone', { what: change.what }));
    store.touch('changes', 'recipe');
  }

  // Transport

  toggle() {
    this.#past.touched = true;
    if (this.#store.running) this.pause();
    else this.train();
  }

  train() {
    this.#transport.train();
  }

  /** Nothing begins slowly any more in this visit. */
  hurry() {
    this.#transport.hurry();
  }

  /** How fast it goes at most. @param {string} pace Steps a second; empty: all that the machine gives. */
  setPace(pace) {
    this.setView('pace', pace);
    this.#transport.paced();
  }

  pause() {
    this.#transport.pause();
  }

  /** @param {number} [count] */
  step(count) {
    return this.#transport.step(count);
  }

  /** Back to the same start. */
  rewind() {
    const { opened, opening } = this.#store;
    if (!opened || opening) return;
    this.#past.touched = true;
    this.#rewind(this.#past.moment(), text('sameStart'));
  }

  /** @param {Moment | null} left @param {Text} what */
  #rewind(left, what) {
    const store = this.#store;
    this.#lab.send({ type: 'rewind' });
    store.rewind();
    store.dismiss('finished');
    if (store.running) this.#transport.go();
    if (left && (left.step > 0 || left.running)) {
      this.#past.note({ kind: 'open', key: '', what, before: left, after: null, gesture: 0 });
    }
  }

  // The link

  /**
   * Sets a key of the page's own in the link; the empty value takes it out.
   * @param {string} key
   * @param {string} value
   */
  setView(key, value) {
    const { view } = this.#store;
    if (value === '') view.delete(key);
    else view.set(key, value);
    this.#store.touch('view');
    this.address();
  }

  /** Brings the address up to date. */
  address() {
    this.#entry.update();
  }
}
