// The curves of a run as the worker gathers them: what the picture draws is what table, cursor and legend say.

/** @typedef {import('../protocol.js').Bucket} Bucket */
/** @typedef {import('../protocol.js').Measured} Measured */
/** @typedef {import('../protocol.js').News} News */

/** @typedef {{ buckets: Bucket[], measured: Measured[] }} Curves Oldest first. */

/** @returns {Curves} */
export const empty = () => ({ buckets: [], measured: [] });

/** With what is new in them. @param {Curves} curves @param {News} news @returns {Curves} */
export function renew(curves, news) {
  return {
    buckets: [...curves.buckets.slice(0, news.buckets_from), ...news.buckets],
    measured: [...curves.measured.slice(0, news.measured_from), ...news.measured],
  };
}

/** The place of the first row that ends at a step or after it. @param {{ step: number }[]} rows @param {number} step */
function place(rows, step) {
  let [low, high] = [0, rows.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (rows[middle].step < step) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The first step of a bucket. @param {Bucket} bucket */
export const first = ({ step, count, lost }) => step + 1 - count - lost;

/** The mean loss of a bucket; none that is a number where one of them was not. @param {Bucket} bucket */
export const meanOf = ({ mean, lost }) => (lost > 0 ? Number.NaN : mean);

/** The losses among which that of a step is. @param {Curves} curves @param {number} step */
export function lossesAt({ buckets }, step) {
  const found = buckets[place(buckets, step)];
  return found && first(found) <= step ? found : undefined;
}

/** What was measured nearest to a step. @param {Curves} curves @param {number} step */
export function measuredNear({ measured }, step) {
  const at = place(measured, step);
  const [before, after] = [measured[at - 1], measured[at]];
  return before && (!after || step - before.step < after.step - step) ? before : after;
}
