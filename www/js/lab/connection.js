// One worker as the page sees it: commands go in, events come out, answers find who asked, and its end is told once.

import { fileAddress } from '../ui/files.js';
import { scriptAddress } from '../ui/trusted.js';
import { Failed, WorkerLost } from './failed.js';
import { watchWorker } from './liveness.js';
import { says } from './says.js';

/** @typedef {import('../protocol.js').Command} Command */
/** @typedef {import('../protocol.js').Event} Event */
/** @typedef {import('../protocol.js').Error} Problem */
/** @typedef {Extract<Event, { type: 'ready' }>} Ready */
/** @typedef {Extract<Event, { type: 'opened' }>} Opened */
/** @typedef {'cpu' | 'gpu'} Device */

/**
 * Where an experiment begins; a Checkpoint wins over the others.
 * @typedef {object} Start
 * @property {string | null} [link]
 * @property {import('../protocol.js').Recipe | null} [recipe]
 * @property {Uint8Array | null} [checkpoint]
 * @property {Uint8Array | null} [data] The samples of the data set `own`.
 */

/**
 * A Command whose `session` and `id` are filled in later.
 * @template T
 * @typedef {T extends unknown ? Omit<T, 'session' | 'id'> & { session?: number, id?: number } : never} Unaddressed
 */

/** The version of src/protocol.rs that this page speaks. */
export const PROTOCOL_VERSION = 1;

/** A program that has been loaded says within this time that it stands. */
const STAND_MS = 30_000;

export class Connection {
  /** @type {Worker} */
  #worker;
  #liveness;
  #ended = false;
  #lastId = 0;
  /**
   * By id, who waits for an answer.
   * @type {Map<number, { type: Command['type'], resolve: (event: any) => void, reject: (error: Failed) => void }>}
   */
  #asked = new Map();
  /** @type {(event: Event) => void} */
  #onEvent;
  /** @type {(end: WorkerLost) => void} */
  #onEnd;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #standing;
  /** @type {(ready: Ready) => void} */
  #isReady = () => {};
  /** @type {(error: Failed) => void} */
  #isNotReady = () => {};

  /**
   * @param {Device} device Which artefact to load.
   * @param {object} [options]
   * @param {(event: Event) => void} [options.onEvent]
   * @param {(end: WorkerLost) => void} [options.onEnd] Told once, and not after `end()`.
   * @param {(seconds: number) => void} [options.onSilent] For how long it has not answered a command; 0: it does again.
   * @param {boolean} [options.count] Counts GPU dispatches.
   */
  constructor(device, { onEvent = () => {}, onEnd = () => {}, onSilent = () => {}, count = false } = {}) {
    this.device = device;
    /** Whether it ever stood. */
    this.stood = false;
    this.#onEvent = onEvent;
    this.#onEnd = onEnd;

    /** Resolves with the worker's first event. */
    this.ready = new Promise((resolve, reject) => {
      this.#isReady = /** @type {(ready: Ready) => void} */ (resolve);
      this.#isNotReady = reject;
    });
    // Whoever awaits it hears of a failure; nobody has to.
    this.ready.catch(() => {});

    const url = new URL(fileAddress('js/worker.js'));
    url.searchParams.set('kind', device);
    if (count) url.searchParams.set('count', '1');
    this.#worker = new Worker(scriptAddress(url), { type: 'module', name: `downhill ${device}` });
    this.#worker.onmessage = ({ data }) => this.#hear(data);
    this.#worker.onmessageerror = () => this.#end([says.unreadable()]);
    this.#worker.onerror = (event) => {
      event.preventDefault?.();
      this.#end([says.notLoaded(event.message)]);
    };
    this.#liveness = watchWorker(this.#worker, {
      onGone: () => this.#end([says.gone()]),
      onSilent,
      owesAnswer: () => this.#asked.size > 0,
    });
  }

  /**
   * @param {Command} command
   * @param {Transferable[]} [transfer]
   */
  post(command, transfer = []) {
    if (this.#ended) return;
    this.#worker.postMessage(command, transfer);
    // Which views are on screen is no question of a person's.
    if (command.type !== 'watch') this.#liveness.expect();
  }

  /**
   * Posts a command that carries an id, and waits for the answer.
   *
   * @param {Unaddressed<Command> & { session: number }} command
   * @returns {Promise<any>} the answering Event; rejected with `Failed`
   */
  request(command) {
    if (this.#ended) return Promise.reject(new WorkerLost([says.gone()]));
    const id = this.nextId();
    return new Promise((resolve, reject) => {
      this.#asked.set(id, { type: command.type, resolve, reject });
      this.post(/** @type {Command} */ ({ ...command, id }));
    });
  }

  /**
   * Opens a session. One that is still opening under the same number is rejected as `replaced`.
   *
   * @param {number} session
   * @param {Start} start
   * @returns {Promise<Opened>} rejected with `Failed`
   */
  open(session, { link = null, recipe = null, checkpoint = null, data = null }) {
    return this.request({ type: 'open', session, link, recipe, checkpoint, data });
  }

  /** An id that no other command to this worker has. */
  nextId() {
    this.#lastId += 1;
    return this.#lastId;
  }

  /** Whether it has not answered for a second or more. */
  get silent() {
    return this.#liveness.isSilent();
  }

  /** Ends a worker that does not answer, because a person waits no longer. */
  interrupt() {
    this.#end([says.interrupted()]);
  }

  /** Ends the worker; what was asked and not answered is rejected. */
  end() {
    this.#stop(new WorkerLost([says.gone()]));
  }

  /** @param {any} message */
  #hear(message) {
    if (this.#ended) {
      message?.bitmap?.close();
      return;
    }
    this.#liveness.hear(message);
    if (message.type === 'alive' || message.type === 'pong') return;
    if (message.type === 'loaded') {
      // On the processor it stands before worker.js says that it is there.
      if (!this.stood) this.#standing = setTimeout(() => this.#end([says.standsNot()]), STAND_MS);
      return;
    }
    /** @type {Event} */
    const event = message;
    if (event.type === 'failed' && event.fatal) {
      this.#end(event.errors);
      return;
    }
    if (event.type === 'ready') {
      if (event.version !== PROTOCOL_VERSION) {
        this.#end([says.otherVersion()]);
        return;
      }
      this.stood = true;
      clearTimeout(this.#standing);
      this.#isReady(event);
    }
    const id = 'id' in event ? event.id : null;
    const asked = id === null ? undefined : this.#asked.get(id);
    // How an opening went, only whoever asked for it can say: it may be out of date.
    if (asked?.type !== 'open') this.#onEvent(event);
    if (!asked || id === null) return;
    this.#asked.delete(id);
    if (event.type === 'failed') asked.reject(new Failed(event.errors, event));
    else asked.resolve(event);
  }

  /** @param {Problem[]} errors */
  #end(errors) {
    if (this.#ended) return;
    const end = new WorkerLost(errors, { fatal: true });
    this.#stop(end);
    this.#onEnd(end);
  }

  /** @param {WorkerLost} end */
  #stop(end) {
    if (this.#ended) return;
    this.#ended = true;
    this.#liveness.stop();
    clearTimeout(this.#standing);
    this.#worker.terminate();
    this.#isNotReady(end);
    for (const { reject } of this.#asked.values()) reject(end);
    this.#asked.clear();
  }
}
