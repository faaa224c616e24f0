// A worker that ended is replaced by a new one, which goes on from the last Checkpoint; or, where that would end again,
// by none.

import { asFailed, isInterrupted, WorkerLost } from './failed.js';
import { says } from './says.js';
import { SESSION } from './workers.js';

/** @typedef {import('../protocol.js').Text} Text */
/** @typedef {import('./connection.js').Connection} Connection */
/** @typedef {import('./connection.js').Device} Device */
/** @typedef {import('./failed.js').Failed} Failed */

/**
 * What keeps a session alive, and how its news are told.
 * @typedef {object} Parts
 * @property {import('./workers.js').Workers} workers
 * @property {import('./session.js').LabSession} session
 * @property {import('./checkpoint.js').LastCheckpoint} checkpoint
 * @property {import('./endings.js').Endings} endings
 * @property {(type: string, detail: unknown) => void} tell
 */

export class Recovery {
  #parts;
  #sayDevice;

  /**
   * @param {Parts} parts
   * @param {(reason: Text | null) => void} sayDevice Tells which Device runs, and why; `null`: as before.
   */
  constructor(parts, sayDevice) {
    this.#parts = parts;
    this.#sayDevice = sayDevice;
  }

  /**
   * A worker ended, and neither the page nor a person had ended it.
   *
   * @param {Connection} connection
   * @param {WorkerLost} end
   */
  lost(connection, end) {
    const { workers, session, checkpoint, endings } = this.#parts;
    const { device } = connection;
    console.warn(`A worker (${device}) ended: ${end.message}`);
    if (device === 'gpu') endings.graphicsEnded(connection.stood, end);
    // Where a worker was only tried, whoever tries it gets the error.
    if (connection !== workers.current) return;

    workers.leaving = null;
    const next = endings.follow(device, end, () => checkpoint.gotFurther());
    if (next.giveUp) {
      this.giveUp(next.giveUp);
      return;
    }
    workers.current = null;
    if (next.wait === 0) workers.begin(next.device);
    else workers.beginWhenKnown(new Promise((resolve) => setTimeout(() => resolve(next.device), next.wait)));
    if (session.stands) this.recover(end, device);
  }

  /**
   * Goes on from the last Checkpoint, on the worker that replaces the one which ended.
   *
   * @param {Failed} end
   * @param {Device} device Where the session was.
   */
  async recover(end, device) {
    const { workers, session, checkpoint, endings, tell } = this.#parts;
    const { step } = session;
    const turn = session.hold();
    for (;;) {
      try {
        const connection = await workers.ready();
        const opened = await workers.openOn(connection, checkpoint.start);
        if (turn !== session.turn) return;
        session.goOn(opened);
        const lostSteps = checkpoint.rewinding ? 0 : Math.max(0, step - opened.step);
        const paused = isInterrupted(end);
        // What was changed after the Checkpoint is forgotten.
        if (paused) tell('opened', opened);
        const said = paused ? says.pausedAt : says.recovered;
        tell('recovered', { text: said(end.errors[0].text, lostSteps), step: opened.step, lostSteps, paused });
        if (connection.device === 'gpu') this.#sayDevice(says.lostOnce());
        else this.#sayDevice(device === 'gpu' ? endings.noGraphics : null);
        return;
      } catch (error) {
        const failed = asFailed(error);
        if (turn !== session.turn || workers.givenUp) return;
        // The Checkpoint itself keeps a worker busy without end, or can't be opened.
        if (isInterrupted(failed) || !(failed instanceof WorkerLost)) {
          this.giveUp(failed);
          return;
        }
      }
    }
  }

  /** No worker any more, until the next opening. @param {Failed} end */
  giveUp(end) {
    this.stop(end);
    this.#parts.tell('failed', { type: 'failed', session: SESSION, id: null, fatal: true, errors: end.errors });
  }

  /** Ends the worker, for this reason. @param {Failed} end */
  stop(end) {
    this.#parts.workers.stop(end);
    this.#parts.session.stop(end);
  }
}
