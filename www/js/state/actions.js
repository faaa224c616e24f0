// What a person can do. Each answers on the screen at once and lets the worker follow.

import { comparable, differences, entriesOf, get, isPart, same, set } from '../recipe/path.js';
import { complete, keepAddress, mayBeLink, placeNow, show, viewNow, wishAnew } from './address.js';
import { gestureNow } from './gesture.js';
import { text } from './texts.js';
import { MOST_BYTES, Undo } from './undo.js';

/** @typedef {import('../protocol.js').Recipe} Recipe */
/** @typedef {import('../protocol.js').Error} Problem */
/** @typedef {import('../protocol.js').Remedy} Remedy */
/** @typedef {import('../protocol.js').Value} Value */
/** @typedef {import('./store.js').Store} Store */
/** @typedef {import('../lab/lab.js').Lab} Lab */
/** @typedef {import('../lab/connection.js').Start} Opening */
/** @typedef {import('./undo.js').Moment} Moment */

/**
 * How an experiment is reached.
 * @typedef {object} Way
 * @property {string | null} [place] Its entry of the browser's history; none: it gets one.
 * @property {boolean} [noted] Whether it can be taken back.
 */

/** The page's names of the Recipe's parts and of what is no number. @type {Record<string, import('./texts.js').Key>} */
const TITLES = {
  data: 'dataset',
  network: 'network',
  init: 'init',
  optimizer: 'optimizer',
  schedule: 'schedule',
  loss: 'loss',
  shuffle: 'shuffle',
  device: 'device',
};

/** Milliseconds of quiet before a changed experiment is built anew. */
const QUIET = 250;

/** Seeds that a person can read out to a room. */
const SEEDS = 10_000;

