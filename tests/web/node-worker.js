// worker_cpu in a thread of Node, without a browser. WebAssembly without relaxed SIMD defines every bit of a result, so
// its losses are the same on every processor, in every browser and here.

import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';

/** @typedef {import('../../www/js/protocol.js').Command} Command */
/** @typedef {import('../../www/js/protocol.js').Event} Event */
/** @typedef {import('../../www/js/protocol.js').Recipe} Recipe */

const DATA = new URL('../../assets/data/', import.meta.url);

if (!isMainThread && workerData?.artefact) await host(workerData.artefact);

/**
 * Inside the thread: what the wasm expects of a worker's global scope.
 *
 * @param {string} artefact The folder with worker_cpu.js and worker_cpu_bg.wasm.
 */
async function host(artefact) {
  const port = /** @type {import('node:worker_threads').MessagePort} */ (parentPort);
  Object.assign(globalThis, {
    postMessage: (/** @type {Event} */ event, /** @type {any[]} */ transfer) => port.postMessage(event, transfer),
    /** Only its own data files are asked for. @param {string} address */
    fetch: async (address) => new Response(await readFile(new URL(basename(address), DATA))),
  });
  const folder = pathToFileURL(`${artefact}/`);
  const wasm = await import(new URL('worker_cpu.js', folder).href);
  await wasm.default({ module_or_path: await readFile(new URL('worker_cpu_bg.wasm', folder)) });
  port.on('message', (command) => wasm.command(command));
  port.postMessage({ type: 'loaded' });
}

/**
 * The Recipe of an experiment as worker_cpu opens it, and the losses of its first steps.
 *
 * @param {string} artefact The folder with worker_cpu.js and worker_cpu_bg.wasm.
 * @param {string} experiment
 * @param {number} steps
 * @returns {Promise<{ recipe: Recipe, losses: number[] }>}
 */
export async function firstLosses(artefact, experiment, steps) {
  const worker = new Worker(fileURLToPath(import.meta.url), { workerData: { artefact } });
  /**
   * Sends a command and waits for an event.
   *
   * @param {string} type
   * @param {Command} [command]
   * @returns {Promise<any>}
   */
  const hear = (type, command) =>
    new Promise((resolve, reject) => {
      /** @param {Event | { type: 'loaded' }} event */
      const listen = (event) => {
        if (event.type !== type && event.type !== 'failed') return;
        worker.off('message', listen);
        if (event.type !== 'failed') resolve(event);
        else reject(new Error(event.errors.map(({ text }) => text.en).join(' ')));
      };
      worker.on('message', listen);
      worker.once('error', reject);
      if (command) worker.postMessage(command);
    });
  try {
    await hear('loaded');
    const session = 1;
    const start = { link: `experiment=${experiment}`, recipe: null, checkpoint: null, data: null };
    const opened = await hear('opened', { type: 'open', session, id: 1, ...start });
    const stepped = await hear('stepped', { type: 'step', session, id: 2, count: steps });
    return { recipe: opened.recipe, losses: Array.from(stepped.losses) };
  } finally {
    await worker.terminate();
  }
}
