// What WebGPU has to offer here, asked without starting anything on it.

import { says } from './says.js';

/** @typedef {import('../protocol.js').Text} Text */

/**
 * @typedef {object} Graphics
 * @property {boolean} usable Training runs there, if slowly.
 * @property {boolean} real It is worth a try: no emulation by the processor.
 * @property {Text | null} why What is missing.
 */

/** @type {Promise<Graphics> | undefined} */
let found;

/** @returns {Promise<Graphics>} */
export function graphics() {
  found ??= look();
  return found;
}

/** @returns {Promise<Graphics>} */
async function look() {
  const no = (/** @type {Text} */ why) => ({ usable: false, real: false, why });
  if (!navigator.gpu) return no(says.noWebGpu());
  /** @type {GPUAdapter | null} */
  let adapter = null;
  try {
    adapter = await navigator.gpu.requestAdapter({ powerPreference: 'high-performance' });
  } catch {
    // Some browsers throw where the specification says `null`.
  }
  if (!adapter) return no(says.noAdapter());
  // Without it the library that training stands on panics at its first tensor.
  if (!adapter.features.has('timestamp-query')) return no(says.noTimestamps());
  return isSoftware(adapter)
    ? { usable: true, real: false, why: says.softwareAdapter() }
    : { usable: true, real: true, why: null };
}

/** @param {GPUAdapter} adapter */
function isSoftware(adapter) {
  // Where it stood before it moved into `info`.
  const old = /** @type {{ isFallbackAdapter?: boolean }} */ (/** @type {unknown} */ (adapter));
  const { info } = adapter;
  if (info?.isFallbackAdapter ?? old.isFallbackAdapter) return true;
  // Not every browser sets the flag for what the system itself emulates.
  const names = [info?.vendor, info?.architecture, info?.device, info?.description].join(' ');
  return /swiftshader|llvmpipe|lavapipe|basic render/i.test(names);
}
