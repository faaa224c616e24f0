// How it learns: optimiser, loss, batch, epochs.

import { html } from '../lit.js';
import { say, t } from '../text.js';
import { about, choiceField, paramFields, settingField } from './field.js';

/** @typedef {import('../store.js').Context} Context */
/** @typedef {import('../protocol.js').Catalog} Catalog */
/** @typedef {import('../protocol.js').Recipe} Recipe */

/** @param {Context} context @param {Catalog} catalog @param {Recipe} recipe */
export function trainingSection(context, catalog, recipe) {
  const { store, actions } = context;
  const optimizer = catalog.optimizers.find(({ id }) => id === recipe.optimizer.id);
  const loss = catalog.losses.find(({ id }) => id === store.opened?.loss);
  const fitting = loss ? t('fittingLossIs', { loss: say(loss.title) }) : t('fittingLoss');
  return html`
    <h3 id="training-title">${t('training')}</h3>
    ${choiceField(context, {
      key: 'optimizer',
      label: t('optimizer'),
      chosen: recipe.optimizer.id,
      options: catalog.optimizers.map(({ id, title }) => ({ id, title: say(title) })),
      onChoose: (id) =>
        actions.change((draft) => {
          draft.optimizer = { id };
        }, 0),
      hint: about(optimizer),
    })}
    ${paramFields(context, 'optimizer', optimizer?.params ?? [])}
    ${settingField(context, catalog, 'batch', { form: 'doubling' })}
    ${choiceField(context, {
      key: 'loss',
      label: t('loss'),
      chosen: recipe.loss,
      options: [
        { id: '', title: recipe.loss === '' ? fitting : t('fittingLoss') },
        ...catalog.losses.map(({ id, title }) => ({ id, title: say(title) })),
      ],
      onChoose: (id) =>
        actions.change((draft) => {
          draft.loss = id;
        }, 0),
    })}
    ${settingField(context, catalog, 'epochs', { form: 'box', hint: t('epochsHint') })}
  `;
}
