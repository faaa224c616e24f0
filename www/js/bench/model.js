// A task that stands in the product's worker, trained step by step through the product's protocol.

import { withMetadata } from './safetensors.js';
import { checkpointOf, recipeOf, samplesOf } from './task.js';

/** @typedef {import('../lab/connection.js').Connection} Connection */
/** @typedef {import('./task.js').Task} Task */

let lastSession = 0;

/**
 * @param {Connection} connection
 * @param {Task} task
 */
export async function setup(connection, task) {
  const { catalog, adapter } = await connection.ready;
  const recipe = recipeOf(catalog, task, connection.device);
  const data = samplesOf(task);
  lastSession += 1;
  const session = lastSession;
  const opened = await connection.open(session, { checkpoint: checkpointOf(task, recipe), data });
  if (opened.problems.length > 0) {
    throw new Error(`unsupported: ${opened.problems.map(({ text }) => text.en).join(' ')}`);
  }

  /** The batch that comes next. */
  let next = 0;
  /** @type {Promise<void> | null} */
  let seeking = null;
  /** @type {Promise<number>} */
  let latest = Promise.resolve(Number.NaN);

  /**
   * Batches follow each other in the session as they do in the task; who asks for another one gets it by Checkpoint.
   *
   * @param {number} batch
   */
  async function seek(batch) {
    await latest;
    const { checkpoint } = await connection.request({ type: 'export', session });
    const moved = withMetadata(checkpoint, (metadata) => {
      const meta = JSON.parse(metadata.downhill);
      meta.position.sample = batch * task.batch;
      return { ...metadata, downhill: JSON.stringify(meta) };
    });
    await connection.open(session, { checkpoint: moved, data });
    seeking = null;
  }

  /**
   * @param {number} from
   * @param {number} count
   */
  function run(from, count) {
    if (from % task.nBatches !== next) seeking = seek(from % task.nBatches);
    next = (from + count) % task.nBatches;
    const train = () => connection.request({ type: 'step', session, count });
    latest = (seeking ? seeking.then(train) : train()).then(({ losses }) => losses.at(-1));
    // Whoever asks for the loss hears of a failure.
    latest.catch(() => {});
    return latest;
  }

  return {
    step: (/** @type {number} */ i) => run(i, 1).then(() => {}),
    loss: () => latest,
    run,
    /** @param {ArrayLike<number>} x */
    async infer(x) {
      const input = { type: /** @type {const} */ ('values'), values: Array.from(x) };
      const { logits } = await connection.request({ type: 'predict', session, input });
      // It would be read again after every report.
      connection.post({ type: 'predict', session, id: connection.nextId(), input: null });
      return Array.from(/** @type {number[]} */ (logits));
    },
    /** Makes room for others. */
    close: () => connection.post({ type: 'close', session }),
    note: adapter ? `${connection.device}: ${adapter.name}` : connection.device,
    /** Steps, losses and more of the session, as the worker reports them. */
    session,
  };
}
