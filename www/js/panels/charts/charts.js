// The charts that this experiment can show, each a panel of its own.

import { nameOf } from '../../state/names.js';
import { t } from '../../state/texts.js';
import { mount as mountChart } from './chart.js';

/** @typedef {import('../../state/context.js').Context} Context */
/** @typedef {ReturnType<typeof mountChart>} ChartView */

/** Pictures of a plane. @param {string} chart */
const isSquare = (chart) => chart === 'surface';

/** @param {HTMLElement} root @param {Context} context */
export function mount(root, context) {
  const { store, lab } = context;
  /** @type {Map<string, { section: HTMLElement, view: ChartView }>} */
  const panels = new Map();

  const end = store.on(['opened'], () => {
    // The square ones first: the others find room beside them.
    const wanted = [...(store.opened?.charts ?? [])].sort((a, b) => Number(isSquare(b)) - Number(isSquare(a)));
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
        panel = { section, view: mountChart(section, context, id) };
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

  const drawn = (/** @type {globalThis.Event} */ event) => {
    const { detail } = /** @type {CustomEvent<import('./chart.js').Drawn>} */ (event);
    const panel = panels.get(detail.chart);
    if (panel) panel.view.show(detail);
    else detail.bitmap.close();
  };
  lab.addEventListener('drawn', drawn);
  return {
    destroy() {
      end();
      endBefore();
      lab.removeEventListener('drawn', drawn);
      for (const { view } of panels.values()) view.destroy();
    },
  };
}
