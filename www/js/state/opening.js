// Opens an experiment in place of the one that stands, from a link, a Recipe, a Checkpoint, or as it was left; and says
// what keeps one from being opened.

import { text } from './texts.js';

/** @typedef {import('../protocol.js').Error} Problem */
/** @typedef {import('../lab/connection.js').Start} Start */
/** @typedef {import('../lab/lab.js').Lab} Lab */
/** @typedef {import('./store.js').Store} Store */
/** @typedef {import('./undo.js').Moment} Moment */

/**
 * How an experiment is reached.
 * @typedef {object} Way
 * @property {string | null} [place] Its entry of the browser's history; none: it gets one.
 * @property {boolean} [noted] Whether it can be taken back.
 */

export class Opening {
  /** How many experiments were opened, or were to be. */
  #openings = 0;
  /** Whether what was to be opened last is no link of ours. */
  #foreign = false;
  #store;
  #lab;
  #entry;
  #past;
  #transport;

  /**
   * @param {Store} store
   * @param {Lab} lab
   * @param {import('./entry.js').Entry} entry
   * @param {import('./past.js').Past} past
   * @param {import('./transport.js').Transport} transport
   */
  constructor(store, lab, entry, past, transport) {
    this.#store = store;
    this.#lab = lab;
    this.#entry = entry;
    this.#past = past;
    this.#transport = transport;
  }

  /**
   * Opens a link.
   * @param {string} link
   * @param {boolean} [run] Start by itself, whatever the link says.
   * @param {Way} [way]
   * @returns {Promise<boolean>}
   */
  async openLink(link, run, way) {
    const store = this.#store;
    const opened = await this.open({ link }, way);
    if (!opened) {
      if (store.opened || store.opening || store.dead || link.length < 2) return false;
      if (this.#foreign) {
        this.#past.touched = false;
        return this.openLink('', true, way);
      }
      // There is something to look at, which nobody asked to start; what was refused stays in the address, to be mended.
      const address = location.href;
      const stands = await this.openLink('', false, way);
      this.#entry.mend(address);
      return stands;
    }
    // What a link that something on its way has changed was meant to say, the worker knows.
    const own = opened.others.filter(([key]) => key.startsWith('view.'));
    store.view = new Map(own.map(([key, value]) => [key.slice('view.'.length), value]));
    store.touch('view');
    this.#entry.kept = opened.others.filter(([key]) => !key.startsWith('view.'));
    for (const problem of opened.problems) this.#say(problem, 'warning');
    this.stand(run ?? opened.run);
    return true;
  }

  /**
   * Goes on from a Checkpoint, paused.
   * @param {Uint8Array} checkpoint
   */
  async openCheckpoint(checkpoint) {
    const opened = await this.open({ checkpoint });
    if (!opened) return false;
    this.#past.touched = true;
    for (const problem of opened.problems) this.#say(problem, 'warning');
    this.#entry.kept = [];
    this.stand(false);
    return true;
  }

  /** Goes on with an experiment as it was left. @param {Moment} moment @param {Way} way */
  async restore(moment, way) {
    await moment.arrived;
    const { checkpoint, recipe, step, running, kept, tuned } = moment;
    const opened = await this.open(checkpoint ? { checkpoint } : { recipe: structuredClone(recipe) }, way);
    if (!opened) return false;
    this.#entry.kept = kept;
    this.#past.tuned = tuned && checkpoint !== null;
    this.stand(running);
    if (step > 0 && !checkpoint) this.#store.notify({ id: 'anew', level: 'note', text: text('beganAnew') });
    return true;
  }

  /** @param {Start} start @param {Way} [way] */
  async open(start, way) {
    const store = this.#store;
    this.#openings += 1;
    this.#foreign = false;
    const newest = this.#openings;
    this.#past.leave();
    store.opening = true;
    store.touch('opened');
    const before = store.notices.filter(({ id, level }) => id === 'open' || (level !== 'error' && id !== 'kept'));
    try {
      const opened = await this.#lab.open(start);
      store.dead = false;
      store.opened = opened;
      store.link = opened.link;
      // Weights of a link are of its network: another one does not begin with them.
      this.#entry.kept = this.#entry.kept.filter(([key]) => key !== 'weights');
      store.problems = [];
      this.#past.tuned = false;
      store.begin(opened);
      store.hidden.clear();
      // What was said of the experiment before, or of a file, goes with it.
      store.dismiss(...before.map(({ id }) => id));
      this.#past.arrive(opened.recipe, way);
      return opened;
    } catch (failed) {
      if (newest === this.#openings) this.#past.left = null;
      this.#refused(failed, 'recipe' in start);
      return null;
    } finally {
      if (newest === this.#openings) {
        store.opening = false;
        store.downloads.clear();
      }
      store.touch('opened', 'recipe', 'downloads');
    }
  }

  /**
   * The experiment stands: shows it, and trains where that is wanted.
   * @param {boolean} run
   * @param {boolean} [newest] Nothing was changed in the meantime.
   */
  stand(run, newest = true) {
    const store = this.#store;
    const transport = this.#transport;
    store.dismiss('waits');
    const waits = run ? store.opened?.waits : null;
    if (waits) {
      store.notify({
        id: 'waits',
        level: 'warning',
        text: waits,
        actions: [{ label: 'start', run: () => transport.train() }],
      });
      run = false;
    }
    // What was refused stays as it was typed, beside the reason.
    if (newest && store.opened && store.problems.length === 0) store.draft = structuredClone(store.opened.recipe);
    transport.want(run);
    if (run) transport.go();
    // What rests after some steps is measured again, because a file holds no scores.
    else if (store.opened && store.opened.step > 0) this.#lab.send({ type: 'pause' });
    store.touch('recipe', 'opened');
    this.#entry.update();
  }

  /**
   * The old experiment stays; what was wrong is said beside its control, or as a message where there is none.
   * @param {unknown} failed
   * @param {boolean} edited
   */
  #refused(failed, edited) {
    const store = this.#store;
    const errors = /** @type {{ errors?: Problem[] }} */ (failed)?.errors;
    // A newer opening took its place, or nobody waits for it; or there is no worker any more, which is told as an event.
    if (errors?.some(({ code }) => code === 'replaced' || code === 'abandoned') || store.dead) return;
    // What belongs to somebody else, or to the browser, is nothing to be told of.
    this.#foreign = errors?.some(({ code }) => code === 'no_link') ?? false;
    if (this.#foreign) return;
    this.#transport.want(this.#lab.running);
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

  /** @param {Problem} problem @param {'error' | 'warning'} level */
  #say(problem, level) {
    this.#store.notify({ id: `${problem.code} ${problem.key}`, level, text: problem.text });
  }
}
