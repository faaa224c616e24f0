// Texts, one below the other.

import { langOf, say } from '../../ui/language.js';
import { html, nothing, render } from '../../ui/lit.js';
import { hints } from './hints.js';

/** @type {import('./forms.js').Mount} */
export function mount(place) {
  return {
    show(form) {
      render(
        form?.figure.type === 'texts'
          ? html`${hints(form.sentence, form.note)}
              <ul class="texts" role="list">${form.figure.texts.map((text) => html`<li lang=${langOf(say(text))}>${say(text)}</li>`)}</ul>`
          : nothing,
        place,
      );
    },
    destroy: () => render(nothing, place),
  };
}
