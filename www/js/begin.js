// The first thing that runs: the worker loads while the page is still being put together.

import { Lab } from './lab/lab.js';

/** The Device of this visit, where the address overrides that of the Recipe. */
function deviceOverride() {
  const device = new URLSearchParams(location.search).get('device');
  return device === 'auto' || device === 'cpu' || device === 'gpu' ? device : null;
}

const able = globalThis.WebAssembly && globalThis.Worker && globalThis.OffscreenCanvas;

/** `null` in a browser that can't train. */
export const lab = able ? new Lab({ device: deviceOverride() }) : null;
