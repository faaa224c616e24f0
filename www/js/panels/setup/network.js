// Which network: a ready-made one, or one's own.

import { choiceField } from '../../parts/choice.js';
import { about, entryField } from '../../parts/entry.js';
import { paramField } from '../../parts/param.js';
import { filled, same } from '../../recipe/path.js';
import { bytes, number } from '../../ui/format.js';
import { html, nothing } from '../../ui/lit.js';
import { layerList } from './layers.js';
import { t, text } from './texts.js';

/** @typedef {import('../../state/context.js').Context} Context */
/** @typedef {import('../../protocol.js').Catalog} Catalog */
/** @typedef {import('../../protocol.js').Recipe} Recipe */

/** @param {Context} context @param {Catalog} catalog @param {Recipe} recipe */
function presetField(context, catalog, recipe) {
  const { presets } = catalog;
  const suits = presets.filter(({ datasets }) => datasets.includes(recipe.data.id));
  const others = presets.filter((preset) => !suits.includes(preset));
  const whole = (/** @type {import('../../protocol.js').Entry} */ network) => filled(network, catalog.architectures);
  const chosen = [...suits, ...others].find(({ network }) => same(whole(network), whole(recipe.network)));
  const under = (/** @type {typeof presets} */ some, /** @type {string} */ group) =>
    some.map(({ id, title }) => ({ id, title, group }));
  return choiceField(context, {
    key: 'preset',
    label: t('preset'),
    chosen: chosen?.id ?? '',
    options: [
      ...(chosen ? [] : [{ id: '', title: text('ownNetwork') }]),
      ...under(suits, t('suiting')),
      ...under(others, t('others')),
    ],
    onChoose: (id) => {
      const preset = presets.find((one) => one.id === id);
      if (!preset) return;
      context.store.untype('network.');
      context.actions.change((draft) => {
        draft.network = structuredClone(preset.network);
      }, 0);
    },
  });
}

/** @param {Context} context @param {Catalog} catalog @param {Recipe} recipe */
export function networkSection(context, catalog, recipe) {
  const { opened } = context.store;
  const entry = catalog.architectures.find(({ id }) => id === recipe.network.id);
  return html`
    <h3 id="network-title">${t('network')}</h3>
    ${presetField(context, catalog, recipe)}
    ${choiceField(context, {
      key: 'network',
      label: t('architecture'),
      chosen: recipe.network.id,
      options: catalog.architectures,
      onChoose: (id) => {
        context.store.untype('network.');
        context.actions.change((draft) => {
          draft.network = structuredClone(filled({ id }, catalog.architectures));
        }, 0);
      },
      hint: about(entry),
    })}
    ${entry?.params.map((param) =>
      param.kind.type === 'layers'
        ? layerList(context, catalog, recipe, param)
        : paramField(context, `network.${param.id}`, param),
    )}
    ${entryField(context, catalog, 'init', t('init'))}
    ${opened ? html`<p class="hint">${t('learns', { count: number(opened.parameters), memory: bytes(opened.memory) })}</p>` : nothing}
  `;
}
