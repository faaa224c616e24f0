// Whether a worker lives, and whether it answers.
//
// A browser that ends a worker, for want of memory say, tells nobody; and a worker that computes without end lives and
// answers nothing. worker.js answers a ping between two slices of work.

const TICK_MS = 1_000;

// Ticks are counted and no clock is read: a machine that was asleep asks once more before it gives up.

/** A worker without a lock is asked so often whether it lives. */
const ASK_EVERY = 5;

/** A worker without a lock that is silent for so long is gone: one step of a large network can take long. */
const GONE = 60;

/** Silence is told after so many seconds, and then rarely, because it is read aloud. @param {number} silence */
const isTold = (silence) => silence === FIRST_TOLD || silence === 15 || silence % 30 === 0;
const FIRST_TOLD = 6;

/**
 * Calls `onGone` once if the worker ends without having been asked to, and `onSilent` with the seconds for which it has
 * not answered a command; with 0 when it answers again.
 *
 * The worker holds a lock as long as it lives, so whoever waits for the lock gets it when the worker is gone. Where a
 * page may not use locks it asks the worker every few seconds.
 *
 * @param {Worker} worker
 * @param {object} options
 * @param {() => void} options.onGone
 * @param {(seconds: number) => void} options.onSilent
 * @param {() => boolean} options.owesAnswer Whether it has been asked something that it has not answered.
 * @returns {{
 *   hear: (message: { type: string, lock?: string | null }) => void,
 *   expect: () => void,
 *   isSilent: () => boolean,
 *   stop: () => void,
 * }} `hear` takes every message of the worker; `expect` is called after every command.
 */
export function watchWorker(worker, { onGone, onSilent, owesAnswer }) {
  const waiting = new AbortController();
  /** worker.js itself has been loaded: before, silence is the network's. */
  let loaded = false;
  let locked = false;
  /** A ping is unanswered. */
  let asked = false;
  /** A command waits for a sign of life. */
  let expected = false;
  /** A command came after the ping that is unanswered. */
  let askAgain = false;
  let silence = 0;
  let rest = 0;
  const ticking = setInterval(tick, TICK_MS);

  function ask() {
    asked = true;
    silence = 0;
    rest = 0;
    worker.postMessage({ type: 'ping' });
  }

  function tick() {
    rest += 1;
    if (asked) {
      silence += 1;
      if (!locked && silence === GONE) gone();
      else if (loaded && expected && isTold(silence)) onSilent(silence);
    } else if (owesAnswer()) {
      expected = true;
      ask();
    } else if (!locked && rest >= ASK_EVERY) ask();
  }

  function stop() {
    clearInterval(ticking);
    waiting.abort();
    endSilence();
  }

  function endSilence() {
    if (expected && silence >= FIRST_TOLD) onSilent(0);
    silence = 0;
  }

  function gone() {
    stop();
    onGone();
  }

  /** @param {string} lock */
  function waitFor(lock) {
    locked = true;
    navigator.locks
      .request(lock, { signal: waiting.signal }, gone)
      // Aborted by `stop`; or refused, and then the worker goes on being asked.
      .catch(() => {
        locked = false;
      });
  }

  return {
    hear(message) {
      endSilence();
      loaded = true;
      if (message.type === 'pong') {
        asked = false;
        if (askAgain) ask();
        else expected = false;
        askAgain = false;
      }
      if (message.type === 'alive' && message.lock && navigator.locks) waitFor(message.lock);
    },
    expect() {
      expected = true;
      if (asked) askAgain = true;
      else ask();
    },
    isSilent: () => asked && silence > 0,
    stop,
  };
}
