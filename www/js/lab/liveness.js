// Notices that a worker is gone. A browser that ends a worker, for want of memory say, tells nobody.

/** How often a worker without a lock is asked whether it lives. */
const ASK_EVERY_MS = 5_000;

/** So many questions may stay unanswered: one step of a large network can keep a worker busy for long. */
const PATIENCE = 12;

/**
 * Calls `onGone` once if the worker ends without having been asked to.
 *
 * The worker holds a lock as long as it lives, so whoever waits for the lock gets it when the worker is gone. Where
 * a page may not use locks it asks the worker every few seconds, and counts questions instead of reading a clock: a
 * machine that was asleep asks once more before it gives up.
 *
 * @param {Worker} worker
 * @param {() => void} onGone
 * @returns {{ hear: (message: { type: string, lock?: string | null }) => void, stop: () => void }} `hear` takes the
 *   worker's `alive` and `pong`.
 */
export function watchWorker(worker, onGone) {
  const waiting = new AbortController();
  let unanswered = 0;
  const asking = setInterval(() => {
    if (unanswered === PATIENCE) {
      stop();
      onGone();
      return;
    }
    unanswered += 1;
    worker.postMessage({ type: 'ping' });
  }, ASK_EVERY_MS);

  function stop() {
    clearInterval(asking);
    waiting.abort();
  }

  /** @param {string} lock */
  function waitFor(lock) {
    navigator.locks
      .request(lock, { signal: waiting.signal }, () => {
        stop();
        onGone();
      })
      // Aborted by `stop`; or refused, and then the worker goes on being asked.
      .catch(() => {});
  }

  return {
    hear(message) {
      unanswered = 0;
      if (message.type === 'alive' && message.lock && navigator.locks) {
        clearInterval(asking);
        waitFor(message.lock);
      }
    },
    stop,
  };
}