/** A name that no other entry of the browser's history has. */
const newPlace = () => String(performance.timeOrigin + performance.now());

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
    this.changes = new Undo();
    /** What is about to be replaced. @type {Moment | null} */
    this.left = null;
    /** The number that the newest edit changed, if it was one, and the gesture that did. */
    this.edit = { key: '', gesture: 0 };
    /** The experiment's name in the browser's history. */
    this.place = '';
    /** Whether it has no entry there yet. */
    this.fresh = false;
    /** The address as it was shown or followed last. */
    this.href = '';
    /** Changes are taken back one after the other. @type {Promise<unknown>} */
    this.travelling = Promise.resolve();
    /** Whether what was to be opened last is no link of ours. */
    this.foreign = false;
    /** Whether something was changed after the first step. */
    this.tuned = false;
    /** Whether the person did anything to the experiment. */
    this.touched = false;
    /** Whether what would be over in a moment begins slowly enough to be watched. */
    this.slowly = true;
  }

  /** Opens what the address says. One that is bare, or names a place on the page, begins with something that runs. */
  async begin() {
    this.href = location.href;
    const link = location.hash;
    const asked = mayBeLink(link);
    // Somebody chose it.
    this.touched ||= asked;
    await this.openLink(asked ? link : '', asked ? undefined : true, { place: placeNow() });
  }

  /** Follows the address: the browser's Back and Forward, a link on a page, one that was typed or pasted. */
  async follow() {
    // The browser tells it twice.
    if (location.href === this.href) return;
    this.href = location.href;
    this.touched = true;
    const link = location.hash;
    const ours = placeNow() !== null;
    const place = placeNow() ?? newPlace();
    const moment = this.changes.at(place);
    if (moment) {
      this.store.view = viewNow();
      this.store.touch('view');
      if (await this.#restore(moment, { place })) return;
    } else if (ours || mayBeLink(link)) {
      if (await this.openLink(link, link.length > 1 ? undefined : true, { place })) return;
    }
    // The address says what stands.
    this.address();
  }

  /**
   * Opens a link.
   * @param {string} link
   * @param {boolean} [run] Start by itself, whatever the link says.
   * @param {Way} [way]
   * @returns {Promise<boolean>}
   */
  async openLink(link, run, way) {
    const { store } = this;
    const opened = await this.#open({ link }, way);
    if (!opened) {
      if (store.opened || store.opening || store.dead || link.length < 2) return false;
      if (this.foreign) {
        this.touched = false;
        return this.openLink('', true, way);
      }
      // There is something to look at, which nobody asked to start; what was refused stays in the address, to be mended.
      const address = location.href;
      const stands = await this.openLink('', false, way);
      this.href = address;
      keepAddress(address);
      return stands;
    }
    // What a link that something on its way has changed was meant to say, the worker knows.
    const own = opened.others.filter(([key]) => key.startsWith('view.'));
    store.view = new Map(own.map(([key, value]) => [key.slice('view.'.length), value]));
    store.touch('view');
    this.kept = opened.others.filter(([key]) => !key.startsWith('view.'));
    for (const problem of opened.problems) this.#say(problem, 'warning');
    this.#stand(run ?? opened.run);
    return true;
  }

  /**
   * Goes on from a Checkpoint, paused.
   * @param {Uint8Array} checkpoint
   */
  async openCheckpoint(checkpoint) {
    const opened = await this.#open({ checkpoint });
    if (!opened) return false;
    this.touched = true;
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
    this.#leave();
    if (run !== undefined) this.#want(run);
    this.store.untype();
    this.change((draft) => Object.assign(draft, structuredClone(recipe)), 0);
  }

  /**
   * Changes the Recipe; the experiment is built anew after a moment without further changes.
   * @param {(draft: Recipe) => void} edit
   * @param {number} [quiet]
   * @param {string} [key] Of the one number that is changed.
   */
  change(edit, quiet = QUIET, key = '') {
    const { store } = this;
    if (!store.draft) return;
    this.touched = true;
    this.edit = { key, gesture: gestureNow() };
    const draft = structuredClone(store.draft);
    edit(draft);
    store.draft = draft;
    store.touch('recipe');
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.#rebuild(), quiet);
  }

  /**
   * Sets one value: at the next step where that is possible while it trains, else by a new experiment.
   * @param {string} key
   * @param {Value} value
   * @param {boolean} [live]
   */
  setValue(key, value, live = false) {
    const { store } = this;
    const { draft, opened } = store;
    const before = draft && get(draft, key);
    if (!draft || before === value) return;
    const begun = store.running || store.step > 0;
    if (typeof value !== 'number') {
      // A word is chosen once; a slider says many numbers.
      this.change((recipe) => set(recipe, key, value), 0);
      return;
    }
    if (!live || !begun || !opened || this.busy) {
      this.change((recipe) => set(recipe, key, value), QUIET, key);
      return;
    }
    this.touched = true;
    this.#retune(key, value);
    if (typeof before !== 'number') return;
    this.#note({ kind: 'tune', key, before, after: value, what: this.#title([key]), gesture: gestureNow() });
  }

  /** @param {string} key @param {number} value */
  #retune(key, value) {
    const { store } = this;
    if (!store.draft) return;
    const changed = structuredClone(store.draft);
    set(changed, key, value);
    store.draft = changed;
    store.problems = store.problems.filter((problem) => problem.key !== key);
    store.touch('recipe');
    // A slider says many values a frame: the last one counts.
    if (this.tunes.size === 0) requestAnimationFrame(() => this.#tune());
    this.tunes.set(key, value);
  }

  #tune() {
    const { lab } = this;
    this.tuned = true;
    for (const [key, value] of this.tunes) {
      lab.send({ type: 'tune', key, value });
      this.#expect(key, value);
    }
    this.tunes.clear();
  }

  /**
   * The experiment that stands is taken to have a value that was sent, until the worker says what it has.
   * @param {string} key
   * @param {Value} value
   */
  #expect(key, value) {
    const { opened } = this.store;
    if (!opened) return;
    const recipe = structuredClone(opened.recipe);
    set(recipe, key, value);
    this.store.opened = { ...opened, recipe };
  }

  /** The worker says what stands after something was tuned. @param {Recipe} recipe @param {string} link */
  hold(recipe, link) {
    const { store } = this;
    if (!store.opened) return;
    store.opened = { ...store.opened, recipe };
    store.link = link;
    this.address();
  }

  /** What could not be tuned stays as it is: the controls say so too. @param {string} key @param {Value} value */
  staysAt(key, value) {
    const { store } = this;
    // A newer value is on its way.
    if (!store.draft || this.tunes.has(key)) return;
    const draft = structuredClone(store.draft);
    set(draft, key, value);
    store.draft = draft;
    store.untype(key);
    this.changes.stays(key, value);
    store.touch('recipe', 'changes');
  }

  /** Carries out what is expected to help, and trains. @param {Remedy} remedy */
  heal({ key, value, live, restart, title }) {
    const { draft } = this.store;
    this.touched = true;
    if (live && draft && typeof value === 'number') {
      if (restart) {
        const left = this.#moment();
        this.#retune(key, value);
        // The first step after the rewind is already another one.
        this.#tune();
        this.#rewind(left, title);
      } else {
        this.setValue(key, value, true);
      }
      this.train();
    } else {
      this.#leave();
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
    const before = this.store.draft?.device;
    if (!before || before === device) return;
    this.#moveTo(device);
    this.#note({ kind: 'device', key: '', before, after: device, what: text('device'), gesture: 0 });
  }

  /** @param {Recipe['device']} device */
  #moveTo(device) {
    const { store, lab } = this;
    if (store.draft) store.draft = { ...store.draft, device };
    this.#expect('device', device);
    lab.send({ type: 'tune', key: 'device', value: device });
    lab.choose(device);
    wishAnew('device', device);
    store.touch('recipe');
    this.address();
  }

  async #rebuild() {
    const { store } = this;
    this.timer = undefined;
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

  /** @param {Opening} opening @param {Way} [way] */
  async #open(opening, way) {
    const { store, lab } = this;
    this.openings += 1;
    this.foreign = false;
    const newest = this.openings;
    this.#leave();
    store.opening = true;
    store.touch('opened');
    const before = store.notices.filter(({ id, level }) => id === 'open' || (level !== 'error' && id !== 'kept'));
    try {
      const opened = await lab.open(opening);
      store.dead = false;
      store.opened = opened;
      store.link = opened.link;
      store.problems = [];
      this.tuned = false;
      store.begin(opened);
      store.hidden.clear();
      // What was said of the experiment before, or of a file, goes with it.
      store.dismiss(...before.map(({ id }) => id));
      this.#arrive(opened.recipe, way);
      return opened;
    } catch (failed) {
      if (newest === this.openings) this.left = null;
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

  /** What is about to be replaced can be come back to, as it stands before anything else is asked. */
  #leave() {
    this.left ??= this.#moment();
    return this.left;
  }

  /** The experiment as it stands. @returns {Moment | null} */
  #moment() {
    const { store, lab, kept, tuned, place } = this;
    const { opened, running } = store;
    if (!opened) return null;
    const recipe = structuredClone(opened.recipe);
    const step = store.step;
    /** @type {Moment} */
    const moment = {
      recipe,
      step,
      running,
      tuned,
      kept,
      place,
      left: performance.now(),
      checkpoint: null,
      arrived: Promise.resolve(),
    };
    // Before its first step the Recipe alone says all.
    if ((running || step > 0) && opened.parameters * Float32Array.BYTES_PER_ELEMENT < MOST_BYTES) {
      moment.arrived = lab.checkpoint().then((checkpoint) => {
        moment.checkpoint = checkpoint;
      });
    }
    return moment;
  }

  /** Another experiment stands. @param {Recipe} recipe @param {Way} [way] */
  #arrive(recipe, { place = null, noted = true } = {}) {
    const before = this.left;
    this.left = null;
    const { key, gesture } = this.edit;
    this.edit = { key: '', gesture: 0 };
    const what = before && this.#title(differences(before.recipe, recipe));
    const merged = what && noted && this.#note({ kind: 'open', key, what, before, after: null, gesture });
    if (merged) return;
    this.fresh = before !== null && place === null;
    this.place = place ?? newPlace();
  }

  /** @param {import('./undo.js').Change} change @returns {boolean} Whether it became part of the one before. */
  #note(change) {
    const merged = this.changes.push(change);
    this.store.touch('changes');
    return merged;
  }

  /** What a change of these keys is called. @param {string[]} keys */
  #title(keys) {
    const { catalog, draft } = this.store;
    const [key] = keys;
    if (keys.length !== 1 || !catalog || !draft) return text('experiment');
    const [head, name] = key.split('.');
    const params = isPart(head) ? entriesOf(catalog, head).find(({ id }) => id === draft[head].id)?.params : undefined;
    const declared = params ?? catalog.settings.flatMap((group) => group.params);
    const title = declared.find(({ id }) => id === (name ?? key))?.title;
    return (name || !(head in TITLES)) && title ? title : text(TITLES[head] ?? 'experiment');
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
    // What belongs to somebody else, or to the browser, is nothing to be told of.
    this.foreign = errors?.some(({ code }) => code === 'no_link') ?? false;
    if (this.foreign) return;
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
    store.dismiss('waits');
    const waits = run ? store.opened?.waits : null;
    if (waits) {
      store.notify({
        id: 'waits',
        level: 'warning',
        text: waits,
        actions: [{ label: 'start', run: () => this.train() }],
      });
      run = false;
    }
    // What was refused stays as it was typed, beside the reason.
    if (newest && store.opened && store.problems.length === 0) store.draft = structuredClone(store.opened.recipe);
    this.#want(run);
    if (run) this.#go();
    // What rests after some steps is measured again, because a file holds no scores.
    else if (store.opened && store.opened.step > 0) this.lab.send({ type: 'pause' });
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

  /** Takes back what could not be carried out. */
  takeBack() {
    const { store } = this;
    clearTimeout(this.timer);
    this.timer = undefined;
    if (store.opened) store.draft = structuredClone(store.opened.recipe);
    store.problems = [];
    store.untype();
    store.touch('recipe');
  }

  /** What would be taken back. @returns {import('../protocol.js').Text | undefined} */
  get undoable() {
    return this.store.problems.length > 0 ? text('setup') : this.changes.last?.what;
  }

  /** What would be done again. @returns {import('../protocol.js').Text | undefined} */
  get redoable() {
    return this.changes.next?.what;
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
    this.touched = true;
    // What waits, or was refused, has not replaced anything yet.
    if (back && (this.timer !== undefined || this.store.problems.length > 0)) {
      this.takeBack();
      return this.travelling;
    }
    this.travelling = this.travelling.then(() => this.#takeOne(back)).catch(reportError);
    return this.travelling;
  }

  /** @param {boolean} back */
  async #takeOne(back) {
    const { changes, store } = this;
    if (back && store.opening && this.left) {
      // Nothing has been replaced yet: what was left stays.
      const { left } = this;
      this.takeBack();
      await this.#restore(left, { noted: false });
      return;
    }
    const newest = () => (back ? changes.last : changes.next);
    const change = newest();
    if (!change) return;
    /** @type {Moment | null} */
    let left = null;
    const goal = back ? change.before : change.after;
    if (typeof goal === 'number') this.#retune(change.key, goal);
    else if (typeof goal === 'string') this.#moveTo(/** @type {Recipe['device']} */ (goal));
    else if (goal) {
      left = this.#leave();
      if (!(await this.#restore(goal, { noted: false })) || newest() !== change) return;
    }
    store.untype();
    if (back) changes.undone(left);
    else changes.redone(left);
    store.announce(text(back ? 'undone' : 'redone', { what: change.what }));
    store.touch('changes', 'recipe');
  }

  /** Goes on with an experiment as it was left. @param {Moment} moment @param {Way} way */
  async #restore(moment, way) {
    const { store } = this;
    await moment.arrived;
    const { checkpoint, recipe, step, running, kept, tuned } = moment;
    const opened = await this.#open(checkpoint ? { checkpoint } : { recipe: structuredClone(recipe) }, way);
    if (!opened) return false;
    this.kept = kept;
    this.tuned = tuned && checkpoint !== null;
    this.#stand(running);
    if (step > 0 && !checkpoint) store.notify({ id: 'anew', level: 'note', text: text('beganAnew') });
    return true;
  }

  toggle() {
    this.touched = true;
    if (this.store.running) this.pause();
    else this.train();
  }

  train() {
    if (!this.store.opened) return;
    this.store.dismiss('waits');
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
    const { store } = this;
    if (!store.opened || store.opening) return;
    this.touched = true;
    this.#rewind(this.#moment(), text('sameStart'));
  }

  /** @param {Moment | null} left @param {import('../protocol.js').Text} what */
  #rewind(left, what) {
    const { store, lab } = this;
    lab.send({ type: 'rewind' });
    store.rewind();
    store.dismiss('finished');
    if (store.running) this.#go();
    if (left && (left.step > 0 || left.running)) {
      this.#note({ kind: 'open', key: '', what, before: left, after: null, gesture: 0 });
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
    const state = { place: this.place, view: [...store.view] };
    show(complete(store.link, this.kept, store.view), state, this.fresh);
    this.fresh = false;
    this.href = location.href;
    store.touch('link');
  }

  /** Whether the experiment is this one, wherever it runs. @param {Recipe} recipe */
  stands(recipe) {
    const { draft, catalog } = this.store;
    if (!draft || !catalog) return false;
    return same(comparable(draft, catalog), comparable(recipe, catalog));
  }
}
