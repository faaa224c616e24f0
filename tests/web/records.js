// The records of trainings in tests/records: the result of a whole training, which `cargo xtask train` makes natively,
// and the losses of its first steps, which the built worker_cpu gives bit for bit.
//
//   node tests/web/records.js FOLDER EXPERIMENT …
//
// writes those losses anew, as worker_cpu in that folder computes them. `cargo xtask train` calls it.

import assert from 'node:assert/strict';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { firstLosses } from './node-worker.js';

/**
 * What is kept of a training; xtask/src/train.rs makes it.
 * @typedef {object} TrainingRecord
 * @property {{ made_by: string, losses: number[] }} [first_steps]
 * @property {import('../../www/js/protocol.js').Recipe} recipe
 * @property {object} result
 */

const RECORDS = new URL('../records/', import.meta.url);

/** Steps whose losses are kept: past them a difference in the last bit has long grown to be seen. */
const STEPS = 100;

/** The experiments that have a record. */
export async function recorded() {
  const files = (await readdir(RECORDS)).filter((name) => name.endsWith('.json'));
  return files.map((name) => name.slice(0, -'.json'.length)).toSorted();
}

/** @param {string} experiment */
const path = (experiment) => new URL(`${experiment}.json`, RECORDS);

/** @param {string} experiment @returns {Promise<TrainingRecord>} */
export const read = async (experiment) => JSON.parse(await readFile(path(experiment), 'utf8'));

/**
 * @param {string} artefact
 * @param {string[]} experiments
 */
async function renew(artefact, experiments) {
  for (const experiment of experiments) {
    const record = await read(experiment);
    const { recipe, losses } = await firstLosses(artefact, experiment, STEPS);
    assert.deepEqual(record.recipe, recipe, `${experiment} was changed: cargo xtask train ${experiment}`);
    const made_by = `worker_cpu, WebAssembly with SIMD, in Node ${process.versions.node}`;
    const renewed = { first_steps: { losses, made_by }, recipe: record.recipe, result: record.result };
    await writeFile(path(experiment), `${JSON.stringify(renewed, null, 2)}\n`);
    console.log(`${experiment}: the losses of ${losses.length} steps`);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await renew(process.argv[2], process.argv.slice(3));
