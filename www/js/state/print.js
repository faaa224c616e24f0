// Printing: the page is light, and so are its pictures.
//
// A browser prints as soon as `beforeprint` was told, without waiting for a worker. So the shortcut waits for new
// pictures first; from the browser's menu dark pictures are printed as they are, with their lightness turned around
// (`data-pictures` in layout.css), until the light ones are there.

import { isDark, isPrinting, setPrinting } from './appearance.js';

/** Milliseconds after which it is printed with the pictures that there are. */
const PATIENCE = 2_000;

/** @param {import('./context.js').Context} context */
export function startPrinting({ store, lab }) {
  const { dataset } = document.documentElement;

  /** The page becomes light at once, and its pictures as soon as they are drawn. */
  const lighten = async () => {
    if (isDark()) dataset.pictures = 'dark';
    setPrinting(store, true);
    // Charts hear of it in the next frame, and tell the worker in the one after.
    await frames(3);
    try {
      // Answered when everything that was asked for before has been drawn.
      await lab.request({ type: 'sample', count: 0 });
    } catch {
      return;
    }
    await frames(2);
    delete dataset.pictures;
  };
  const end = () => {
    setPrinting(store, false);
    delete dataset.pictures;
  };

  // Browsers tell of it in one of these ways, or in both.
  const begin = () => !isPrinting() && lighten();
  addEventListener('beforeprint', begin);
  addEventListener('afterprint', end);
  matchMedia('print').addEventListener('change', ({ matches }) => (matches ? begin() : end()));

  addEventListener('keydown', async (event) => {
    const shortcut = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.code === 'KeyP';
    if (!shortcut || !isDark()) return;
    event.preventDefault();
    await Promise.race([lighten(), new Promise((resolve) => setTimeout(resolve, PATIENCE))]);
    print();
    // Where a frame may not print, nobody says that it is over.
    if (!matchMedia('print').matches) end();
  });
}

/** @param {number} count */
async function frames(count) {
  for (let frame = 0; frame < count; frame++) await new Promise(requestAnimationFrame);
}
