// Printing: the page is light, and so are its pictures, where there is time to draw them.
//
// A browser prints as soon as `beforeprint` was told, without waiting for a worker. So the shortcut waits for new
// pictures first; from the browser's menu, pictures are printed as they are on screen.

import { isDark, setPrinting } from './appearance.js';

/** Milliseconds after which it is printed with the pictures that there are. */
const PATIENCE = 2_000;

/** @param {import('./context.js').Context} context */
export function startPrinting({ store, lab }) {
  addEventListener('beforeprint', () => setPrinting(store, true));
  addEventListener('afterprint', () => setPrinting(store, false));
  matchMedia('print').addEventListener('change', ({ matches }) => setPrinting(store, matches));

  addEventListener('keydown', async (event) => {
    const shortcut = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.code === 'KeyP';
    if (!shortcut || !isDark()) return;
    event.preventDefault();
    setPrinting(store, true);
    // Charts hear of it in the next frame, and tell the worker in the one after.
    await frames(3);
    // Answered when everything that was asked for before has been drawn.
    const drawn = lab.request({ type: 'sample', count: 0 }).catch(() => {});
    await Promise.race([drawn, new Promise((resolve) => setTimeout(resolve, PATIENCE))]);
    await frames(2);
    print();
    // Where a frame may not print, nobody says that it is over.
    setPrinting(store, matchMedia('print').matches);
  });
}

/** @param {number} count */
async function frames(count) {
  for (let frame = 0; frame < count; frame++) await new Promise(requestAnimationFrame);
}
