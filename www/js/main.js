// The page: puts its parts together, and opens with something already learning.
//
// A folder imports only from folders above it in this list, types included (tests/web/unit/modules.test.js):
//   ui/      numbers, languages, keys, pens, templates: no knowledge of Downhill
//   recipe/  the keys of a Recipe
//   lab/     one experiment, kept alive over workers and Devices
//   state/   what the page knows, what the person does, and what of it is kept: in the address, in the browser, in files
//   parts/   what several panels are made of
//   panels/  a folder for each part of the page; a panel imports nothing of another

import { lab } from './begin.js';
import * as charts from './panels/charts/charts.js';
import * as confusion from './panels/confusion/confusion.js';
import * as downloads from './panels/downloads/downloads.js';
import * as experiments from './panels/experiments/experiments.js';
import * as header from './panels/header/header.js';
import * as help from './panels/help/help.js';
import * as notices from './panels/notices/notices.js';
import * as pad from './panels/pad/pad.js';
import * as samples from './panels/samples/samples.js';
import * as setup from './panels/setup/setup.js';
import * as symptoms from './panels/symptoms/symptoms.js';
import * as transport from './panels/transport/transport.js';
import * as writing from './panels/writing/writing.js';
import { Actions } from './state/actions.js';
import { announce } from './state/announce.js';
import { isDark, startAppearance } from './state/appearance.js';
import { stayAwake } from './state/awake.js';
import { acceptDrops } from './state/files.js';
import { forget, Keeper, lostWork } from './state/keep.js';
import { listen } from './state/listen.js';
import { startPrinting } from './state/print.js';
import { startShortcuts } from './state/shortcuts.js';
import { Store } from './state/store.js';
import { text } from './state/texts.js';
import { Watch } from './state/watch.js';
import { keepFocus } from './ui/focus.js';
import { number, time } from './ui/format.js';
import { language } from './ui/language.js';

/** @param {string} id */
const place = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

/**
 * What was learnt before a reload, or in a tab that is no more, if anything was kept.
 * @param {import('./state/context.js').Context} context
 * @param {Keeper} keeper
 */
async function offer(context, keeper) {
  const { store, actions } = context;
  const [kept] = await lostWork();
  if (!kept) return;
  const { name, step, checkpoint, title, when } = kept;
  const both = (/** @type {(lang: import('./ui/language.js').Language) => string} */ write) => ({
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

/** @param {import('./lab/lab.js').Lab} lab */
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
  symptoms.mount(place('symptoms'), context);
  writing.mount(place('writing'), context);
  confusion.mount(place('confusion'), context);
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
  notices.mount(place('notices'), /** @type {import('./state/context.js').Context} */ ({ store }));
}
// It says that nothing of this ran (first.js).
document.getElementById('not-started')?.remove();
