// A figure's end of the protocol: hears the page around it and nobody else, and tells it what happens.

import { Flood, PROTOCOL, read, TO_FIGURE } from './protocol.js';

/** @typedef {import('./protocol.js').Message} Message */
/** @typedef {import('../protocol.js').Text} Text */

export class Port {
  #flood = new Flood();
  #host;
  #hear;
  /** What was complained of in this flood's second. @type {Map<string, number>} */
  #complaints = new Map();

  /**
   * @param {string} host The origin of the page around; empty: whoever frames it.
   * @param {(message: Message) => void} hear
   */
  constructor(host, hear) {
    this.#host = host;
    this.#hear = hear;
    if (parent === self) return;
    addEventListener('message', (event) => {
      if (event.source === parent && (!host || event.origin === host)) this.#take(event.data);
    });
  }

  /** @param {unknown} data */
  #take(data) {
    const found = read(TO_FIGURE, data);
    if (!found) return;
    const turn = this.#flood.take(performance.now());
    if (turn === 'first') this.#complain('too_many_messages', '');
    else if (turn === 'heard' && 'message' in found) this.#hear(found.message);
    else if (turn === 'heard' && 'fault' in found) this.#complain(found.fault, found.about);
  }

  /** Once a second, so that two sides that answer each other's complaints don't go on for ever. @param {string} code @param {string} about */
  #complain(code, about) {
    const now = performance.now();
    if (now - (this.#complaints.get(code) ?? Number.NEGATIVE_INFINITY) < 1000) return;
    this.#complaints.set(code, now);
    import('./faults.js').then(({ FAULTS }) => this.fail(code, FAULTS[code](about)), reportError);
  }

  /** @param {string} type One of `FROM_FIGURE`. @param {Record<string, unknown>} fields */
  tell(type, fields) {
    if (parent !== self) parent.postMessage({ downhill: PROTOCOL, type, ...fields }, this.#host || '*');
  }

  /** @param {string} code @param {Text} text */
  fail(code, { en, zh }) {
    this.tell('failed', { code, en, zh });
  }
}
