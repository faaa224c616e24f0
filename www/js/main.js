// The page: puts its parts together, and opens with something already learning.
//
// A folder imports only from folders above it in this list, types included (tests/web/unit/modules.test.js):
//   ui/      numbers, languages, keys, pens, templates: no knowledge of Downhill
//   recipe/  the keys of a Recipe
//   lab/     one experiment, kept alive over workers and Devices
//   state/   what the page knows, what the person does, and what of it is kept: in the address, in the browser, in files
//   parts/   what several panels are made of
//   embed/   a figure in somebody else's page (figure.js): what it is asked to be, and what it says to the page around it
//   panels/  a folder for each part of the page; a panel imports nothing of another

import { lab } from './begin.js';
import { LATER, PANELS } from './panels/index.js';
import { loadLater, mountLater } from './panels/later.js';
import { mount as mountNotices } from './panels/notices/notices.js';
import { Actions } from './state/actions.js';
import { announce } from './state/announce.js';
import { isDark, startAppearance } from './state/appearance.js';
import { Asking } from './state/asking.js';
import { Keeper } from './state/keep.js';
import { Lighting } from './state/lighting.js';
import { listen } from './state/listen.js';
import { Presenting } from './state/presenting.js';
import { startShortcuts } from './state/shortcuts.js';
import { Store } from './state/store.js';
import { text } from './state/texts.js';
import { Watch } from './state/watch.js';
import { keepFocus } from './ui/focus.js';
import { language } from './ui/language.js';

/** @param {string} id */
const place = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

/** What nobody misses in the first moments. @type {import('./panels/index.js').LaterPart<typeof import('./services.js')>} */
const SERVICES = {
  id: 'services',
  title: 'services',
  styles: [],
  load: () => import('./services.js'),
};

/** @param {import('./lab/lab.js').Lab} lab */
function start(lab) {
  const store = new Store();
  startAppearance(store);
  const actions = new Actions(store, lab);
  const presenting = new Presenting(store, actions);
  const watch = new Watch(lab, () => ({ dark: isDark(), lang: language(), larger: presenting.scale }));
  const open = (/** @type {string} */ panel, /** @type {string | undefined} */ about) => {
    later.get(panel)?.open(about);
  };
  const asking = new Asking(lab, store);
  const keeper = new Keeper(() => actions.touched);
  const lighting = new Lighting(store);
  const context = { store, lab, actions, watch, asking, lighting, presenting, keeper, open };
  listen(context, keeper);
  // The worker is loading meanwhile; what it says waits in its queue.
  actions.begin();

  for (const { id, mount } of PANELS) mount(place(id), context);
  const later = new Map(LATER.map((panel) => [panel.id, mountLater(place(panel.id), context, panel)]));

  store.on(['lang', 'theme', 'view'], () => watch.tell());
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
  announce(context);
  loadLater(context, SERVICES, (services) => services.start(context, keeper));
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
