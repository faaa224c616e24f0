// Which data, and its parameters.

import { entryField } from '../../parts/entry.js';
import { filled, same } from '../../recipe/path.js';
import { number } from '../../ui/format.js';
import { html, nothing } from '../../ui/lit.js';
import { t } from './texts.js';

/** @typedef {import('../../state/context.js').Context} Context */
/** @typedef {import('../../protocol.js').Catalog} Catalog */
/** @typedef {import('../../protocol.js').Recipe} Recipe */

/**
 * Another data set. A ready-made network that does not suit it gives way to one that does; a network of one's own
 * is tried as it is.
 * @param {Context} context
 * @param {Catalog} catalog
 * @param {Recipe} recipe
 * @param {string} id
 */
function choose({ store, actions }, catalog, recipe, id) {
  const whole = (/** @type {Recipe['network']} */ network) => filled(network, catalog.architectures);
  const ready = [
    ...catalog.experiments.map(({ recipe: { network, loss, data } }) => ({ network, loss, datasets: [data.id] })),
    ...catalog.presets.map((preset) => ({ ...preset, loss: '' })),
  ];
  const stand = ready.filter(({ network }) => same(whole(network), whole(recipe.network)));
  const suited = ready.find(({ datasets }) => datasets.includes(id));
  store.untype();
  actions.change((draft) => {
    draft.data = { id };
    draft.loss = '';
    if (suited && stand.length > 0 && !stand.some(({ datasets }) => datasets.includes(id))) {
      draft.network = structuredClone(suited.network);
      draft.loss = suited.loss;
    }
  }, 0);
}

/** @param {Context} context @param {Catalog} catalog @param {Recipe} recipe */
export function dataSection(context, catalog, recipe) {
  const { opened } = context.store;
  // Data of one's own comes with a file; without one there is nothing to choose.
  const offered = catalog.datasets.filter(({ id, group }) => group !== 'own' || id === recipe.data.id);
  const stands = opened?.recipe.data.id === recipe.data.id;
  return html`
    <h3 id="data-title">${t('data')}</h3>
    ${entryField(context, catalog, 'data', t('dataset'), {
      options: offered,
      onChoose: (id) => choose(context, catalog, recipe, id),
    })}
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
