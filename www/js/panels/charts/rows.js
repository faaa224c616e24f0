// Samples, each a row of the table.

import { html, nothing, render } from '../../ui/lit.js';
import { hints } from './hints.js';
import { tableOf } from './table.js';

/** @type {import('./forms.js').Mount} */
export function mount(place) {
  return {
    show: (form) =>
      render(form?.table ? html`${hints(form.sentence, null)}${tableOf(form.table, form.samples)}` : nothing, place),
    destroy: () => render(nothing, place),
  };
}
