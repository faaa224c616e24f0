// Which renderer shows which figure. A view is none of its concern: whatever shows pictures is shown by the same.

import { loadLater } from '../later.js';
import { mount as mountDrawn } from './drawn.js';

/** @typedef {import('../../protocol.js').Form} Form */
/** @typedef {import('../../protocol.js').Figure['type']} Type */
/** @typedef {import('../../state/context.js').Context} Context */

/**
 * @typedef {object} Renderer
 * @property {(form: Form | null, bitmap: ImageBitmap | null) => void} show `null`: there is nothing to show. The same
 *   form comes again where the language changed, and without its bitmap where it was not drawn.
 * @property {() => void} destroy
 */

/**
 * @typedef {(place: HTMLElement, context: Context, choose?: (choice: string) => void) => Renderer} Mount `choose` asks for
 *   the view anew with what a person chose in it, in the view's own words.
 */

/** What is not seen at first is loaded with its stylesheet when it is first needed. */
const later = (/** @type {string} */ style, /** @type {() => Promise<{ mount: Mount, build?: string }>} */ load) => ({
  styles: [style],
  load,
});

const DRAWN = { mount: mountDrawn };

/** @type {Record<Type, { mount: Mount } | { styles: string[], load: () => Promise<{ mount: Mount, build?: string }> }>} */
const FORMS = {
  lines: DRAWN,
  field: DRAWN,
  points: DRAWN,
  bars: DRAWN,
  pictures: later('panels/charts/pictures.css', () => import('./pictures.js')),
  matrix: later('panels/charts/matrix.css', () => import('./matrix.js')),
  derivation: later('panels/charts/derivation.css', () => import('./derivation.js')),
  network: {
    styles: ['panels/charts/network.css', 'panels/charts/network-detail.css'],
    load: () => import('./network.js'),
  },
  rows: { styles: [], load: () => import('./rows.js') },
  shares: later('parts/bars.css', () => import('./shares.js')),
};

/**
 * A place for figures, whatever their type.
 * @param {HTMLElement} place
 * @param {Context} context
 * @param {string} id Of the view.
 * @param {() => import('../../protocol.js').Text} title What it is called where its renderer does not come.
 */
export function figureIn(place, context, id, title) {
  const choose = (/** @type {string} */ choice) => context.actions.setView(id, choice);
  /** @type {Type | null} */
  let type = null;
  /** @type {Renderer | null} */
  let renderer = null;
  /** What is shown as soon as its renderer has come. @type {Form | null} */
  let newest = null;

  /** @param {Type} wanted */
  async function change(wanted) {
    renderer?.destroy();
    renderer = null;
    type = wanted;
    const entry = FORMS[wanted];
    const mounted =
      'mount' in entry
        ? entry.mount(place, context, choose)
        : await loadLater(
            context,
            { id, title: title(), ...entry },
            ({ mount }) => mount(place, context, choose),
            (loading) => place.classList.toggle('coming', loading),
          );
    // Another type may be wanted by then, or none.
    if (type === wanted && place.isConnected) renderer = mounted;
    else mounted?.destroy();
  }

  return {
    /** @param {Form | null} form @param {ImageBitmap | null} bitmap */
    async show(form, bitmap) {
      newest = form;
      const wanted = form?.figure.type ?? type;
      if (!wanted || (type && FORMS[wanted] === FORMS[type])) renderer?.show(form, bitmap);
      else {
        await change(wanted);
        renderer?.show(newest, newest === form ? bitmap : null);
      }
    },

    /** Keeps room for the first figure: most are drawn. */
    wait() {
      if (type) return;
      type = 'lines';
      renderer = mountDrawn(place, context);
      renderer.show(null, null);
    },

    destroy() {
      renderer?.destroy();
      renderer = null;
    },
  };
}
