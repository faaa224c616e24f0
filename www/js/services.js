// What serves the whole page and is not missed in its first moments: work that was kept is offered, files are taken that
// are dropped on the page, it prints well, the screen stays on while it trains, and the page is kept for the time without
// a network.

import { stayAwake } from './state/awake.js';
import { acceptDrops } from './state/files.js';
import { offerWork } from './state/offer.js';
import { startOffline } from './state/offline.js';
import { startPrinting } from './state/print.js';

/** @param {import('./state/context.js').Context} context @param {import('./state/keep.js').Keeper} keeper */
export function start(context, keeper) {
  acceptDrops(context);
  startPrinting(context);
  stayAwake(context);
  offerWork(context, keeper);
  startOffline(context);
}
