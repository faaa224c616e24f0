// The page: puts its parts together, and opens with something already learning.

import { Actions } from './actions.js';
import { isDark, startAppearance } from './appearance.js';
import { stayAwake } from './awake.js';
import { lab } from './begin.js';
import { acceptDrops } from './files.js';
import { forgetKept, Keeper, lastKept } from './keep.js';
import { listen } from './listen.js';
import { startPrinting } from './print.js';
import { startShortcuts } from './shortcuts.js';
import { Store } from './store.js';
import { language, number, text } from './text.js';
import * as charts from './views/charts.js';
import * as downloads from './views/downloads.js';
import * as experiments from './views/experiments.js';
import * as header from './views/header.js';
import * as help from './views/help.js';
import * as notices from './views/notices.js';
import * as pad from './views/pad.js';
import { mountConfusion } from './views/reports.js';
import * as samples from './views/samples.js';
import * as setup from './views/setup.js';
import * as transport from './views/transport.js';
import * as writing from './views/writing.js';
import { Watch } from './watch.js';

/** @param {string} id */
const place = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

/** After a reload: what was learnt before, if anything was kept. @param {import('./store.js').Context} context @param {Keeper} keeper */
async function offer({ store, actions }, keeper) {
  const kept = await lastKept();
  // The experiment that starts by itself must not replace what is still being offered.
  keeper.mayReplace = () => actions.touched || !store.notices.some(({ id }) => id === 'kept');
  if (!kept || !(kept.step > 0) || !(kept.checkpoint instanceof Uint8Array)) return;
  store.notify({
    id: 'kept',
    level: 'note',
    text: text('continueAt', { step: { en: number(kept.step, 6, 'en'), zh: number(kept.step, 6, 'zh') } }),
    actions: [
      {
        label: 'goOn',
        run: () => {
          store.dismiss('kept');
          actions.openCheckpoint(kept.checkpoint);
        },
      },
      {
        label: 'startFresh',
        run: () => {
          store.dismiss('kept');
          forgetKept();
        },
      },
    ],
  });
}

/** @param {import('./lab.js').Lab} lab */
function start(lab) {
  const store = new Store();
  startAppearance(store);
  const actions = new Actions(store, lab);
  const context = { store, lab, actions };
  const keeper = new Keeper();
  const watch = new Watch(lab, () => ({ dark: isDark(), lang: language() }));

  const padView = pad.mount(place('pad'), context);
  const helpView = help.mount(place('help'), context);
  listen(context, keeper, () => {
    watch.repeat();
    padView.repeat();
  });
  // The worker is loading meanwhile; what it says waits in its queue.
  actions.openLink(location.hash, location.hash.length > 1 ? undefined : true);

  header.mount(place('header'), context, { help: () => helpView.open() });
  transport.mount(place('transport'), context);
  notices.mount(place('notices'), context);
  experiments.mount(place('experiments'), context);
  downloads.mount(place('downloads'), context);
  charts.mount(place('charts'), context, watch);
  notices.mountSymptoms(place('symptoms'), context);
  writing.mount(place('writing'), context);
  mountConfusion(place('confusion'), context);
  samples.mount(place('samples'), context);
  setup.mount(place('setup'), context);

  store.on(['lang', 'theme'], () => watch.tell());
  addEventListener('resize', () => watch.tell());
  addEventListener('hashchange', () => actions.openLink(location.hash));
  startShortcuts(context, () => helpView.open());
  acceptDrops(context);
  startPrinting(context);
  stayAwake(context);
  offer(context, keeper);
}

if (lab) {
  start(lab);
} else {
  const store = new Store();
  startAppearance(store);
  store.dead = true;
  store.notify({ id: 'browser', level: 'error', text: text('browserTooOld') });
  notices.mount(place('notices'), /** @type {import('./store.js').Context} */ ({ store }));
}
// It says that nothing of this ran (first.js).
document.getElementById('not-started')?.remove();
