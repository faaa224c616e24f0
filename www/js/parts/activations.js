// One switch for all activations of a list of layers.

import { get } from '../recipe/path.js';
import { changeLayers } from '../state/layers.js';
import { nothing } from '../ui/lit.js';
import { choiceField } from './choice.js';
import { text } from './param-texts.js';

/** @typedef {import('../state/context.js').Context} Context */
/** @typedef {import('../protocol.js').Entry} Entry */

const ACTIVATION = 'activation';

/** Nothing where the network has no list of layers, or no activation in it. @param {Context} context @param {string} label */
export function activationsField(context, label) {
  const { catalog, draft } = context.store;
  const architecture = catalog?.architectures.find(({ id }) => id === draft?.network.id);
  const param = architecture?.params.find(({ kind }) => kind.type === 'layers');
  if (!catalog || !draft || !param) return nothing;
  const key = `network.${param.id}`;
  const value = get(draft, key);
  const layers = /** @type {Entry[]} */ (Array.isArray(value) ? value : []);
  const choices = catalog.layers.filter(({ group }) => group === ACTIVATION);
  const isActivation = (/** @type {Entry} */ layer) => choices.some(({ id }) => id === layer.id);
  const used = new Set(layers.filter(isActivation).map(({ id }) => id));
  if (used.size === 0 || choices.length < 2) return nothing;
  const common = used.size === 1 ? [...used][0] : '';
  return choiceField(context, {
    key: 'activations',
    label,
    chosen: common,
    options: common ? choices : [{ id: '', title: text('mixed') }, ...choices],
    onChoose: (id) =>
      changeLayers(context, key, (list) =>
        list.map((layer) => {
          if (!isActivation(layer)) return layer;
          return { id, params: { ...choices.find((one) => one.id === id)?.defaults } };
        }),
      ),
  });
}
