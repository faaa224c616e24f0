// The workers of a Lab: the one that the session is on, and others on which it is being opened or that are tried.

import { Connection } from './connection.js';

/** @typedef {import('../protocol.js').Event} WorkerEvent */
/** @typedef {import('./connection.js').Device} Device */
/** @typedef {import('./connection.js').Start} Start */
/** @typedef {import('./failed.js').Failed} Failed */
/** @typedef {import('./failed.js').WorkerLost} WorkerLost */

/** A Lab has a worker to itself, so its session can always have the same number. */
export const SESSION = 1;

export class Workers {
  /**
   * The worker of the session.
   * @type {Connection | null}
   */
  current = null;
  /**
   * A worker that is being left: its Events are out of date.
   * @type {Connection | null}
   */
  leaving = null;
  /**
   * A worker of the graphics card that is being tried.
   * @type {Connection | null}
   */
  trial = null;
  /**
   * A worker that does not answer.
   * @type {Connection | null}
   */
  silent = null;
  /**
   * Why there is no worker any more, until the next opening.
   * @type {Failed | null}
   */
  givenUp = null;

  /** @type {Promise<unknown>} */
  #begun = Promise.resolve();
  /**
   * A worker on which a session is being opened.
   * @type {Connection | null}
   */
  #opener = null;
  #options;

  /**
   * @param {object} options
   * @param {boolean} options.count Counts GPU dispatches.
   * @param {(connection: Connection, event: WorkerEvent) => void} options.onEvent
   * @param {(connection: Connection, end: WorkerLost) => void} options.onEnd A worker ended by itself.
   * @param {(seconds: number) => void} options.onSilent For how long a worker has not answered; 0: it does again.
   */
  constructor(options) {
    this.#options = options;
  }

  /** Starts the session's worker, unless there is one. @param {Device} device */
  begin(device) {
    if (!this.givenUp) this.current ??= this.add(device);
  }

  /** Starts the session's worker when it is known where. @param {Promise<Device>} device */
  beginWhenKnown(device) {
    this.#begun = device.then((known) => this.begin(known));
  }

  /** Starts a worker beside that of the session. @param {Device} device */
  add(device) {
    const { count, onEvent, onEnd, onSilent } = this.#options;
    /** @type {Connection} */
    const connection = new Connection(device, {
      count,
      onEvent: (event) => onEvent(connection, event),
      onEnd: (end) => onEnd(connection, end),
      onSilent: (seconds) => {
        // Nobody waits for the answers of a trial.
        if (connection === this.trial) return;
        this.silent = seconds > 0 ? connection : null;
        onSilent(seconds);
      },
    });
    return connection;
  }

  /** The session's worker, once it is ready. */
  async ready() {
    await this.#begun;
    if (this.givenUp) throw this.givenUp;
    const connection = /** @type {Connection} */ (this.current);
    await connection.ready;
    return connection;
  }

  /**
   * Opens a session on a worker; `retry` and `abandon` reach it meanwhile.
   *
   * @param {Connection} connection
   * @param {Start} start
   */
  async openOn(connection, start) {
    this.#opener = connection;
    try {
      return await connection.open(SESSION, start);
    } finally {
      if (this.#opener === connection) this.#opener = null;
    }
  }

  /** Asks at once for files that did not come. */
  retry() {
    for (const connection of [this.current, this.#opener]) connection?.post({ type: 'retry', session: SESSION });
  }

  /** Ends the opening that waits for files. */
  abandon() {
    this.#opener?.post({ type: 'abandon', session: SESSION });
  }

  /**
   * Whether an Event is of the session, or of the download of one that is being opened.
   *
   * @param {Connection} connection Of the worker that sent it.
   * @param {WorkerEvent} event
   */
  isNews(connection, { type }) {
    if (connection === this.current && connection !== this.leaving) return true;
    return (type === 'downloading' || type === 'postponed') && connection === this.#opener;
  }

  /** Ends the session's worker; until `begin` there is none, for this reason. @param {Failed} end */
  stop(end) {
    this.givenUp = end;
    this.current?.end();
    this.current = null;
  }
}
