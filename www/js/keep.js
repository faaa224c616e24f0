// The last Checkpoint, kept in the browser so that a reload loses nothing. Without storage nothing is kept, and nothing else changes.

/** @typedef {{ step: number, checkpoint: Uint8Array }} Kept */

const DATABASE = 'downhill';
const SHELF = 'checkpoints';
const LAST = 'last';

/** Milliseconds between two writings. */
const EVERY = 5000;

/** @template T @param {IDBRequest<T>} request @returns {Promise<T>} */
const answer = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

/**
 * @template T
 * @param {IDBTransactionMode} mode
 * @param {(shelf: IDBObjectStore) => IDBRequest<T>} work
 * @returns {Promise<T | undefined>}
 */
async function use(mode, work) {
  try {
    const opening = indexedDB.open(DATABASE, 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore(SHELF);
    const database = await answer(opening);
    try {
      return await answer(work(database.transaction(SHELF, mode).objectStore(SHELF)));
    } finally {
      database.close();
    }
  } catch {
    // Private windows, sandboxes and full discs refuse; learning goes on without.
    return undefined;
  }
}

/** @returns {Promise<Kept | undefined>} */
export const lastKept = () => use('readonly', (shelf) => shelf.get(LAST));

export const forgetKept = () => use('readwrite', (shelf) => shelf.delete(LAST));

/** Writes what it is given, at most every few seconds; the newest wins. */
export class Keeper {
  /** @type {Kept | undefined} */ #newest;
  /** Whether what is kept may be replaced: not before it was looked at. @type {() => boolean} */ mayReplace = () =>
    false;
  #written = 0;

  /** @param {Kept} kept */
  take(kept) {
    this.#newest = kept;
    if (performance.now() - this.#written >= EVERY) this.write();
  }

  /** Writes at once what was not written yet. */
  write() {
    const kept = this.#newest;
    if (!kept || !this.mayReplace()) return;
    this.#newest = undefined;
    this.#written = performance.now();
    use('readwrite', (shelf) => shelf.put(kept, LAST));
  }
}
