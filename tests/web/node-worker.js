// worker_cpu in a thread of Node, without a browser. WebAssembly without relaxed SIMD defines every bit of a result, so
// its losses are the same on every processor, in every browser and here.

import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';

/** @typedef {import('../../www/js/protocol.js').Command} Command */
/** @typedef {import('../../www/js/protocol.js').Event} Event */
/** @typedef {import('../../www/js/protocol.js').Recipe} Recipe */
/** @typedef {import('../../www/js/protocol.js').Input} Input */

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
 * An experiment that is open in a worker.
 *
 * @typedef {object} Experiment
 * @property {Recipe} recipe As the worker opens it.
 * @property {(count: number) => Promise<number[]>} step Trains so many steps, and gives their losses.
 * @property {(input: Input) => Promise<Extract<Event, { type: 'predicted' }>>} predict
 */

/**
 * Opens an experiment in a worker_cpu of its own, and ends that when the work is done.
 *
 * @template R
 * @param {string} artefact The folder with worker_cpu.js and worker_cpu_bg.wasm.
 * @param {string} name
 * @param {(experiment: Experiment) => Promise<R>} work
 * @returns {Promise<R>}
 */
export async function withExperiment(artefact, name, work) {
  const worker = new Worker(fileURLToPath(import.meta.url), { workerData: { artefact } });
  /**
   * Sends a command and waits for its answer. What was asked last is answered again after every report, so an answer is
   * known by its id.
   *
   * @param {string} type
   * @param {Command & { id: number }} [command]
   * @returns {Promise<any>}
   */
  const hear = (type, command) =>
    new Promise((resolve, reject) => {
      const end = () => {
        worker.off('message', listen);
        worker.off('error', fail);
      };
      /** @param {Error} error */
      const fail = (error) => {
        end();
        reject(error);
      };
      /** @param {Event | { type: 'loaded' }} event */
      const listen = (event) => {
        if (event.type === 'failed') fail(new Error(event.errors.map(({ text }) => text.en).join(' ')));
        if (event.type !== type || (command && 'id' in event && event.id !== command.id)) return;
        end();
        resolve(event);
      };
      worker.on('message', listen);
      worker.on('error', fail);
      if (command) worker.postMessage(command);
    });
  try {
    await hear('loaded');
    const session = 1;
    let id = 1;
    const start = { link: `experiment=${name}`, recipe: null, checkpoint: null, data: null };
    const opened = await hear('opened', { type: 'open', session, id: id++, ...start });
    return await work({
      recipe: opened.recipe,
      async step(count) {
        /** @type {number[]} */
        const losses = [];
        // Where a data file is still on its way, fewer are taken.
        while (losses.length < count) {
          const stepped = await hear('stepped', { type: 'step', session, id: id++, count: count - losses.length });
          losses.push(...stepped.losses);
          if (stepped.losses.length === 0) await sleep(10);
        }
        return losses;
      },
      predict: (input) => hear('predicted', { type: 'predict', session, id: id++, input }),
    });
  } finally {
    await worker.terminate();
  }
}

/**
 * The Recipe of an experiment as worker_cpu opens it, and the losses of its first steps.
 *
 * @param {string} artefact The folder with worker_cpu.js and worker_cpu_bg.wasm.
 * @param {string} experiment
 * @param {number} steps
 * @returns {Promise<{ recipe: Recipe, losses: number[] }>}
 */
export const firstLosses = (artefact, experiment, steps) =>
  withExperiment(artefact, experiment, async ({ recipe, step }) => ({ recipe, losses: await step(steps) }));
