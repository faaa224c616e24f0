// The page: puts its parts together, and opens with something already learning.

import { Actions } from './actions.js';
import { announce } from './announce.js';
import { isDark, startAppearance } from './appearance.js';
import { stayAwake } from './awake.js';
import { lab } from './begin.js';
import { acceptDrops } from './files.js';
import { keepFocus } from './focus.js';
import { forget, Keeper, lostWork } from './keep.js';
import { listen } from './listen.js';
import { startPrinting } from './print.js';
import { startShortcuts } from './shortcuts.js';
import { Store } from './store.js';
import { language, number, text, time } from './text.js';
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

/**
 * What was learnt before a reload, or in a tab that is no more, if anything was kept.
 * @param {import('./store.js').Context} context
 * @param {Keeper} keeper
 */
async function offer(context, keeper) {
  const { store, actions } = context;
  const [kept] = await lostWork();
  if (!kept) return;
  const { name, step, checkpoint, title, when } = kept;
  const both = (/** @type {(lang: import('./text.js').Language) => string} */ write) => ({
    en: write('en'),
    zh: write('zh'),
  });
  const at = both((lang) => number(step, 6, lang));
  const words =
    title && when
      ? text('continueWork', { title, step: at, when: both((lang) => time(when, lang)) })
      : text('continueAt', { step: at });
  const answer = (/** @type {() => unknown} */ run) => () => {
    store.dismiss('kept');
    run();
  };
  store.notify({
    id: 'kept',
    level: 'note',
    text: words,
    actions: [
      {
        label: 'goOn',
        run: answer(async () => {
          if (await actions.openCheckpoint(checkpoint)) keeper.goOnFrom(name, step);
        }),
      },
      {
        label: 'startFresh',
        run: answer(async () => {
          await forget(name);
          await offer(context, keeper);
        }),
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
  const keeper = new Keeper(() => actions.touched);
  const watch = new Watch(lab, () => ({ dark: isDark(), lang: language() }));

  const padView = pad.mount(place('pad'), context);
  const helpView = help.mount(place('help'), context);
  listen(context, keeper, () => {
    watch.repeat();
    padView.repeat();
  });
  // The worker is loading meanwhile; what it says waits in its queue.
  actions.begin();

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
  addEventListener('popstate', () => actions.follow());
  addEventListener('hashchange', () => actions.follow());
  document.querySelector('.skip')?.addEventListener('click', (event) => {
    // The address stays the experiment's.
    event.preventDefault();
    place('stage').focus();
  });
  keepFocus(place('stage'));
  startShortcuts(context, () => helpView.open());
  acceptDrops(context);
  startPrinting(context);
  stayAwake(context);
  announce(context);
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
