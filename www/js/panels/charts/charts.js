// The views that this experiment can show, each a panel of its own.

import { nameOf } from '../../state/names.js';
import { t, text } from '../../state/texts.js';
import { enlarged, unknown, wanted } from './presence.js';
import { mount as mountView } from './view.js';

/** @typedef {import('../../state/context.js').Context} Context */
/** @typedef {ReturnType<typeof mountView>} View */

/** @param {HTMLElement} root @param {Context} context */
export function mount(root, context) {
  const { store, lab } = context;
  /** @type {Map<string, { section: HTMLElement, view: View }>} */
  const panels = new Map();

  /** Where views of a kind stand. @param {string} place */
  const placeOf = (place) => /** @type {HTMLElement} */ (root.querySelector(`[data-place="${place}"]`));

  const end = store.on(['opened'], () => {
    const wanted = store.opened?.views ?? [];
    for (const [id, { section, view }] of panels) {
      if (wanted.includes(id)) continue;
      view.destroy();
      section.remove();
      panels.delete(id);
    }
    /** How many stand in a place. @type {Map<HTMLElement, number>} */
    const counts = new Map();
    for (const id of wanted) {
      let panel = panels.get(id);
      if (!panel) {
        const section = document.createElement('section');
        section.className = 'panel chart-panel';
        section.dataset.chart = id;
        panel = { section, view: mountView(section, context, id) };
        panels.set(id, panel);
      }
      const place = placeOf(store.catalog?.views.find((entry) => entry.id === id)?.place ?? 'probe');
      const count = counts.get(place) ?? 0;
      counts.set(place, count + 1);
      // Appending what stands there already in this order would lose the focus within.
      const at = place.children[count];
      if (at !== panel.section) place.insertBefore(panel.section, at ?? null);
    }
  });

  const endLarge = store.on(['opened', 'catalog', 'view'], () => {
    const views = store.catalog?.views ?? [];
    const shown = views.filter(({ id }) => panels.has(id));
    const large = enlarged(shown, store.view);
    root.classList.toggle('enlarged', large !== null);
    for (const [id, { section }] of panels) section.classList.toggle('large', id === large);
  });
  const endUnknown = store.on(['catalog', 'view'], () => {
    const ids = store.catalog ? unknown(store.catalog.views, store.view).join(', ') : '';
    if (ids) store.notify({ id: 'no-such-panel', level: 'note', text: text('noSuchPanel', { ids }) });
  });

  /** Ids of views that were shown in this visit, or told to be lacking. @type {Set<string>} */
  const known = new Set();
  const endLacking = store.on(['opened'], () => {
    const { opened, catalog, view } = store;
    if (!opened || !catalog) return;
    for (const id of opened.views) known.add(id);
    const lacking = catalog.views.filter(({ id }) => wanted(view).includes(id) && !known.has(id));
    for (const { id } of lacking) known.add(id);
    const titles = lacking.map(({ title }) => title);
    const what = { en: titles.map(({ en }) => en).join(', '), zh: titles.map(({ zh }) => zh).join('、') };
    if (lacking.length > 0) store.notify({ id: 'no-such-view', level: 'note', text: text('noSuchView', { what }) });
  });

  // Curves under another title would be taken for those of the new experiment.
  const before = document.createElement('p');
  before.className = 'hint before';
  before.setAttribute('role', 'status');
  root.prepend(before);
  const endBefore = store.on(['opened', 'lang'], () => {
    const { opened, catalog } = store;
    const still = store.opening && opened && catalog;
    root.classList.toggle('of-before', Boolean(still));
    before.textContent = still ? t('ofBefore', { name: nameOf(opened, catalog) }) : '';
  });

  const shown = (/** @type {globalThis.Event} */ event) => {
    const { detail } = /** @type {CustomEvent<import('./view.js').Shown>} */ (event);
    // Whoever asked takes the answer; what was on its way when training began anew is of the run before.
    if (detail.id !== null) return;
    const panel = store.rewinding ? undefined : panels.get(detail.view);
    if (panel) panel.view.take(detail);
    else detail.bitmap?.close();
  };
  lab.addEventListener('shown', shown);
  return {
    destroy() {
      end();
      endLarge();
      endUnknown();
      endLacking();
      endBefore();
      lab.removeEventListener('shown', shown);
      for (const { view } of panels.values()) view.destroy();
    },
  };
}
