// What happens when nobody touches the page: the screen stays on while it trains, a hidden tab goes on or pauses.

import { settings } from './settings.js';

/** @typedef {import('./context.js').Context} Context */

/** @param {Context} context */
export function stayAwake({ store, actions }) {
  /** @type {WakeLockSentinel | undefined} */
  let lock;
  let asking = false;
  let pausedByHiding = false;

  async function light() {
    const wanted = store.running && document.visibilityState === 'visible';
    if (!wanted) {
      lock?.release().catch(() => {});
      lock = undefined;
      return;
    }
    if ((lock && !lock.released) || asking || !('wakeLock' in navigator)) return;
    asking = true;
    try {
      lock = await navigator.wakeLock.request('screen');
    } catch {
      // An empty battery or an embedder's policy: the screen may go dark.
    }
    asking = false;
    if (!store.running) light();
  }

  store.on(['running'], light);
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') {
      if (store.running && settings.get('hidden') === 'pause') {
        pausedByHiding = true;
        actions.pause();
      }
    } else if (pausedByHiding) {
      pausedByHiding = false;
      actions.train();
    }
    light();
  });
}
