// Named experiments to begin with.

import { choiceField } from '../../parts/choice.js';
import { t, text } from '../../state/texts.js';
import { say } from '../../ui/language.js';
import { nothing, render } from '../../ui/lit.js';

/** @typedef {import('../../state/context.js').Context} Context */

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
