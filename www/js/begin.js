// The first thing that runs: the worker loads while the page is still being put together.

import { Lab } from './lab/lab.js';

/** The Device that the address wishes for, for this visit. */
function wishedDevice() {
  const wish = new URLSearchParams(location.search).get('device');
  return wish === 'auto' || wish === 'cpu' || wish === 'gpu' ? wish : null;
}

const able = globalThis.WebAssembly && globalThis.Worker && globalThis.OffscreenCanvas;

/** `null` in a browser that can't train. */
export const lab = able ? new Lab({ device: wishedDevice() }) : null;
