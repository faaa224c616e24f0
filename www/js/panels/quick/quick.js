// The settings that people reach for, in one row; how fast it goes; what was done; and the way to all other settings.

import { activationsField } from '../../parts/activations.js';
import { choiceField } from '../../parts/choice.js';
import { numberField, paramField } from '../../parts/param.js';
import { changed } from '../../recipe/changed.js';
import { entriesOf } from '../../recipe/path.js';
import { number } from '../../ui/format.js';
import { afterDrawing } from '../../ui/frames.js';
import { icon } from '../../ui/icons.js';
import { withControl } from '../../ui/keys.js';
import { html, live, nothing, render } from '../../ui/lit.js';
import { t } from './texts.js';

/** @typedef {import('../../state/context.js').Context} Context */
/** @typedef {import('../../protocol.js').Catalog} Catalog */
/** @typedef {import('../../protocol.js').Recipe} Recipe */

/** Steps a second; after the last comes all that the machine gives. */
const PACES = [1, 2, 5, 10, 20, 50, 100, 500];

/** @param {Context} context @param {Catalog} catalog @param {Recipe} recipe */
function settings(context, catalog, recipe) {
  const all = catalog.settings.flatMap(({ params }) => params);
  const setting = (/** @type {string} */ id) => all.find((param) => param.id === id);
  const optimizer = entriesOf(catalog, 'optimizer').find(({ id }) => id === recipe.optimizer.id);
  const rate = optimizer?.params.find(({ id }) => id === 'rate');
  const batch = setting('batch');
  const l2 = setting('l2');
  return html`
    ${rate && rate.kind.type !== 'layers' ? paramField(context, 'optimizer.rate', rate, { lean: true }) : nothing}
    ${batch ? paramField(context, 'batch', batch, { form: 'doubling', lean: true }) : nothing}
    ${activationsField(context, t('activation'))}
    ${choiceField(context, {
      key: 'optimizer',
      label: t('optimizer'),
      chosen: recipe.optimizer.id,
      options: catalog.optimizers,
      onChoose: (id) => context.actions.setValue('optimizer', id),
    })}
    ${
      l2?.kind.type === 'real'
        ? numberField(context, {
            key: 'l2',
            label: t('regularization'),
            kind: l2.kind,
            live: l2.live,
            unit: l2.unit,
            form: 'box',
            lean: true,
          })
        : nothing
    }`;
}

/** How fast it goes at most. @param {Context} context */
function pace({ store, actions }) {
  const now = Number(store.view.get('pace'));
  const at = PACES.indexOf(now);
  const position = at < 0 ? PACES.length : at;
  const words = at < 0 ? t('fullPace') : t('pace', { count: number(now) });
  const change = (/** @type {Event} */ event) => {
    const value = PACES[Number(/** @type {HTMLInputElement} */ (event.target).value)];
    actions.setPace(value ? String(value) : '');
  };
  return html`<label class="pace"><span>${words}</span><input type="range" min="0" max=${PACES.length} step="1" .value=${live(String(position))}
    aria-label=${t('paceTitle')} aria-valuetext=${words} @input=${change} /></label>`;
}

/**
 * @param {'undo' | 'redo'} which
 * @param {import('../../protocol.js').Text | undefined} what Would change; nothing: the button is off.
 * @param {string} key With Control, or Command on a Mac.
 * @param {() => void} run
 */
function again(which, what, key, run) {
  const name = what ? t(which === 'undo' ? 'undoWhat' : 'redoWhat', { what }) : t(which);
  return html`<button type="button" class="square again" aria-disabled=${String(!what)} aria-label=${name} title=${`${name} (${withControl(key)})`}
    aria-keyshortcuts="Control+${key} Meta+${key}" @click=${run}>${icon(which)}</button>`;
}

/** @param {HTMLElement} root @param {Context} context */
export function mount(root, context) {
  const { store, actions } = context;
  render(
    html`<div class="settings" role="group"></div><div class="pace-place"></div><div class="history"></div><div class="all"></div>`,
    root,
  );
  const [row, paced, history, all] = /** @type {HTMLElement[]} */ ([...root.children]);
  const ends = [
    store.on(['catalog', 'recipe', 'opened', 'lang'], () => {
      const { catalog, draft } = store;
      root.setAttribute('aria-label', t('quick'));
      row.setAttribute('aria-label', t('reached'));
      if (catalog && draft) render(settings(context, catalog, draft), row);
    }),
    store.on(['view', 'lang'], () => render(pace(context), paced)),
    store.on(['changes', 'recipe', 'opened', 'lang'], () => {
      const off = !store.opened || store.dead;
      render(
        html`<button type="button" class="square" ?disabled=${off} aria-keyshortcuts="N" aria-label=${t('newSeed')} title=${`${t('newSeed')} (N)`} @click=${() => actions.newSeed()}>${icon('dice')}</button>
          ${again('undo', actions.undoable, 'Z', () => actions.undo())}
          ${again('redo', actions.redoable, 'Shift+Z', () => actions.redo())}`,
        history,
      );
    }),
    store.on(['view', 'catalog', 'recipe', 'lang'], () => {
      const { catalog, draft } = store;
      const isOpen = store.view.get('settings') === 'open';
      const count = catalog && draft ? changed(catalog, draft).length : 0;
      render(
        html`<button type="button" class="open-settings" aria-expanded=${String(isOpen)} aria-controls="setup" @click=${() => {
          actions.setView('settings', isOpen ? '' : 'open');
          if (!isOpen) afterDrawing(() => document.getElementById('seek')?.focus());
        }}>${t('allSettings')}${count > 0 ? html` <span class="count">${t('changedCount', { count: number(count) })}</span>` : nothing}</button>`,
        all,
      );
    }),
  ];
  return {
    destroy() {
      for (const end of ends) end();
    },
  };
}
