// Which experiment stands, and the way to all others.

import { t } from '../../state/texts.js';
import { number } from '../../ui/format.js';
import { icon } from '../../ui/icons.js';
import { say } from '../../ui/language.js';
import { html, nothing, render } from '../../ui/lit.js';

/** @typedef {import('../../state/context.js').Context} Context */

/** @param {HTMLElement} root @param {Context} context */
export function mount(root, { store, actions, open }) {
  const end = store.on(['catalog', 'recipe', 'lang'], () => {
    const all = store.catalog?.experiments;
    const chosen = actions.named;
    render(
      html`<button type="button" class="experiment" aria-haspopup="dialog" title=${chosen ? say(chosen.about) : nothing} ?disabled=${!all} @click=${() => open('gallery')}>
        ${icon('grid')}<span class="unseen">${t('experiment')}: </span><strong>${chosen ? say(chosen.title) : t(all ? 'ownExperiment' : 'loading')}</strong>
        ${all ? html`<span class="count">${t('allExperiments', { count: number(all.length) })}</span>` : nothing}
      </button>`,
      root,
    );
  });
  return { destroy: end };
}
