// Another data set, wherever somebody chooses it.

import { filled, same } from '../recipe/path.js';

/** @typedef {import('../protocol.js').Recipe} Recipe */

/**
 * Chooses a data set. A ready-made network that does not suit it gives way to one that does; a network of one's own is
 * tried as it is.
 * @param {import('./context.js').Context} context
 * @param {string} id
 */
export function chooseDataset({ store, actions }, id) {
  const { catalog, draft: recipe } = store;
  if (!catalog || !recipe) return;
  const whole = (/** @type {Recipe['network']} */ network) => filled(network, catalog.architectures);
  const ready = [
    ...catalog.experiments.map(({ recipe: { network, loss, data } }) => ({ network, loss, datasets: [data.id] })),
    ...catalog.presets.map((preset) => ({ ...preset, loss: '' })),
  ];
  const stand = ready.filter(({ network }) => same(whole(network), whole(recipe.network)));
  const suited = ready.find(({ datasets }) => datasets.includes(id));
  // What a network is given of the plane stays while its points change.
  const [before, after] = [recipe.data.id, id].map((id) => catalog.datasets.find((one) => one.id === id));
  const alike = before && after && before.group === after.group ? after.params : [];
  const kept = alike.flatMap(({ id: name, kind }) => {
    const value = recipe.data.params?.[name];
    const isKept = kind.type === 'switch' && value !== undefined && value !== after?.defaults[name];
    return isKept ? [[name, value]] : [];
  });
  store.untype();
  actions.change((draft) => {
    draft.data = { id, params: Object.fromEntries(kept) };
    draft.loss = '';
    if (suited && stand.length > 0 && !stand.some(({ datasets }) => datasets.includes(id))) {
      draft.network = structuredClone(suited.network);
      draft.loss = suited.loss;
    }
  }, 0);
}

/** Data sets that can be chosen: data of one's own comes with a file. @param {import('./context.js').Context} context */
export function offered({ store }) {
  const { catalog, draft } = store;
  return catalog?.datasets.filter(({ id, group }) => group !== 'own' || id === draft?.data.id) ?? [];
}

/** Numbers that stand beside the picture of the data; all others are among the settings. */
const BESIDE = 3;

/**
 * Whether a parameter is one of the first numbers, which stand beside the picture of the data.
 * @param {import('../protocol.js').Param[]} params
 * @param {import('../protocol.js').Param} param
 */
export const isBeside = (params, param) =>
  params
    .filter(({ kind }) => kind.type === 'real' || kind.type === 'integer')
    .slice(0, BESIDE)
    .includes(param);
