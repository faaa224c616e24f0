// Without a network: a service worker (www/sw.js) keeps the files of this build. It is registered by a release's own page,
// never in a frame; where the browser refuses, nothing else changes. A new version waits until the person wants it.

import { fileAddress, isRelease, placeAddress } from '../ui/files.js';
import { scriptAddress } from '../ui/trusted.js';
import { mayKeep } from './settings.js';
import { withTexts } from './texts.js';

/** @typedef {import('./context.js').Context} Context */

const { text } = withTexts({
  newVersion: { en: 'A new version of Downhill is ready.', zh: 'Downhill 的新版本已就绪。' },
});

/** Milliseconds for which the page and its first experiment have the network to themselves. */
const FIRST = 3000;

/** Milliseconds between two questions for a new version, in a page that stays open. */
const EVERY = 3_600_000;

const possible = mayKeep && isRelease && location.protocol !== 'file:' && 'serviceWorker' in navigator;

/** The service worker that has all of this build. @type {Promise<ServiceWorker | null>} */
let keeper = Promise.resolve(null);

/** @param {Context} context */
export function startOffline({ store }) {
  if (!possible) return;
  keeper = new Promise((resolve) => setTimeout(resolve, FIRST)).then(() => register(store)).catch(() => null);
}

/** @param {import('./store.js').Store} store */
async function register(store) {
  const { serviceWorker } = navigator;
  const registration = await serviceWorker.register(scriptAddress(new URL(placeAddress('sw.js'))));
  const use = () => {
    serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true });
    registration.waiting?.postMessage({ type: 'use' });
  };
  const tell = () => {
    if (!registration.waiting || !registration.active) return;
    store.notify({
      id: 'version',
      level: 'note',
      text: text('newVersion'),
      actions: [{ label: 'useVersion', run: use }],
    });
  };
  tell();
  registration.addEventListener('updatefound', () => registration.installing?.addEventListener('statechange', tell));
  setInterval(() => registration.update().catch(() => {}), EVERY);
  const { active } = await serviceWorker.ready;
  // What was fetched before there was anybody to keep it.
  const pictures = performance.getEntriesByType('resource').map(({ name }) => name);
  const data = [...store.files].map((file) => fileAddress(`data/${file}`));
  if (active) ask(active, { type: 'keep', addresses: [...pictures, ...data] });
  return active;
}

/** @param {ServiceWorker} worker @param {object} message @returns {Promise<any>} */
function ask(worker, message) {
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    port1.onmessage = ({ data }) => resolve(data);
    worker.postMessage(message, [port2]);
  });
}

/**
 * What of this build is not kept yet: addresses with their bytes.
 * @returns {Promise<[string, number][] | null>} `null` where nothing can be kept.
 */
export async function missing() {
  const worker = await keeper;
  return worker && ask(worker, { type: 'missing' });
}

/**
 * Fetches what is not kept yet.
 * @param {(bytes: number) => void} tell Hears after each file how much has come.
 * @returns {Promise<boolean>} Whether all of it came.
 */
export async function fetchRest(tell) {
  const worker = await keeper;
  let come = 0;
  for (const [address, bytes] of (await missing()) ?? []) {
    if (!worker || !(await ask(worker, { type: 'keep', addresses: [address] }))) return false;
    come += bytes;
    tell(come);
  }
  return true;
}

/** Deletes what is kept of this place; this visit goes on by the network. */
export async function forgetFiles() {
  try {
    const place = placeAddress('');
    for (const registration of await navigator.serviceWorker.getRegistrations()) {
      if (registration.scope === place) await registration.unregister();
    }
    for (const name of await caches.keys()) if (name.startsWith(`downhill ${place} `)) await caches.delete(name);
  } catch {
    // Where storage is refused nothing is kept.
  }
  keeper = Promise.resolve(null);
}
