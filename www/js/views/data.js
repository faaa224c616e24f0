// Which data, and its parameters.

import { html, nothing } from '../lit.js';
import { same } from '../path.js';
import { groupTitle, number, say, t } from '../text.js';
import { about, choiceField, paramFields } from './field.js';

/** @typedef {import('../store.js').Context} Context */
/** @typedef {import('../protocol.js').Catalog} Catalog */
/** @typedef {import('../protocol.js').Recipe} Recipe */

/**
 * Another data set. A ready-made network that does not suit it gives way to one that does; a network of one's own
 * is tried as it is.
 * @param {Context} context
 * @param {Catalog} catalog
 * @param {Recipe} recipe
 * @param {string} id
 */
function choose({ store, actions }, catalog, recipe, id) {
  const preset = catalog.presets.find(({ network }) => same(network, recipe.network));
  const experiment = catalog.experiments.find((one) => one.recipe.data.id === id);
  const suited = experiment?.recipe.network ?? catalog.presets.find(({ datasets }) => datasets.includes(id))?.network;
  store.typed.clear();
  store.mistyped.clear();
  actions.change((draft) => {
    draft.data = { id };
    draft.loss = '';
    if (preset && suited && !preset.datasets.includes(id)) draft.network = structuredClone(suited);
  }, 0);
}

/** @param {Context} context @param {Catalog} catalog @param {Recipe} recipe */
export function dataSection(context, catalog, recipe) {
  const { opened } = context.store;
  const entry = catalog.datasets.find(({ id }) => id === recipe.data.id);
  // Data of one's own comes with a file; without one there is nothing to choose.
  const offered = catalog.datasets.filter(({ id, group }) => group !== 'own' || id === recipe.data.id);
  const stands = opened?.recipe.data.id === recipe.data.id;
  return html`
    <h3 id="data-title">${t('data')}</h3>
    ${choiceField(context, {
      key: 'data',
      label: t('dataset'),
      chosen: recipe.data.id,
      options: offered.map(({ id, title, group }) => ({ id, title: say(title), group: groupTitle(group) })),
      onChoose: (id) => choose(context, catalog, recipe, id),
      hint: about(entry),
    })}
    ${entry ? paramFields(context, 'data', entry.params) : nothing}
    ${
      opened && stands
        ? html`<p class="hint">${t('samples', {
            train: number(opened.train_samples),
            validation: number(opened.validation_samples),
            test: number(opened.test_samples),
          })}</p>`
        : nothing
    }
  `;
}
