// Work kept in the browser, so that a reload or a crash loses nothing. Every visit of a tab keeps its own, so that two
// tabs never overwrite each other's; it belongs to the folder of the address, because several Downhills may lie on one
// server, and to an experiment. Without storage and in a frame nothing is kept, and nothing else changes.

import { mayKeep } from './settings.js';

/** @typedef {import('../protocol.js').Text} Text */

/**
 * @typedef {object} Kept Under a name of its visit; versions before kept only one, under `last`.
 * @property {number} step
 * @property {Uint8Array} checkpoint
 * @property {Text} [title] Which experiment; those versions kept neither this nor the time.
 * @property {number} [when] In milliseconds since 1970.
 * @property {string} [link] Of the experiment, as the worker prints it; versions before kept neither this nor the place.
 * @property {string} [place] The folder of the page's address.
 */

const DATABASE = 'downhill';
const SHELF = 'checkpoints';
/** Where a tab remembers under which name it kept its work. */
const MINE = 'downhill.work';

/** Least milliseconds between two writings, and bytes that are written a millisecond: large work less often. */
const EVERY = 1000;
const SPEED = 1000;

/** Milliseconds that a browser takes to let go of a page's lock. */
const LETTING_GO = 1000;

/** Works that are kept, and bytes of them; the newest stays, however large. */
const MOST = 5;
const MOST_BYTES = 200e6;

/** The folder of this page's address. */
const here = () => new URL('.', location.href).pathname;

/** @template T @param {IDBRequest<T>} request @returns {Promise<T>} */
const answer = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

/**
 * @template T
 * @param {IDBTransactionMode} mode
 * @param {(shelf: IDBObjectStore) => T} work
 * @returns {Promise<Awaited<T> | undefined>}
 */
async function use(mode, work) {
  if (!mayKeep) return undefined;
  try {
    const opening = indexedDB.open(DATABASE, 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore(SHELF);
    const database = await answer(opening);
    try {
      return await work(database.transaction(SHELF, mode).objectStore(SHELF));
    } finally {
      database.close();
    }
  } catch {
    // Private windows, sandboxes and full discs refuse; learning goes on without.
    return undefined;
  }
}

/** The name under which this tab kept its work before a reload. */
function mine() {
  try {
    return sessionStorage.getItem(MINE);
  } catch {
    return null;
  }
}

/** Names of works whose tab is still open: each holds a lock. @returns {Promise<Set<string | undefined>>} */
async function atWork() {
  try {
    const { held = [] } = await navigator.locks.query();
    return new Set(held.map(({ name }) => name));
  } catch {
    // Without locks nobody can tell. What is offered twice is not lost.
    return new Set();
  }
}

/** @param {unknown} kept @returns {kept is Kept} */
const isKept = (kept) => {
  const { step, checkpoint } = /** @type {Partial<Kept>} */ (kept ?? {});
  return typeof step === 'number' && step > 0 && checkpoint instanceof Uint8Array;
};

/**
 * What was kept by tabs that are no more: this tab's own first, then the newest.
 * @returns {Promise<(Kept & { name: string })[]>}
 */
export async function lostWork() {
  const [names, works] = (await use('readonly', (shelf) => {
    return Promise.all([answer(shelf.getAllKeys()), answer(shelf.getAll())]);
  })) ?? [[], []];
  const own = mine();
  let busy = await atWork();
  // After a reload the browser may still have to let go of the page before.
  if (own && busy.has(own)) {
    await new Promise((resolve) => setTimeout(resolve, LETTING_GO));
    busy = await atWork();
  }
  return works
    .filter(isKept)
    .map((kept) => ({ ...kept, name: String(names[works.indexOf(kept)]) }))
    .filter(({ name, place }) => !busy.has(name) && (place ?? here()) === here())
    .sort((a, b) => Number(b.name === own) - Number(a.name === own) || (b.when ?? 0) - (a.when ?? 0));
}

/** Whether this tab kept it before a reload. @param {{ name: string }} kept */
export const isOwn = ({ name }) => name === mine();

/** Deletes what was kept here, by tabs that are open too. */
export async function forgetAll() {
  await use('readwrite', async (shelf) => {
    const [names, works] = await Promise.all([answer(shelf.getAllKeys()), answer(shelf.getAll())]);
    for (const [at, kept] of works.entries()) if ((kept?.place ?? here()) === here()) shelf.delete(names[at]);
    return answer(shelf.count());
  });
  try {
    sessionStorage.removeItem(MINE);
  } catch {
    // Then it is not there.
  }
}

/** @param {string} name */
export const forget = (name) => use('readwrite', (shelf) => answer(shelf.delete(name)));

/** Keeps this visit's work: written every few seconds, and at once where it rests. */
export class Keeper {
  /** @type {Kept | undefined} */ #newest;
  #name = '';
  #stopped = !mayKeep;
  #written = Number.NEGATIVE_INFINITY;
  /** Works of others that this one goes on from. @type {string[]} */ #from = [];
  /** The step of the last of them: at it there is nothing new to keep. */ #fromStep = -1;

  /** @param {() => boolean} worth Whether there is anything to lose: not what runs by itself while nobody did anything. */
  constructor(worth) {
    this.worth = worth;
  }

  /** @param {Kept} kept @param {boolean} rests Nothing newer will come. */
  take(kept, rests) {
    if (this.#stopped) return;
    this.#newest = { ...kept, place: here() };
    const pause = Math.max(EVERY, kept.checkpoint.byteLength / SPEED);
    if (rests || performance.now() - this.#written >= pause) this.write();
  }

  /** Nothing is kept any more in this visit. */
  stop() {
    this.#stopped = true;
    this.#newest = undefined;
  }

  /** Writes at once what was not written yet. */
  write() {
    const kept = this.#newest;
    if (!kept || kept.step === this.#fromStep || !this.worth()) return;
    this.#fromStep = -1;
    this.#newest = undefined;
    this.#written = performance.now();
    if (!this.#name) this.#begin();
    const [name, from] = [this.#name, this.#from];
    this.#from = [];
    use('readwrite', (shelf) => {
      for (const before of from) shelf.delete(before);
      return answer(shelf.put(kept, name));
    });
  }

  /** What is learnt from now on takes the place of this work. @param {string} name @param {number} step */
  goOnFrom(name, step) {
    this.#from.push(name);
    this.#fromStep = step;
  }

  /** The first writing of this visit: makes room. */
  #begin() {
    this.#name = `work ${Date.now()} ${Math.random()}`;
    try {
      sessionStorage.setItem(MINE, this.#name);
    } catch {
      // Then what is newest is offered.
    }
    // Held as long as this page lives.
    navigator.locks?.request(this.#name, () => new Promise(() => {})).catch(() => {});
    makeRoom();
  }
}

/**
 * Which works there is no room for beside the one that is begun.
 * @param {{ name: string, checkpoint: { byteLength: number } }[]} works What is wanted most comes first.
 */
export function noRoomFor(works) {
  let bytes = 0;
  return works
    .filter(({ checkpoint }, index) => {
      bytes += checkpoint.byteLength;
      return index >= MOST - 1 || bytes > MOST_BYTES;
    })
    .map(({ name }) => name);
}

/** Lets go of the oldest works. */
async function makeRoom() {
  for (const name of noRoomFor(await lostWork())) await forget(name);
}
