// How many samples a measured number is of.

import { number } from '../ui/format.js';

/** How many samples validation and test look at. @param {import('../state/store.js').Store} store */
export function counts(store) {
  const held = store.validation?.samples ?? Math.min(512, store.opened?.validation_samples ?? 0);
  return { held: number(held), all: number(store.report?.test?.samples ?? store.opened?.test_samples ?? 0) };
}
