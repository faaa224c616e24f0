// On which Device the session runs, why, and its moves there: always by Checkpoint.

import { ASK_AGAIN_MS, graphics } from './adapter.js';
import { decide, timeSteps } from './device.js';
import { asFailed, Failed, WorkerLost } from './failed.js';
import { says } from './says.js';
import { SESSION } from './workers.js';

/** @typedef {import('../protocol.js').DeviceChoice} DeviceChoice */
/** @typedef {import('../protocol.js').Text} Text */
/** @typedef {import('./connection.js').Connection} Connection */
/** @typedef {import('./connection.js').Device} Device */
/** @typedef {import('./connection.js').Opened} Opened */
/** @typedef {import('./connection.js').Start} Start */
/** @typedef {import('./connection.js').Unaddressed<import('../protocol.js').Command>} Unsent */

export class Moving {
  #parts;
  #recovery;
  /** @type {DeviceChoice | null} */
  #choice;
  /** What the Device was decided for; as long as it stays the same the session stays where it is. */
  #decidedFor = '';
  /** @type {Text | null} */
  #reason = null;
  /** The graphics card is to be tried once training goes on. */
  #trialDue = false;
  /** The browser may find a graphics card later. */
  #unsure = false;
  /** As reported last. */
  #stepsPerSecond = 0;

  /**
   * @param {import('./recovery.js').Parts} parts
   * @param {import('./recovery.js').Recovery} recovery
   * @param {DeviceChoice | null} choice Overrides the Recipe's.
   */
  constructor(parts, recovery, choice) {
    this.#parts = parts;
    this.#recovery = recovery;
    this.#choice = choice;
  }

  /** Why it is the Device that runs. */
  get reason() {
    return this.#reason;
  }

  /** Which Device runs. @returns {Device} */
  get device() {
    return this.#parts.workers.current?.device ?? 'cpu';
  }

  /** Starts the first worker, or the first after giving up. */
  begin() {
    const { workers, endings } = this.#parts;
    workers.givenUp = null;
    endings.begin();
    // Asking for the adapter takes time, so only who chose it waits for it.
    if (this.#choice !== 'gpu') workers.begin('cpu');
    else workers.beginWhenKnown(graphics().then(({ usable }) => (usable && !endings.noGraphics ? 'gpu' : 'cpu')));
  }

  /** @param {DeviceChoice | null} device Overrides the Recipe's. */
  choose(device) {
    const { session } = this.#parts;
    this.#choice = device;
    this.#decidedFor = '';
    if (session.opened && session.stands) this.settle();
  }

  /** A Command is sent: before training goes on, a graphics card that was not found is looked for again. @param {Unsent} command */
  sent({ type }) {
    if (type === 'train' && this.#unsure && this.#parts.session.stands) this.settle();
  }

  /** @param {number} stepsPerSecond As training runs. */
  measured(stepsPerSecond) {
    this.#stepsPerSecond = stepsPerSecond;
    if (this.#trialDue && this.#parts.session.stands) this.#try();
  }

  /** Decides where the session that was just opened runs. @param {boolean} [again] It was decided before. */
  async settle(again = false) {
    const { session, endings } = this.#parts;
    const opened = /** @type {Opened} */ (session.opened);
    const { turn } = session;
    const choice = this.#choice ?? opened.recipe.device;
    const decideFor = JSON.stringify([choice, opened.recipe.network, opened.recipe.data.id]);
    if (decideFor === this.#decidedFor && !this.#unsure) {
      this.say(null);
      return;
    }
    this.#decidedFor = decideFor;
    this.#trialDue = false;

    this.#unsure = false;
    const { device, reason, trial, unsure } = await decide(choice, opened.operations, endings.noGraphics);
    if (turn !== session.turn) return;
    this.#trialDue = trial;
    this.#unsure = unsure;
    // Once by itself, and then whenever it matters again.
    if (unsure && !again) setTimeout(() => turn === session.turn && this.#unsure && this.settle(true), ASK_AGAIN_MS);
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
  async openWhereChosen(here, opened, start) {
    const { workers, session, endings } = this.#parts;
    const choice = this.#choice ?? opened.recipe.device;
    if (choice === 'auto') return opened;
    const { device } = await decide(choice, opened.operations, endings.noGraphics);
    if (device === here.device) return opened;
    const { turn } = session;
    const there = workers.add(device);
    try {
      await there.ready;
      const again = await workers.openOn(there, start);
      if (turn !== session.turn || here !== workers.current) throw new Failed([says.replaced()]);
      workers.current = there;
      here.end();
      return again;
    } catch (error) {
      there.end();
      if (here !== workers.current) throw new WorkerLost(asFailed(error).errors);
      // It stands here; why not there is said where the Device is told.
      return opened;
    }
  }

  /** Tells which Device runs, and why. @param {Text | null} reason `null`: as before */
  say(reason) {
    const { workers, tell } = this.#parts;
    this.#reason = reason ?? this.#reason;
    workers.current?.ready.then(
      ({ adapter }) => tell('device', { device: this.device, adapter, reason: this.#reason }),
      () => {},
    );
  }

  /** Lets the graphics card take some steps from here, while the processor goes on; the faster one continues. */
  async #try() {
    const { workers, session, checkpoint: last } = this.#parts;
    this.#trialDue = false;
    const { turn } = session;
    const trial = workers.add('gpu');
    workers.trial = trial;
    try {
      await trial.ready;
      const { checkpoint } = await session.request({ type: 'export' });
      const graphicsMs = await timeSteps(trial, SESSION, last.at(checkpoint));
      const processorMs = 1000 / this.#stepsPerSecond;
      if (turn === session.turn && graphicsMs < processorMs) {
        await this.#goTo('gpu', says.measuredFaster(processorMs / graphicsMs), trial);
        return;
      }
      if (turn === session.turn) this.say(says.measuredSlower(graphicsMs / processorMs));
    } catch (error) {
      if (turn === session.turn) this.say(says.graphicsFailed(asFailed(error).errors[0].text));
    } finally {
      workers.trial = null;
    }
    trial.end();
    // Something replaced the worker meanwhile; if the question still stands, it is asked again.
    if (turn !== session.turn && this.device === 'cpu' && this.#reason?.en === says.trying().en) this.#trialDue = true;
  }

  /**
   * Moves the session to a worker of `device`, unless it is there already, and says why.
   *
   * @param {Device} device
   * @param {Text | null} reason
   * @param {Connection} [target] one that is there already
   */
  async #goTo(device, reason, target) {
    const { workers, session, checkpoint: last } = this.#parts;
    const old = /** @type {Connection} */ (workers.current);
    if (old.device === device) {
      this.say(reason);
      return;
    }
    let { turn } = session;
    const connection = target ?? workers.add(device);
    try {
      await connection.ready;
      if (turn !== session.turn) throw new Failed([says.replaced()]);
      turn = session.hold();
      workers.leaving = old;
      const { checkpoint } = await old.request({ type: 'export', session: SESSION });
      const start = last.at(checkpoint);
      const opened = await workers.openOn(connection, start);
      if (turn !== session.turn) throw new Failed([says.replaced()]);
      workers.leaving = null;
      workers.current = connection;
      last.moved(start);
      session.goOn(opened);
      old.end();
      this.say(reason);
    } catch (error) {
      connection.end();
      if (turn !== session.turn) return;
      const failed = asFailed(error);
      if (workers.current !== old) this.#recovery.recover(failed, old.device);
      else {
        workers.leaving = null;
        if (!session.stands) session.release();
        this.say(device === 'gpu' ? says.graphicsFailed(failed.errors[0].text) : null);
      }
    }
  }
}
