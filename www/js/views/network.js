// Which network: a ready-made one, or one's own.

import { html, nothing } from '../lit.js';
import { same } from '../path.js';
import { number, say, t } from '../text.js';
import { about, choiceField, complaint, paramFields } from './field.js';
import { layerList } from './layers.js';

/** @typedef {import('../store.js').Context} Context */
/** @typedef {import('../protocol.js').Catalog} Catalog */
/** @typedef {import('../protocol.js').Recipe} Recipe */

/** @param {Context} context @param {Catalog} catalog @param {Recipe} recipe */
function presetField(context, catalog, recipe) {
  const suits = catalog.presets.filter(({ datasets }) => datasets.includes(recipe.data.id));
  const others = catalog.presets.filter((preset) => !suits.includes(preset));
  const chosen = [...suits, ...others].find(({ network }) => same(network, recipe.network));
  const option =
    (/** @type {string} */ group) =>
    (/** @type {{ id: string, title: import('../protocol.js').Text }} */ { id, title }) => ({
      id,
      title: say(title),
      group,
    });
  const own = chosen ? [] : [{ id: '', title: t('ownNetwork'), group: '' }];
  return choiceField(context, {
    key: 'preset',
    label: t('preset'),
    chosen: chosen?.id ?? '',
    options: [...own, ...suits.map(option(t('suiting'))), ...others.map(option(t('others')))],
    onChoose: (id) => {
      const preset = catalog.presets.find((one) => one.id === id);
      if (!preset) return;
      forget(context);
      context.actions.change((draft) => {
        draft.network = structuredClone(preset.network);
      }, 0);
    },
  });
}

/** Typed numbers belong to layers that are there no more. @param {Context} context */
function forget({ store }) {
  for (const typed of [store.typed, store.mistyped]) {
    for (const key of typed.keys()) if (key.startsWith('network.')) typed.delete(key);
  }
}

/** @param {Context} context @param {Catalog} catalog @param {Recipe} recipe */
export function networkSection(context, catalog, recipe) {
  const { opened } = context.store;
  const entry = catalog.architectures.find(({ id }) => id === recipe.network.id);
  const lists = entry?.params.filter(({ kind }) => kind.type === 'layers') ?? [];
  return html`
    <h3 id="network-title">${t('network')}</h3>
    ${presetField(context, catalog, recipe)}
    ${
      catalog.architectures.length > 1
        ? choiceField(context, {
            key: 'network',
            label: t('architecture'),
            chosen: recipe.network.id,
            options: catalog.architectures.map(({ id, title }) => ({ id, title: say(title) })),
            onChoose: (id) => {
              forget(context);
              context.actions.change((draft) => {
                const defaults = catalog.architectures.find((one) => one.id === id)?.defaults;
                draft.network = { id, params: structuredClone(defaults) };
              }, 0);
            },
            hint: about(entry),
          })
        : complaint(context, 'network')
    }
    ${paramFields(context, 'network', entry?.params ?? [])}
    ${lists.map((param) => layerList(context, catalog, recipe, param, () => forget(context)))}
    ${opened ? html`<p class="hint">${t('learns', { count: number(opened.parameters) })}</p>` : nothing}
  `;
}
