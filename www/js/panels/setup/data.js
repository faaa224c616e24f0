// Which data, and its parameters but those that stand beside the picture.

import { choiceField } from '../../parts/choice.js';
import { about } from '../../parts/entry.js';
import { paramFields } from '../../parts/param.js';
import { chooseDataset, isBeside, offered } from '../../state/datasets.js';
import { html } from '../../ui/lit.js';
import { t } from './texts.js';

/** @typedef {import('../../state/context.js').Context} Context */
/** @typedef {import('../../protocol.js').Catalog} Catalog */
/** @typedef {import('../../protocol.js').Recipe} Recipe */

/** @param {Context} context @param {Catalog} catalog @param {Recipe} recipe */
export function dataSection(context, catalog, recipe) {
  const entry = catalog.datasets.find(({ id }) => id === recipe.data.id);
  const params = entry?.params ?? [];
  return html`
    <h3 id="data-title">${t('data')}</h3>
    ${choiceField(context, {
      key: 'data',
      label: t('dataset'),
      chosen: recipe.data.id,
      options: offered(context),
      onChoose: (id) => chooseDataset(context, id),
      hint: about(entry),
    })}
    ${paramFields(
      context,
      'data',
      params.filter((param) => !isBeside(params, param)),
    )}
  `;
}
