// How often workers ended by themselves, and what follows: a new worker, on which Device and when, or none any more.

import { Failed, isInterrupted } from './failed.js';
import { says } from './says.js';
import { SESSION } from './workers.js';

/** @typedef {import('../protocol.js').Text} Text */
/** @typedef {import('./connection.js').Device} Device */
/** @typedef {import('./failed.js').WorkerLost} WorkerLost */

/** A processor's worker that ends so often, without training having got further in between, would end again. */
const MOST_ENDS = 3;

/** A program that could not be loaded is loaded again after so long, and then after twice as long. */
const LOAD_AGAIN_MS = 1_000;

/** A graphics card that was lost is used once more. */
const MOST_LOSSES = 2;

export class Endings {
  /** How often a worker of the graphics card ended. */
  #losses = 0;
  /** How often a worker of the processor ended since training last got further. */
  #ends = 0;
  /**
   * Why the graphics card is out of the question for this visit.
   * @type {Text | null}
   */
  noGraphics = null;

  /** Another experiment stands, or is about to be opened after giving up. */
  begin() {
    this.#ends = 0;
  }

  /**
   * A worker of the graphics card ended, whether it was the session's or only tried.
   *
   * @param {boolean} stood Whether it had ever been ready.
   * @param {WorkerLost} end
   */
  graphicsEnded(stood, end) {
    this.#losses += 1;
    if (!stood) this.noGraphics = says.graphicsFailed(end.errors[0].text);
    else if (this.#losses >= MOST_LOSSES) this.noGraphics ??= says.lostTwice();
  }

  /**
   * The session's worker ended. What follows: no worker any more, for this reason; or a new one on a Device after some
   * milliseconds.
   *
   * @param {Device} device Where it ran.
   * @param {WorkerLost} end
   * @param {() => boolean} gotFurther Whether training got further since a worker ended last.
   * @returns {{ giveUp: Failed } | { giveUp: null, device: Device, wait: number }}
   */
  follow(device, end, gotFurther) {
    if (device === 'cpu' && !isInterrupted(end)) {
      if (gotFurther()) this.#ends = 0;
      this.#ends += 1;
    }
    const [problem] = end.errors;
    if (problem?.code === 'other_version') return { giveUp: end };
    if (this.#ends >= MOST_ENDS)
      return { giveUp: new Failed([says.givenUp(problem)], { session: SESSION, fatal: true }) };
    return {
      giveUp: null,
      device: device === 'gpu' && !this.noGraphics ? 'gpu' : 'cpu',
      // A connection that broke is not there again at once.
      wait: problem?.code === 'worker_not_loaded' ? this.#ends * LOAD_AGAIN_MS : 0,
    };
  }
}
