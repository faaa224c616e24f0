// A Lab keeps one Session alive over workers and Devices.
//
// The page sends Commands and hears Events as if there were a single worker that never ends. Behind that, a worker
// that ends is replaced by a new one which goes on from the last Checkpoint, and a Session moves between processor
// and graphics card by Checkpoint, wherever it learns faster.

import { ASK_AGAIN_MS, graphics } from './adapter.js';
import { Connection, Failed, WorkerLost } from './connection.js';
import { decide, timeSteps } from './device.js';
import { PendingCommands } from './pending.js';
import { says } from './says.js';

/** @typedef {import('../protocol.js').Command} Command */
/** @typedef {import('../protocol.js').Event} WorkerEvent */
/** @typedef {import('../protocol.js').Text} Text */
/** @typedef {import('../protocol.js').Adapter} Adapter */
/** @typedef {import('../protocol.js').Catalog} Catalog */
/** @typedef {import('./connection.js').Device} Device */
/** @typedef {import('./connection.js').Opened} Opened */
/** @typedef {import('./connection.js').Start} Start */
/** @typedef {import('./connection.js').Unaddressed<Command>} Unsent */
/** @typedef {import('../protocol.js').DeviceChoice} DeviceChoice */

/** A Lab has a worker to itself, so its session can always have the same number. */
const SESSION = 1;

/** A processor's worker that ends so often, without having got further in between, would end again. */
const MOST_ENDS = 3;

/** A program that could not be loaded is asked for again after so long, and then after twice as long. */
const LOAD_AGAIN_MS = 1_000;

/** A lost graphics card is tried once more. */
const MOST_LOSSES = 2;

/**
 * Dispatches every Event of the worker under its type, with the Event as `detail`, and besides:
 * - `device`: `{ device, adapter, reason }`, which Device runs and why, whenever that was decided;
 * - `recovered`: `{ text, step, lostSteps, paused }`, after a worker was replaced;
 * - `silent`: `{ seconds }`, for how long a worker has not answered a command; 0 when it does again.
 */
export class Lab extends EventTarget {
  /** What the person wants: whether it should be training. */
  running = false;
  /** @type {Opened | null} */
  opened = null;
  /** @type {Catalog | null} */
  catalog = null;

  /** @type {DeviceChoice | null} */
  #choice;
  #count;
  /** @type {Connection | null} */
  #connection = null;
  /** @type {Promise<unknown>} */
  #begun = Promise.resolve();
  /** @type {Failed | null} */
  #givenUp = null;

  /**
   * Raised by whatever replaces the worker or the session, so that what was under way notices that it is out of date.
   */
  #turn = 0;
  /**
   * Commands that wait until the session stands; `null` while it does.
   * @type {{ go: (connection: Connection) => void, reject: (error: Failed) => void }[] | null}
   */
  #held = [];
  /**
   * The worker on which the session stands.
   * @type {Connection | null}
   */
  #standing = null;
  /**
   * A worker that is being left: what it still says is no longer news.
   * @type {Connection | null}
   */
  #leaving = null;

  /**
   * Where a new worker begins as long as there is no `#saved`.
   * @type {Start | null}
   */
  #start = null;
  /** @type {Uint8Array | null} */
  #saved = null;
  #rewinding = false;
  #pending = new PendingCommands();
  #step = 0;
  #stepsPerSecond = 0;

  #losses = 0;
  /**
   * Why the graphics card is out of the question for this visit.
   * @type {Text | null}
   */
  #noGraphics = null;
  /** How often a worker of the processor ended since training last got further. */
  #ends = 0;
  /** The step of the newest Checkpoint. */
  #savedStep = 0;
  /** The step of the newest Checkpoint when a worker last ended. */
  #endedAt = 0;
  /**
   * A worker on which a session is being opened.
   * @type {Connection | null}
   */
  #opener = null;
  /**
   * A worker that does not answer.
   * @type {Connection | null}
   */
  #silent = null;

