// How it learns: optimiser, loss, batch, epochs.

import { html } from '../lit.js';
import { say, t } from '../text.js';
import { about, choiceField, numberField, paramFields } from './field.js';

/** @typedef {import('../store.js').Context} Context */
/** @typedef {import('../protocol.js').Catalog} Catalog */
/** @typedef {import('../protocol.js').Recipe} Recipe */

// The Recipe's own numbers; the worker checks them again.
const BATCH = /** @type {const} */ ({ type: 'integer', min: 1, max: 4096, default: 32 });
const EPOCHS = /** @type {const} */ ({ type: 'integer', min: 0, max: 1_000_000, default: 0 });

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
    ${numberField(context, { key: 'batch', label: t('batch'), kind: BATCH, live: true, form: 'doubling' })}
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
    ${numberField(context, { key: 'epochs', label: t('epochs'), kind: EPOCHS, live: true, form: 'box', hint: t('epochsHint') })}
  `;
}
