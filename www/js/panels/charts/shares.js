// Shares of a whole, a bar for each.

import { bars } from '../../parts/bars.js';
import { say } from '../../ui/language.js';
import { html, nothing, render } from '../../ui/lit.js';
import { hints } from './hints.js';

/** @type {import('./forms.js').Mount} */
export function mount(place) {
  return {
    show(form) {
      const figure = form?.figure;
      render(
        form && figure?.type === 'shares'
          ? html`${hints(form.sentence, null)}<div class="shares">${bars(figure.names, figure.values, 0, say(form.sentence))}</div>`
          : nothing,
        place,
      );
    },
    destroy: () => render(nothing, place),
  };
}
