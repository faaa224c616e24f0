// Errors of a Lab: what was asked could not be done, or the worker ended before it answered.

import { says } from './says.js';

/** @typedef {import('../protocol.js').Error} Problem */

/** The Event `failed`, as an error that can be thrown. */
export class Failed extends Error {
  /**
   * @param {Problem[]} errors
   * @param {{ session?: number, id?: number | null, fatal?: boolean }} [about]
   */
  constructor(errors, { session = 0, id = null, fatal = false } = {}) {
    super(errors.map((error) => `${error.text.en} [${error.code}]`).join(' ') || 'failed');
    this.name = 'Failed';
    this.type = /** @type {const} */ ('failed');
    this.errors = errors;
    this.session = session;
    this.id = id;
    this.fatal = fatal;
  }
}

/** The worker ended before it answered. */
export class WorkerLost extends Failed {}

/** Whether a worker ended because a person stopped it. @param {Failed} end */
export const isInterrupted = (end) => end.errors[0]?.code === 'interrupted';

/**
 * Any error as a `Failed`; one that is none is reported to the console.
 *
 * @param {unknown} error
 * @returns {Failed}
 */
export function asFailed(error) {
  if (error instanceof Failed) return error;
  const detail = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  console.error(error);
  return new Failed([says.notLoaded(detail)]);
}
