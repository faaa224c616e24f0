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
import { LATER, PANELS } from './panels/index.js';
import { mountLater } from './panels/later.js';
import { mount as mountNotices } from './panels/notices/notices.js';
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
  const watch = new Watch(lab, () => ({ dark: isDark(), lang: language() }));
  const help = () => {
    later.get('help')?.open();
  };
  const context = { store, lab, actions, watch, help };
  const keeper = new Keeper(() => actions.touched);
  listen(context, keeper);
  // The worker is loading meanwhile; what it says waits in its queue.
  actions.begin();

  for (const { id, mount } of PANELS) mount(place(id), context);
  const later = new Map(LATER.map((panel) => [panel.id, mountLater(place(panel.id), context, panel)]));

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
  startShortcuts(context);
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
  mountNotices(place('notices'), /** @type {import('./state/context.js').Context} */ ({ store }));
}
// It says that nothing of this ran (first.js).
document.getElementById('not-started')?.remove();
