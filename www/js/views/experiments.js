// Named experiments to begin with.

import { html, nothing, render } from '../lit.js';
import { say, t } from '../text.js';

/** @typedef {import('../store.js').Context} Context */

/** @param {HTMLElement} root @param {Context} context */
export function mount(root, { store, actions }) {
  const end = store.on(['catalog', 'recipe', 'lang'], () => {
    const { catalog } = store;
    const chosen = catalog?.experiments.find(({ recipe }) => actions.stands(recipe));
    render(
      catalog
        ? html`<section class="experiments" aria-labelledby="experiments-title">
            <h2 id="experiments-title" class="unseen">${t('experiments')}</h2>
            <ul role="list">
              ${catalog.experiments.map(
                (experiment) => html`<li>
                  <button type="button" class="chip" aria-pressed=${experiment === chosen} title=${say(experiment.about)}
                    @click=${() => actions.choose(experiment.recipe, true)}>${say(experiment.title)}</button>
                </li>`,
              )}
            </ul>
            ${chosen ? html`<p class="about">${say(chosen.about)}</p>` : nothing}
          </section>`
        : nothing,
      root,
    );
  });
  return { destroy: end };
}
