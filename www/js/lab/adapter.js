// What WebGPU has to offer here, asked without starting anything on it.

import { says } from './says.js';

/** @typedef {import('../protocol.js').Text} Text */

/**
 * @typedef {object} Graphics
 * @property {boolean} usable Training runs there, if slowly.
 * @property {boolean} real It is worth a try: no emulation by the processor.
 * @property {Text | null} why What is missing.
 * @property {boolean} unsure Another answer is possible later: the browser found no adapter, or has not answered.
 */

/** A browser whose graphics process has just crashed, or hangs, leaves `requestAdapter()` unanswered for good. */
const PATIENCE_MS = 4_000;

/** Least time between two questions after an answer that may change. */
export const ASK_AGAIN_MS = 5_000;

/** @type {Promise<Graphics> | undefined} */
let found;

/**
 * What is known for certain is asked once. A browser that finds no adapter just after its start, or while its graphics
 * process starts again, may find one later.
 *
 * @returns {Promise<Graphics>}
 */
export function graphics() {
  found ??= look().then((answer) => {
    if (answer.unsure) {
      setTimeout(() => {
        found = undefined;
      }, ASK_AGAIN_MS);
    }
    return answer;
  });
  return found;
}

/** @returns {Promise<Graphics>} */
async function look() {
  const no = (/** @type {Text} */ why, unsure = false) => ({ usable: false, real: false, why, unsure });
  if (!navigator.gpu) return no(says.noWebGpu());
  /** @type {GPUAdapter | null | undefined} */
  let adapter = null;
  try {
    adapter = await Promise.race([
      navigator.gpu.requestAdapter({ powerPreference: 'high-performance' }),
      /** @type {Promise<undefined>} */ (new Promise((resolve) => setTimeout(resolve, PATIENCE_MS))),
    ]);
  } catch {
    // Some browsers throw where the specification says `null`.
  }
  if (!adapter) return no(adapter === undefined ? says.adapterSilent() : says.noAdapter(), true);
  // Without it the library that training stands on panics at its first tensor.
  if (!adapter.features.has('timestamp-query')) return no(says.noTimestamps());
  return isSoftware(adapter)
    ? { usable: true, real: false, why: says.softwareAdapter(), unsure: false }
    : { usable: true, real: true, why: null, unsure: false };
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
