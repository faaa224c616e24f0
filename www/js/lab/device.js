// Which Device a session should run on, and why.

import { graphics } from './adapter.js';
import { says } from './says.js';

/** @typedef {import('../protocol.js').DeviceChoice} DeviceChoice */
/** @typedef {import('../protocol.js').Text} Text */
/** @typedef {import('./connection.js').Device} Device */
/** @typedef {import('./connection.js').Start} Start */
/** @typedef {import('./connection.js').Connection} Connection */

/**
 * From so many multiplications and additions a step on, the graphics card is worth a try. A step of a small network
 * is 50 to 150 dispatches, a millisecond or two on any card; the processor does twenty million operations in that
 * time.
 */
const WORTH_A_TRY = 20e6;

/** Steps of a trial on the graphics card: the first half compiles and warms up, the second is measured. */
const TRIAL_STEPS = 20;

/**
 * @param {DeviceChoice} choice
 * @param {number} operations of one step
 * @param {Text | null} refused Why the graphics card is out of the question.
 * @returns {Promise<{ device: Device, reason: Text, trial: boolean, unsure: boolean }>} `trial`: only measuring will
 *   tell; `unsure`: another answer is possible later
 */
export async function decide(choice, operations, refused) {
  const processor = (/** @type {Text} */ reason, { trial = false, unsure = false } = {}) => ({
    device: /** @type {const} */ ('cpu'),
    reason,
    trial,
    unsure,
  });
  if (choice === 'cpu') return processor(says.chosenProcessor());
  if (choice === 'auto' && operations < WORTH_A_TRY) return processor(says.smallNetwork());
  if (refused) return processor(refused);
  const { why, usable, real, unsure } = await graphics();
  if (choice === 'auto') return why ? processor(why, { unsure }) : processor(says.trying(), { trial: true });
  if (why && !usable) return processor(why, { unsure });
  const reason = real ? says.chosenGraphics() : says.chosenSoftwareGraphics();
  return { device: 'gpu', reason, trial: false, unsure: false };
}

/**
 * Milliseconds a step from `start` on, once warm.
 *
 * @param {Connection} connection
 * @param {number} session
 * @param {Start} start
 */
export async function timeSteps(connection, session, start) {
  await connection.open(session, start);
  const half = /** @type {const} */ ({ type: 'step', session, count: TRIAL_STEPS / 2 });
  await connection.request(half);
  const from = performance.now();
  await connection.request(half);
  return (performance.now() - from) / half.count;
}
