// Where it runs, from which seed, and how to keep what was learnt.

import { choiceField } from '../../parts/choice.js';
import { idOf, markedBy, putBack } from '../../parts/field.js';
import { paramField } from '../../parts/param.js';
import { openFile, saveFile } from '../../state/files.js';
import { settings } from '../../state/settings.js';
import { icon } from '../../ui/icons.js';
import { html } from '../../ui/lit.js';
import { t, text } from './texts.js';

/** @typedef {import('../../state/context.js').Context} Context */
/** @typedef {import('../../protocol.js').Catalog} Catalog */
/** @typedef {import('../../protocol.js').Recipe} Recipe */

/** @param {Context} context @param {Catalog} catalog @param {Recipe} recipe */
export function sessionSection(context, catalog, recipe) {
  const { actions } = context;
  const seed = catalog.settings.flatMap(({ params }) => params).find(({ id }) => id === 'seed');
  const shuffled = putBack(context, 'shuffle', t('shuffle'));
  const check = (/** @type {Event} */ event) => /** @type {HTMLInputElement} */ (event.target).checked;
  const open = (/** @type {Event} */ event) => {
    const input = /** @type {HTMLInputElement} */ (event.target);
    const file = input.files?.[0];
    if (file) openFile(context, file);
    // The same file can be chosen again.
    input.value = '';
  };
  return html`
    <h3 id="session-title">${t('session')}</h3>
    ${seed && paramField(context, seed.id, seed, { form: 'box', hint: t('seedHint') })}
    <div class="switch ${markedBy(shuffled)}"><label class="check"><input type="checkbox" id=${idOf('shuffle')} .checked=${recipe.shuffle} @change=${(
      /** @type {Event} */ event,
    ) =>
      actions.change((draft) => {
        draft.shuffle = check(event);
      }, 0)} />${t('shuffle')}</label>${shuffled}</div>
    ${choiceField(context, {
      key: 'device',
      label: t('device'),
      chosen: recipe.device,
      options: [
        { id: 'auto', title: text('deviceAuto') },
        { id: 'cpu', title: text('deviceCpu') },
        { id: 'gpu', title: text('deviceGpu') },
      ],
      onChoose: (id) => actions.chooseDevice(/** @type {Recipe['device']} */ (id)),
    })}
    <label class="check"><input type="checkbox" .checked=${settings.get('hidden') !== 'pause'} @change=${(
      /** @type {Event} */ event,
    ) => settings.set('hidden', check(event) ? 'go' : 'pause')} />${t('goOnHidden')}</label>
    <div class="row">
      <button type="button" aria-describedby="files-hint" @click=${() => saveFile(context, 'checkpoint')}>${icon('save')}${t('save')}</button>
      <label class="file">${t('openFile')}<input class="unseen" type="file" accept=".safetensors" aria-describedby="files-hint" @change=${open} /></label>
      <button type="button" aria-describedby="network-hint" @click=${() => saveFile(context, 'network')}>${icon('save')}${t('saveNetwork')}</button>
    </div>
    <p class="hint" id="files-hint">${t('filesHint')}</p>
    <p class="hint" id="network-hint">${t('networkHint')}</p>
  `;
}
