// Named experiments to begin with.

import { nothing, render } from '../lit.js';
import { say, t, text } from '../text.js';
import { choiceField } from './field.js';

/** @typedef {import('../store.js').Context} Context */

/** @param {HTMLElement} root @param {Context} context */
export function mount(root, context) {
  const { store, actions } = context;
  const end = store.on(['catalog', 'recipe', 'lang'], () => {
    const all = store.catalog?.experiments;
    const chosen = all?.find(({ recipe }) => actions.stands(recipe));
    render(
      all
        ? choiceField(context, {
            key: 'experiment',
            label: t('experiment'),
            chosen: chosen?.id ?? '',
            options: chosen ? all : [{ id: '', title: text('ownExperiment') }, ...all],
            onChoose: (id) => {
              const experiment = all.find((one) => one.id === id);
              if (experiment) actions.choose(experiment.recipe, true);
            },
            hint: chosen && say(chosen.about),
          })
        : nothing,
      root,
    );
  });
  return { destroy: end };
}
