// The session as a Lab knows it, whichever worker it is on: whether it stands, the commands that wait until it does,
// and those that a new worker has to be told again.

import { Failed, isInterrupted, WorkerLost } from './failed.js';
import { PendingCommands } from './pending.js';
import { SESSION } from './workers.js';

/** @typedef {import('../protocol.js').Command} Command */
/** @typedef {import('./connection.js').Connection} Connection */
/** @typedef {import('./connection.js').Opened} Opened */
/** @typedef {import('./connection.js').Unaddressed<Command>} Unsent */
/** @typedef {{ go: (connection: Connection) => void, reject: (error: Failed) => void }} Waiting */

export class LabSession {
  /** What the person wants: whether it should be training. */
  running = false;
  /** @type {Opened | null} */
  opened = null;
  /** Steps taken, as told last. */
  step = 0;
  /** Raised by whatever replaces the worker or the session, so that what was under way notices that it is out of date. */
  turn = 0;

  /**
   * Commands that wait until the session stands; `null` while it does.
   * @type {Waiting[] | null}
   */
  #waiting = [];
  /**
   * The worker on which the session stands.
   * @type {Connection | null}
   */
  #standing = null;
  #pending = new PendingCommands();
  #workers;
  #checkpoint;

  /**
   * @param {import('./workers.js').Workers} workers
   * @param {import('./checkpoint.js').LastCheckpoint} checkpoint
   */
  constructor(workers, checkpoint) {
    this.#workers = workers;
    this.#checkpoint = checkpoint;
  }

  get stands() {
    return this.#waiting === null;
  }

  /** The worker on which it stands, or stood last. */
  get standing() {
    return this.#standing;
  }

  /**
   * Sends a Command as soon as the session stands.
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
        this.#pending.note(command, this.step);
        connection.request({ ...command, session: SESSION }).then(resolve, (error) => {
          // Asked again of the worker that takes over.
          const again = error instanceof WorkerLost && !isInterrupted(error) && !this.#workers.givenUp;
          if (again) this.#whenStanding({ go, reject });
          else reject(error);
        });
      };
      this.#whenStanding({ go, reject });
    });
  }

  /** From now on commands wait. Returns the number of this turn. */
  hold() {
    this.#waiting ??= [];
    this.turn += 1;
    // A move that was under way is out of date: the Events of the worker that it was to leave count again.
    this.#workers.leaving = null;
    return this.turn;
  }

  /** The session stands as it did: what waits is sent. */
  release() {
    const waiting = this.#waiting ?? [];
    this.#waiting = null;
    for (const command of waiting) this.#whenStanding(command);
  }

  /** Another experiment stands, on the current worker. @param {Opened} opened */
  begin(opened) {
    this.running = false;
    this.#pending = new PendingCommands();
    this.#stand(opened);
    this.release();
  }

  /**
   * The same session goes on, on the current worker, which is told what the Checkpoint does not know.
   *
   * @param {Opened} opened
   */
  goOn(opened) {
    const connection = this.#stand(opened);
    if (this.#checkpoint.rewinding) this.#post(connection, { type: 'rewind' });
    for (const command of this.#pending.after(opened)) this.#post(connection, command);
    this.release();
  }

  /** Training ended by itself. */
  finished() {
    this.running = false;
    this.#pending.finished();
  }

  /** A person stopped the worker: whatever may have kept it busy is neither sent nor told again. @param {Failed} end */
  interrupt(end) {
    this.running = false;
    this.#pending.forget();
    this.#refuse(end);
  }

  /** There is no worker any more: nothing is sent until another experiment stands. @param {Failed} end */
  stop(end) {
    this.hold();
    this.running = false;
    this.#refuse(end);
  }

  /** @param {Unsent} command */
  #want({ type }) {
    if (type === 'train') this.running = true;
    if (type === 'pause') this.running = false;
  }

  /** @param {Failed} end */
  #refuse(end) {
    const waiting = this.#waiting ?? [];
    if (this.#waiting) this.#waiting = [];
    for (const { reject } of waiting) reject(end);
  }

  /** @param {Opened} opened */
  #stand(opened) {
    const connection = /** @type {Connection} */ (this.#workers.current);
    this.opened = opened;
    this.step = opened.step;
    this.#standing = connection;
    return connection;
  }

  /** @param {Waiting} command */
  #whenStanding(command) {
    const { givenUp, current } = this.#workers;
    if (givenUp) command.reject(givenUp);
    else if (this.#waiting || !current) this.#waiting?.push(command);
    else command.go(current);
  }

  /**
   * @param {Connection} connection
   * @param {Unsent} command
   */
  #post(connection, command) {
    this.#pending.note(command, this.step);
    const id = command.type === 'predict' || command.type === 'write' ? { id: connection.nextId() } : {};
    connection.post(/** @type {Command} */ ({ ...command, ...id, session: SESSION }));
    if (command.type === 'rewind') this.#afterRewind(connection);
  }

  /** @param {Connection} connection */
  #afterRewind(connection) {
    this.#checkpoint.rewind();
    this.step = 0;
    connection.request({ type: 'export', session: SESSION }).then(
      ({ checkpoint }) => {
        if (connection === this.#workers.current) this.#checkpoint.rewound(checkpoint);
      },
      () => {},
    );
  }
}
