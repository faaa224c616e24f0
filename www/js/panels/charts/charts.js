// The views that this experiment can show, each a panel of its own.

import { nameOf } from '../../state/names.js';
import { t } from '../../state/texts.js';
import { mount as mountView } from './view.js';

/** @typedef {import('../../state/context.js').Context} Context */
/** @typedef {ReturnType<typeof mountView>} View */

/** @param {HTMLElement} root @param {Context} context */
export function mount(root, context) {
  const { store, lab } = context;
  /** @type {Map<string, { section: HTMLElement, view: View }>} */
  const panels = new Map();

  const end = store.on(['opened'], () => {
    const wanted = store.opened?.views ?? [];
    for (const [id, { section, view }] of panels) {
      if (wanted.includes(id)) continue;
      view.destroy();
      section.remove();
      panels.delete(id);
    }
    for (const id of wanted) {
      let panel = panels.get(id);
      if (!panel) {
        const section = document.createElement('section');
        section.className = 'panel chart-panel';
        section.dataset.chart = id;
        panel = { section, view: mountView(section, context, id) };
        panels.set(id, panel);
      }
      // Appending what stands there already in this order would lose the focus within.
      const at = root.children[wanted.indexOf(id)];
      if (at !== panel.section) root.insertBefore(panel.section, at ?? null);
    }
    root.dataset.count = String(wanted.length);
  });

  // Curves under another title would be taken for those of the new experiment.
  const before = document.createElement('p');
  before.className = 'hint before';
  before.setAttribute('role', 'status');
  root.append(before);
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
      endBefore();
      lab.removeEventListener('shown', shown);
      for (const { view } of panels.values()) view.destroy();
    },
  };
}