  /** What the Device was decided for; as long as it stays the same the session stays where it is. */
  #decidedFor = '';
  /** @type {Text | null} */
  #reason = null;
  #trialDue = false;
  /**
   * The graphics card that is being tried.
   * @type {Connection | null}
   */
  #trial = null;
  /** The browser may find a graphics card later. */
  #unsure = false;

  /**
   * @param {{ device?: DeviceChoice | null, count?: boolean }} [options] `device` overrides the Recipe's; `count`
   *   counts GPU dispatches.
   */
  constructor({ device = null, count = false } = {}) {
    super();
    this.#choice = device;
    this.#count = count;
    // The worker loads while the page still builds itself.
    this.#beginAnew();
  }

  /** Which Device runs. */
  get device() {
    return this.#connection?.device ?? 'cpu';
  }

  /** Why it is that one. */
  get reason() {
    return this.#reason;
  }

  /**
   * Begins an experiment in place of the one before, which stays if the new one can't be opened.
   *
   * @param {Start} [start]
   * @returns {Promise<Opened>} rejected with `Failed`
   */
  async open(start = {}) {
    const turn = this.#hold();
    if (this.#givenUp) this.#beginAnew();
    let behind = false;
    for (let losses = 1; ; losses++) {
      try {
        const here = await this.#ready();
        behind = here.silent;
        const opened = await this.#whereChosen(here, await this.#openOn(here, start), start);
        if (turn !== this.#turn) throw new Failed([says.replaced()]);
        this.running = false;
        this.#start = start;
        this.#saved = null;
        this.#savedStep = 0;
        this.#endedAt = 0;
        this.#ends = 0;
        this.#rewinding = false;
        this.#pending = new PendingCommands();
        this.#stepsPerSecond = 0;
        this.#stand(opened);
        this.#settle();
        return opened;
      } catch (error) {
        if (this.#givenUp) throw this.#givenUp;
        if (turn !== this.#turn) throw new Failed([says.replaced()]);
        let failed = asFailed(error);
        const end = failed;
        // What kept the worker busy was asked before.
        if (isInterrupted(failed) && behind) continue;
        if (failed instanceof WorkerLost && !isInterrupted(failed)) {
          // Once may be chance; what ends two workers is likely to end a third.
          if (losses < 2 || !this.opened) continue;
          failed = new Failed([says.opensBadly()]);
        }
        if (isInterrupted(failed)) failed = new Failed([says.notOpened()]);
        // The experiment before goes on, if there is one.
        if (this.opened) {
          if (this.#standing === this.#connection) this.#release();
          else this.#recover(end, this.#standing?.device ?? 'cpu');
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
    this.#want(command);
    this.#whenStanding({ go: (connection) => this.#post(connection, command), reject: () => {} });
  }

  /**
   * Sends a Command that carries an id.
   *
   * @param {Unsent} command
   * @returns {Promise<any>} the answering Event; rejected with `Failed`
   */
  request(command) {
    this.#want(command);
    return new Promise((resolve, reject) => {
      const go = (/** @type {Connection} */ connection) => {
        this.#pending.note(command, this.#step);
        connection.request({ ...command, session: SESSION }).then(resolve, (error) => {
          // Asked again of the worker that takes over.
          const again = error instanceof WorkerLost && !isInterrupted(error) && !this.#givenUp;
          if (again) this.#whenStanding({ go, reject });
          else reject(error);
        });
      };
      this.#whenStanding({ go, reject });
    });
  }

  /**
   * Chooses the Device for this visit; the session moves there with what it has learnt.
   *
   * @param {DeviceChoice | null} device
   */
  choose(device) {
    this.#choice = device;
    this.#decidedFor = '';
    if (this.opened && !this.#held) this.#settle();
  }

  /**
   * A Checkpoint of what stands, to come back to it. Whatever is asked next does not wait for it, an opening neither.
   *
   * @returns {Promise<Uint8Array | null>} the last one that was saved, where nothing answers at this moment
   */
  checkpoint() {
    const saved = this.#rewinding ? null : this.#saved;
    if (this.#held || !this.#connection) return Promise.resolve(saved);
    const exported = this.#connection.request({ type: 'export', session: SESSION });
    return exported.then(
      ({ checkpoint }) => checkpoint,
      () => saved,
    );
  }

  /** Asks at once for files that did not come. */
  retry() {
    for (const connection of [this.#connection, this.#opener]) connection?.post({ type: 'retry', session: SESSION });
  }

  /** Waits no longer for the files of an experiment that is being opened: it is not opened. */
  abandon() {
    this.#opener?.post({ type: 'abandon', session: SESSION });
  }

  /**
   * Ends the worker that does not answer. A new one goes on from the last Checkpoint, paused, and is told nothing of what
   * was asked since, because that may be what kept the old one busy. An experiment that was being opened is not opened.
   */
  interrupt() {
    const connection = this.#silent;
    if (connection && connection === this.#connection) {
      this.running = false;
      this.#pending.forget();
      for (const { reject } of this.#held ?? []) reject(new Failed([says.interrupted()]));
      if (this.#held) this.#held = [];
    }
    connection?.interrupt();
  }

  /** Ends the worker, for good. */
  dispose() {
    this.#stop(new Failed([says.disposed()]));
  }

  // The session

  /** @param {Unsent} command */
  #want(command) {
    if (command.type === 'train') {
      this.running = true;
      if (this.#unsure && !this.#held) this.#settle();
    }
    if (command.type === 'pause') this.running = false;
  }

  /**
   * @param {Connection} connection
   * @param {Unsent} command
   */
  #post(connection, command) {
    this.#pending.note(command, this.#step);
    const id = command.type === 'predict' || command.type === 'write' ? { id: connection.nextId() } : {};
    connection.post(/** @type {Command} */ ({ ...command, ...id, session: SESSION }));
    if (command.type === 'rewind') this.#afterRewind(connection);
  }

  /**
   * Checkpoints made before a rewind must not bring back what it threw away, and may still be on their way.
   *
   * @param {Connection} connection
   */
  #afterRewind(connection) {
    this.#rewinding = true;
    this.#step = 0;
    connection.request({ type: 'export', session: SESSION }).then(
      ({ checkpoint }) => {
        if (connection !== this.#connection) return;
        this.#saved = checkpoint;
        this.#savedStep = 0;
        this.#endedAt = 0;
        this.#rewinding = false;
      },
      () => {},
    );
  }

  /** @param {{ go: (connection: Connection) => void, reject: (error: Failed) => void }} command */
  #whenStanding(command) {
    if (this.#givenUp) command.reject(this.#givenUp);
    else if (this.#held || !this.#connection) this.#held?.push(command);
    else command.go(this.#connection);
  }

  /** From now on commands wait. Returns the number of this turn. */
  #hold() {
    this.#held ??= [];
    this.#turn += 1;
    // A move that was under way is out of date: what the worker says that it was to leave is news again.
    this.#leaving = null;
    return this.#turn;
  }

  #release() {
    const held = this.#held ?? [];
    this.#held = null;
    for (const command of held) this.#whenStanding(command);
  }

  /**
   * The session stands, on this worker, as `opened` says.
   *
   * @param {Opened} opened
   */
  #stand(opened) {
    this.opened = opened;
    this.#step = opened.step;
    this.#standing = this.#connection;
    this.#release();
    this.#tell('opened', opened);
  }

  /**
   * The same session goes on, on another worker.
   *
   * @param {Opened} opened
   */
  #goOn(opened) {
    const connection = /** @type {Connection} */ (this.#connection);
    this.opened = opened;
    this.#step = opened.step;
    this.#standing = connection;
    if (this.#rewinding) this.#post(connection, { type: 'rewind' });
    for (const command of this.#pending.after(opened)) this.#post(connection, command);
    this.#release();
  }

  // The worker

  /** Starts the first worker, or the first after giving up. */
  #beginAnew() {
    this.#givenUp = null;
    this.#ends = 0;
    // Asking for the adapter takes time, so only who chose it waits for it.
    if (this.#choice !== 'gpu') this.#begin('cpu');
    else this.#begun = graphics().then(({ usable }) => this.#begin(usable && !this.#noGraphics ? 'gpu' : 'cpu'));
  }

  /** @param {Device} device */
  #begin(device) {
    if (!this.#givenUp) this.#connection ??= this.#newConnection(device);
  }

  /** @param {Device} device */
  #newConnection(device) {
    /** @type {Connection} */
    const connection = new Connection(device, {
      count: this.#count,
      onEvent: (event) => this.#hear(connection, event),
      onEnd: (end) => this.#lost(connection, end),
      onSilent: (seconds) => {
        // Nobody waits for what a trial answers.
        if (connection === this.#trial) return;
        this.#silent = seconds > 0 ? connection : null;
        this.#tell('silent', { seconds });
      },
    });
    return connection;
  }

  /** The worker, once it has said so. */
  async #ready() {
    await this.#begun;
    if (this.#givenUp) throw this.#givenUp;
    const connection = /** @type {Connection} */ (this.#connection);
    await connection.ready;
    return connection;
  }

  /**
   * Opens a session on a worker; `retry` and `abandon` reach it meanwhile.
   *
   * @param {Connection} connection
   * @param {Start} start
   */
  async #openOn(connection, start) {
    this.#opener = connection;
    try {
      return await connection.open(SESSION, start);
    } finally {
      if (this.#opener === connection) this.#opener = null;
    }
  }

  /**
   * @param {Connection} connection
   * @param {WorkerEvent} event
   */
  #hear(connection, event) {
    const download = event.type === 'downloading' || event.type === 'postponed';
    const heard =
      (connection === this.#connection && connection !== this.#leaving) || (download && connection === this.#opener);
    if (!heard) {
      // Only `drawn` has one.
      /** @type {{ bitmap?: ImageBitmap }} */ (event).bitmap?.close();
      return;
    }
    switch (event.type) {
      case 'ready':
        this.catalog = event.catalog;
        break;
      case 'report':
        this.#step = event.step;
        if (event.running && event.steps_per_second > 0) {
          this.#stepsPerSecond = event.steps_per_second;
          if (this.#trialDue && !this.#held) this.#try();
        }
        break;
      case 'saved':
        if (!this.#rewinding && !this.#held) {
          this.#saved = event.checkpoint;
          this.#savedStep = event.step;
        }
        break;
      case 'finished':
        this.running = false;
        this.#pending.finished();
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

  /**
   * A worker ended that nobody ended.
   *
   * @param {Connection} connection
   * @param {WorkerLost} end
   */
  #lost(connection, end) {
    console.warn(`A worker (${connection.device}) ended: ${end.message}`);
    if (connection.device === 'gpu') {
      this.#losses += 1;
      if (!connection.stood) this.#noGraphics = says.graphicsFailed(end.errors[0].text);
      else if (this.#losses >= MOST_LOSSES) this.#noGraphics ??= says.lostTwice();
    }
    // Of a worker that was only being tried, whoever tries it hears.
    if (connection !== this.#connection) return;

    this.#leaving = null;
    if (connection.device === 'cpu' && !isInterrupted(end)) {
      if (this.#savedStep > this.#endedAt) this.#ends = 0;
      this.#endedAt = this.#savedStep;
      this.#ends += 1;
    }
    const [problem] = end.errors;
    if (problem?.code === 'other_version') {
      this.#giveUp(end);
    } else if (this.#ends >= MOST_ENDS) {
      this.#giveUp(new Failed([says.givenUp(problem)], { session: SESSION, fatal: true }));
    } else {
      const device = connection.device === 'gpu' && !this.#noGraphics ? 'gpu' : 'cpu';
      // A connection that broke is not there again at once.
      const wait = problem?.code === 'worker_not_loaded' ? this.#ends * LOAD_AGAIN_MS : 0;
      this.#connection = null;
      if (wait === 0) this.#begin(device);
      else this.#begun = new Promise((resolve) => setTimeout(resolve, wait)).then(() => this.#begin(device));
      if (!this.#held) this.#recover(end, connection.device);
    }
  }

  /**
   * Goes on from the last Checkpoint, on the worker that replaces the one which ended.
   *
   * @param {Failed} end
   * @param {Device} device where the session was
   */
  async #recover(end, device) {
    const turn = this.#hold();
    const step = this.#step;
    for (;;) {
      try {
        const connection = await this.#ready();
        const data = this.#start?.data ?? null;
        const start = this.#saved ? { checkpoint: this.#saved, data } : (this.#start ?? {});
        const opened = await this.#openOn(connection, start);
        if (turn !== this.#turn) return;
        this.#goOn(opened);
        const lostSteps = this.#rewinding ? 0 : Math.max(0, step - opened.step);
        const paused = isInterrupted(end);
        // What was changed after the Checkpoint is forgotten.
        if (paused) this.#tell('opened', opened);
        const said = paused ? says.pausedAt : says.recovered;
        const text = said(end.errors[0].text, lostSteps);
        this.#tell('recovered', { text, step: opened.step, lostSteps, paused });
        if (connection.device === 'gpu') this.#say(says.lostOnce());
        else this.#say(device === 'gpu' ? this.#noGraphics : null);
        return;
      } catch (error) {
        const failed = asFailed(error);
        if (turn !== this.#turn || this.#givenUp) return;
        // The Checkpoint itself keeps a worker busy without end, or can't be opened.
        if (isInterrupted(failed) || !(failed instanceof WorkerLost)) {
          this.#giveUp(failed);
          return;
        }
      }
    }
  }

  /**
   * No worker any more, until the next `open`.
   *
   * @param {Failed} end
   */
  #giveUp(end) {
    this.#stop(end);
    const { errors } = end;
    this.#tell('failed', { type: 'failed', session: SESSION, id: null, fatal: true, errors });
  }

  /** @param {Failed} end */
  #stop(end) {
    this.#turn += 1;
    this.#givenUp = end;
    this.running = false;
    this.#connection?.end();
    this.#connection = null;
    for (const { reject } of this.#held ?? []) reject(end);
    this.#held = [];
  }

  // The Device

  /** Decides where the session that was just opened runs. @param {boolean} [again] It was decided before. */
  async #settle(again = false) {
    const opened = /** @type {Opened} */ (this.opened);
    const turn = this.#turn;
    const choice = this.#choice ?? opened.recipe.device;
    const decideFor = JSON.stringify([choice, opened.recipe.network, opened.recipe.data.id]);
    if (decideFor === this.#decidedFor && !this.#unsure) {
      this.#say(null);
      return;
    }
    this.#decidedFor = decideFor;
    this.#trialDue = false;

    this.#unsure = false;
    const { device, reason, trial, unsure } = await decide(choice, opened.operations, this.#noGraphics);
    if (turn !== this.#turn) return;
    this.#trialDue = trial;
    this.#unsure = unsure;
    // Once by itself, and then whenever it matters again.
    if (unsure && !again) setTimeout(() => turn === this.#turn && this.#unsure && this.#settle(true), ASK_AGAIN_MS);
    await this.#goTo(device, reason);
  }

  /**
   * Which Device a Recipe asks for shows only when it stands. Where it is the other one, the experiment is opened there
   * from the start, so that not a single step is taken elsewhere.
   *
   * @param {Connection} here
   * @param {Opened} opened
   * @param {Start} start
   */
  async #whereChosen(here, opened, start) {
    const choice = this.#choice ?? opened.recipe.device;
    if (choice === 'auto') return opened;
    const { device } = await decide(choice, opened.operations, this.#noGraphics);
    if (device === here.device) return opened;
    const turn = this.#turn;
    const there = this.#newConnection(device);
    try {
      await there.ready;
      const again = await this.#openOn(there, start);
      if (turn !== this.#turn || here !== this.#connection) throw new Failed([says.replaced()]);
      this.#connection = there;
      here.end();
      return again;
    } catch (error) {
      there.end();
      if (here !== this.#connection) throw new WorkerLost(asFailed(error).errors);
      // It stands here; why not there is said where the Device is told.
      return opened;
    }
  }

  /**
   * Lets the graphics card take some steps from here, while the processor goes on; the faster one continues.
   */
  async #try() {
    this.#trialDue = false;
    const turn = this.#turn;
    const trial = this.#newConnection('gpu');
    this.#trial = trial;
    try {
      await trial.ready;
      const { checkpoint } = await this.request({ type: 'export' });
      const start = { checkpoint, data: this.#start?.data ?? null };
      const graphicsMs = await timeSteps(trial, SESSION, start);
      const processorMs = 1000 / this.#stepsPerSecond;
      if (turn === this.#turn && graphicsMs < processorMs) {
        await this.#goTo('gpu', says.measuredFaster(processorMs / graphicsMs), trial);
        return;
      }
      if (turn === this.#turn) this.#say(says.measuredSlower(graphicsMs / processorMs));
    } catch (error) {
      if (turn === this.#turn) this.#say(says.graphicsFailed(asFailed(error).errors[0].text));
    } finally {
      this.#trial = null;
    }
    trial.end();
    // Something replaced the worker meanwhile; if the question still stands, it is asked again.
    if (turn !== this.#turn && this.device === 'cpu' && this.#reason?.en === says.trying().en) this.#trialDue = true;
  }

  /**
   * Moves the session to a worker of `device`, unless it is there already, and says why.
   *
   * @param {Device} device
   * @param {Text | null} reason
   * @param {Connection} [target] one that is there already
   */
  async #goTo(device, reason, target) {
    const old = /** @type {Connection} */ (this.#connection);
    if (old.device === device) {
      this.#say(reason);
      return;
    }
    let turn = this.#turn;
    const connection = target ?? this.#newConnection(device);
    try {
      await connection.ready;
      if (turn !== this.#turn) throw new Failed([says.replaced()]);
      turn = this.#hold();
      this.#leaving = old;
      const { checkpoint } = await old.request({ type: 'export', session: SESSION });
      const start = { checkpoint, data: this.#start?.data ?? null };
      const opened = await this.#openOn(connection, start);
      if (turn !== this.#turn) throw new Failed([says.replaced()]);
      this.#leaving = null;
      this.#connection = connection;
      this.#start = start;
      this.#saved = null;
      this.#goOn(opened);
      old.end();
      this.#say(reason);
    } catch (error) {
      connection.end();
      if (turn !== this.#turn) return;
      const failed = asFailed(error);
      if (this.#connection !== old) this.#recover(failed, old.device);
      else {
        this.#leaving = null;
        if (this.#held) this.#release();
        this.#say(device === 'gpu' ? says.graphicsFailed(failed.errors[0].text) : null);
      }
    }
  }

  /** @param {Text | null} reason `null`: as before */
  #say(reason) {
    this.#reason = reason ?? this.#reason;
    this.#connection?.ready.then(
      ({ adapter }) => this.#tell('device', { device: this.device, adapter, reason: this.#reason }),
      () => {},
    );
  }
}

/** Whether a worker ended because a person waited no longer. @param {Failed} end */
const isInterrupted = (end) => end.errors[0]?.code === 'interrupted';

/**
 * @param {unknown} error
 * @returns {Failed}
 */
function asFailed(error) {
  if (error instanceof Failed) return error;
  const detail = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  console.error(error);
  return new Failed([says.notLoaded(detail)]);
}
