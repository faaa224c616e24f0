// The service worker: keeps the files of one build, so that the page works without a network. A build is kept whole or
// not at all, and the page of one build only ever gets files of the same: they lie in a folder that is named after it.
//
// It never takes the place of another version by itself: the page asks the person (www/js/state/offline.js). Only a page
// of its own registers it, and what is asked for in a frame goes to the network.

/**
 * What xtask/src/offline.rs writes at the top of this file: the folder of the build, and the bytes of its files by their
 * paths in it, of what every visit needs and of everything else.
 *
 * @typedef {{ build: string, needed: Record<string, number>, others: Record<string, number> }} Release
 */

/** @typedef {{ type: 'missing' } | { type: 'keep', addresses: string[] } | { type: 'use' }} Message */

const worker = /** @type {ServiceWorkerGlobalScope & { downhill: Release }} */ (/** @type {unknown} */ (self));
const { build, needed, others } = worker.downhill;
const { scope } = worker.registration;

/** Beginning of the names of this place's caches: several Downhills may lie on one server. */
const PLACE = `downhill ${scope} `;
const CACHE = PLACE + build;

/** Builds that are kept: a tab may still be open on the one before. */
const BUILDS = 2;

const HTML = ['', 'index.html'];

/** The address of the build's folder. */
const FOLDER = new URL(`${build}/`, scope).href;

/** Keeps what every visit needs, or nothing. */
async function install() {
  if (await caches.has(CACHE)) return;
  const cache = await caches.open(CACHE);
  try {
    // The files lie at addresses of their own for good; the page has to be that of this build.
    await cache.addAll(Object.keys(needed).map((path) => FOLDER + path));
    const page = await fetch(scope, { cache: 'no-cache' });
    const text = await page.clone().text();
    if (!page.ok || !text.includes(build)) throw new Error('the page is of another build');
    await cache.put(scope, page);
  } catch (error) {
    await caches.delete(CACHE);
    throw error;
  }
}

/** Lets go of builds that nobody can have open any more, and serves the tabs that are. */
async function activate() {
  const builds = (await caches.keys()).filter((name) => name.startsWith(PLACE) && name !== CACHE);
  for (const name of builds.slice(0, 1 - BUILDS)) await caches.delete(name);
  await worker.clients.claim();
}

/** The page of this build. @param {Request} request */
async function page(request) {
  return (await kept(scope, { cacheName: CACHE })) ?? fetch(request);
}

/** @param {string} address @param {MultiCacheQueryOptions} [options] @returns {Promise<Response | undefined>} */
async function kept(address, options) {
  try {
    return await caches.match(address, options);
  } catch {
    // Without storage the network is all there is.
    return undefined;
  }
}

/** A file of a build: the one that is kept, or from the network, and then it is kept. @param {FetchEvent} event */
async function file({ request }) {
  const url = new URL(request.url);
  // Workers are told by it what they are; it is the same file.
  const { search } = url;
  url.search = '';
  const hit = await kept(url.href);
  // An answer that has no address takes that of the request, with what a worker is told by it.
  if (hit) return search ? new Response(hit.body, hit) : hit;
  const answer = await fetch(request);
  if (answer.status === 200) await keep(url.href, answer.clone());
  return answer;
}

/** Keeps an answer, unless its build was forgotten in the meantime. @param {string} address @param {Response} answer */
async function keep(address, answer) {
  try {
    if (!address.startsWith(FOLDER) || !(await caches.has(CACHE))) return;
    const cache = await caches.open(CACHE);
    // Nobody waits for the disc.
    cache.put(address, answer).catch(() => {});
  } catch {
    // A full disc, or none: it is fetched again.
  }
}

/** What is not kept yet, with its bytes. @returns {Promise<[string, number][]>} */
async function missing() {
  const cache = await caches.open(CACHE);
  const there = new Set((await cache.keys()).map(({ url }) => url));
  return Object.entries(others)
    .map(([path, bytes]) => /** @type {[string, number]} */ ([FOLDER + path, bytes]))
    .filter(([address]) => !there.has(address));
}

/** Keeps files of this build; whether all of them came. @param {string[]} addresses */
async function keepAll(addresses) {
  try {
    const known = new Set((await missing()).map(([address]) => address));
    const cache = await caches.open(CACHE);
    for (const address of addresses) if (known.has(address)) await cache.add(address);
    return true;
  } catch {
    return false;
  }
}

worker.addEventListener('install', (event) => event.waitUntil(install()));
worker.addEventListener('activate', (event) => event.waitUntil(activate()));

worker.addEventListener('fetch', (event) => {
  const { method, mode, destination, url } = event.request;
  if (method !== 'GET' || !url.startsWith(scope)) return;
  const [address] = url.slice(scope.length).split(/[?#]/);
  if (mode === 'navigate') {
    if (destination === 'document' && HTML.includes(address)) event.respondWith(page(event.request));
  } else if (address.startsWith('build-')) event.respondWith(file(event));
});

worker.addEventListener('message', (event) => {
  const message = /** @type {Message} */ (event.data);
  const [port] = event.ports;
  const answer = (/** @type {Promise<unknown>} */ work) =>
    event.waitUntil(
      work.then(
        (result) => port?.postMessage(result),
        () => port?.postMessage(null),
      ),
    );
  if (message.type === 'missing') answer(missing());
  if (message.type === 'keep') answer(keepAll(message.addresses));
  if (message.type === 'use') event.waitUntil(worker.skipWaiting());
});
