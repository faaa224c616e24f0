// How it learns: optimizer, schedule, loss, and the Recipe's own numbers in their groups.

import { choiceField } from '../../parts/choice.js';
import { about, entryField } from '../../parts/entry.js';
import { hintOf } from '../../parts/field.js';
import { paramField, paramFields } from '../../parts/param.js';
import { get } from '../../recipe/path.js';
import { say } from '../../ui/language.js';
import { html, noChange, nothing } from '../../ui/lit.js';
import { t, text } from './texts.js';

/** @typedef {import('../../state/context.js').Context} Context */
/** @typedef {import('../../protocol.js').Catalog} Catalog */
/** @typedef {import('../../protocol.js').Recipe} Recipe */

/** Numbers that stand in the row above the page. */
const ABOVE = new Set(['batch', 'l2']);

/** @param {Context} context @param {Catalog} catalog @param {Recipe} recipe */
export function trainingSection(context, catalog, recipe) {
  const { store, actions } = context;
  const { opened } = store;
  const optimizer = catalog.optimizers.find(({ id }) => id === recipe.optimizer.id);
  const find = (/** @type {string | undefined} */ wanted) => catalog.losses.find(({ id }) => id === wanted);
  const fitting = recipe.loss === '' && find(opened?.loss);
  // The seed stands where the session is.
  const groups = catalog.settings.filter(({ params }) => params.every(({ id }) => id !== 'seed'));
  return html`
    <h3 id="training-title">${t('training')}</h3>
    <p class="hint">${t('above')}</p>
    ${paramFields(context, 'optimizer', optimizer?.params.filter(({ id }) => id !== 'rate') ?? [])}
    ${hintOf('optimizer-about', about(optimizer))}
    ${entryField(context, catalog, 'schedule', t('schedule'))}
    ${choiceField(context, {
      key: 'loss',
      label: t('loss'),
      chosen: recipe.loss,
      options: [
        { id: '', title: fitting ? text('fittingLossIs', { loss: fitting.title }) : text('fittingLoss') },
        ...catalog.losses.filter(({ id, tasks }) => id === recipe.loss || (opened && tasks.includes(opened.task))),
      ],
      onChoose: (id) => actions.setValue('loss', id),
      hint: about(find(recipe.loss || opened?.loss)),
    })}
    ${groups.map(({ id, title, params }) => {
      const others = params.filter(({ id }) => !ABOVE.has(id));
      if (others.length === 0) return nothing;
      const off = params.every(({ kind }) => 'min' in kind && kind.default === 0);
      const hint = `${id}-off`;
      const fields = others.map((param) =>
        paramField(context, param.id, param, { form: 'box', describedBy: off ? hint : undefined }),
      );
      // Opened where something is set, and never closed under somebody's hands.
      const used = others.some(({ id, kind }) => 'default' in kind && get(recipe, id) !== kind.default);
      return html`<details ?open=${used || noChange}><summary>${say(title)}</summary>
        ${fields}${off ? html`<p class="hint" id=${hint}>${t('off')}</p>` : nothing}</details>`;
    })}
  `;
}
