// A Lab keeps one Session alive over workers and Devices.
//
// The page sends Commands and hears Events as if there were a single worker that never ends. Behind that, a worker
// that ends is replaced by a new one which goes on from the last Checkpoint (recovery.js), and a Session moves between
// processor and graphics card by Checkpoint, wherever it learns faster (moving.js).

import { LastCheckpoint } from './checkpoint.js';
import { Endings } from './endings.js';
import { asFailed, Failed, isInterrupted, WorkerLost } from './failed.js';
import { Moving } from './moving.js';
import { Recovery } from './recovery.js';
import { says } from './says.js';
import { LabSession } from './session.js';
import { SESSION, Workers } from './workers.js';

/** @typedef {import('../protocol.js').Command} Command */
/** @typedef {import('../protocol.js').Event} WorkerEvent */
/** @typedef {import('../protocol.js').Catalog} Catalog */
/** @typedef {import('../protocol.js').DeviceChoice} DeviceChoice */
/** @typedef {import('./connection.js').Connection} Connection */
/** @typedef {import('./connection.js').Opened} Opened */
/** @typedef {import('./connection.js').Start} Start */
/** @typedef {import('./connection.js').Unaddressed<Command>} Unsent */

/**
 * Dispatches every Event of the worker under its type, with the Event as `detail`, and besides:
 * - `device`: `{ device, adapter, reason }`, which Device runs and why, whenever that was decided;
 * - `recovered`: `{ text, step, lostSteps, paused }`, after a worker was replaced;
 * - `silent`: `{ seconds }`, for how long a worker has not answered a command; 0 when it does again.
 */
export class Lab extends EventTarget {
  /** @type {Catalog | null} */
  catalog = null;

  #workers;
  #checkpoint = new LastCheckpoint();
  #endings = new Endings();
  #session;
  #recovery;
  #moving;

  /**
   * @param {{ device?: DeviceChoice | null, count?: boolean }} [options] `device` overrides the Recipe's; `count`
   *   counts GPU dispatches.
   */
  constructor({ device = null, count = false } = {}) {
    super();
    this.#workers = new Workers({
      count,
      onEvent: (connection, event) => this.#hear(connection, event),
      onEnd: (connection, end) => this.#recovery.lost(connection, end),
      onSilent: (seconds) => this.#tell('silent', { seconds }),
    });
    this.#session = new LabSession(this.#workers, this.#checkpoint);
    const parts = {
      workers: this.#workers,
      session: this.#session,
      checkpoint: this.#checkpoint,
      endings: this.#endings,
      tell: this.#tell.bind(this),
    };
    this.#recovery = new Recovery(parts, (reason) => this.#moving.say(reason));
    this.#moving = new Moving(parts, this.#recovery, device);
    // The worker loads while the page still builds itself.
    this.#moving.begin();
  }

  /** What the person wants: whether it should be training. */
  get running() {
    return this.#session.running;
  }

  /** The experiment that stands. */
  get opened() {
    return this.#session.opened;
  }

  /** Which Device runs. */
  get device() {
    return this.#moving.device;
  }

  /** Why it is that one. */
  get reason() {
    return this.#moving.reason;
  }

  /**
   * Begins an experiment in place of the one before, which stays if the new one can't be opened.
   *
   * @param {Start} [start]
   * @returns {Promise<Opened>} rejected with `Failed`
   */
  async open(start = {}) {
    const workers = this.#workers;
    const session = this.#session;
    const turn = session.hold();
    if (workers.givenUp) this.#moving.begin();
    let behind = false;
    for (let losses = 1; ; losses++) {
      try {
        const here = await workers.ready();
        behind = here.silent;
        const opened = await this.#moving.openWhereChosen(here, await workers.openOn(here, start), start);
        if (turn !== session.turn) throw new Failed([says.replaced()]);
        this.#checkpoint.begin(start);
        this.#endings.begin();
        session.begin(opened);
        this.#tell('opened', opened);
        this.#moving.settle();
        return opened;
      } catch (error) {
        if (workers.givenUp) throw workers.givenUp;
        if (turn !== session.turn) throw new Failed([says.replaced()]);
        let failed = asFailed(error);
        const end = failed;
        // What kept the worker busy was asked before.
        if (isInterrupted(failed) && behind) continue;
        if (failed instanceof WorkerLost && !isInterrupted(failed)) {
          // Once may be chance; what ends two workers is likely to end a third.
          if (losses < 2 || !session.opened) continue;
          failed = new Failed([says.opensBadly()]);
        }
        if (isInterrupted(failed)) failed = new Failed([says.notOpened()]);
        // The experiment before goes on, if there is one.
        if (session.opened) {
          if (session.standing === workers.current) session.release();
          else this.#recovery.recover(end, session.standing?.device ?? 'cpu');
        }
        throw failed;
      }
    }
  }

  /**
   * Sends a Command to the session, as soon as it stands.
   *
   * @param {Unsent} command
   */
  send(command) {
    this.#moving.sent(command);
    this.#session.send(command);
  }

  /**
   * Sends a Command that carries an id.
   *
   * @param {Unsent} command
   * @returns {Promise<any>} the answering Event; rejected with `Failed`
   */
  request(command) {
    this.#moving.sent(command);
    return this.#session.request(command);
  }

  /**
   * Chooses the Device for this visit; the session moves there with what it has learnt.
   *
   * @param {DeviceChoice | null} device
   */
  choose(device) {
    this.#moving.choose(device);
  }

  /**
   * A Checkpoint of what stands, to come back to it. Whatever is asked next does not wait for it, an opening neither.
   *
   * @returns {Promise<Uint8Array | null>} the last one that was saved, where nothing answers at this moment
   */
  checkpoint() {
    const { newest } = this.#checkpoint;
    const { current } = this.#workers;
    if (!this.#session.stands || !current) return Promise.resolve(newest);
    const exported = current.request({ type: 'export', session: SESSION });
    return exported.then(
      ({ checkpoint }) => checkpoint,
      () => newest,
    );
  }

  /** Asks at once for files that did not come. */
  retry() {
    this.#workers.retry();
  }

  /** Waits no longer for the files of an experiment that is being opened: it is not opened. */
  abandon() {
    this.#workers.abandon();
  }

  /**
   * Ends the worker that does not answer. A new one goes on from the last Checkpoint, paused, and is told nothing of what
   * was asked since, because that may be what kept the old one busy. An experiment that was being opened is not opened.
   */
  interrupt() {
    const { silent, current } = this.#workers;
    if (silent && silent === current) this.#session.interrupt(new Failed([says.interrupted()]));
    silent?.interrupt();
  }

  /** Ends the worker, for good. */
  dispose() {
    this.#recovery.stop(new Failed([says.disposed()]));
  }

  /**
   * @param {Connection} connection
   * @param {WorkerEvent} event
   */
  #hear(connection, event) {
    if (!this.#workers.isNews(connection, event)) {
      // Only `shown` has one.
      /** @type {{ bitmap?: ImageBitmap }} */ (event).bitmap?.close();
      return;
    }
    switch (event.type) {
      case 'ready':
        this.catalog = event.catalog;
        break;
      case 'report':
        this.#session.step = event.step;
        if (event.running && event.steps_per_second > 0) this.#moving.measured(event.steps_per_second);
        break;
      case 'saved':
        if (this.#session.stands) this.#checkpoint.save(event);
        break;
      case 'finished':
        this.#session.finished();
        break;
    }
    this.#tell(event.type, event);
  }

  /**
   * @param {string} type
   * @param {unknown} detail
   */
  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}
