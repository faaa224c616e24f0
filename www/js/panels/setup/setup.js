// What can be chosen, from the data to the Device: one region with a section for each.

import { idOf } from '../../parts/field.js';
import { say } from '../../ui/language.js';
import { html, nothing, render } from '../../ui/lit.js';
import { dataSection } from './data.js';
import { networkSection } from './network.js';
import { sessionSection } from './session.js';
import { t } from './texts.js';
import { trainingSection } from './training.js';

/** @typedef {import('../../state/context.js').Context} Context */

const SECTIONS = [
  { id: 'data', content: dataSection },
  { id: 'network', content: networkSection },
  { id: 'training', content: trainingSection },
  { id: 'session', content: sessionSection },
];

/** What is wrong with the draft, each with a way to its control. @param {Context} context */
function summary({ store, actions }) {
  if (store.problems.length === 0) return nothing;
  const go = (/** @type {string} */ key) => {
    // A problem may be about a layer, whose control is its first number, or about something without a control.
    const control = document.getElementById(idOf(key)) ?? document.querySelector(`[id^="${idOf(key)}"]`);
    const fold = control?.closest('details');
    if (fold) fold.open = true;
    control?.focus();
  };
  return html`<div class="summary">
    <h3>${t('cannotStand')}</h3>
    <ul>
      ${store.problems.map(
        (problem) =>
          html`<li><button type="button" class="plain" @click=${() => go(problem.key)}>${say(problem.text)}</button></li>`,
      )}
    </ul>
    <button type="button" @click=${() => actions.takeBack()}>${t('takeBack')}</button>
  </div>`;
}

/** @param {HTMLElement} root @param {Context} context */
export function mount(root, context) {
  const { store } = context;
  render(
    html`<section class="inspector" aria-labelledby="setup-title">
      <h2 id="setup-title" class="unseen"></h2>
      <div role="status"></div>
      <p class="waiting"></p>
      ${SECTIONS.map(() => html`<section hidden></section>`)}
    </section>`,
    root,
  );
  const inspector = /** @type {HTMLElement} */ (root.firstElementChild);
  const [title, status, waiting, ...places] = /** @type {HTMLElement[]} */ ([...inspector.children]);

  /** Sections wait for frames, the first time too: all at once would take longer than one. */
  let drawing = false;
  /** @type {import('../../state/store.js').Topic[]} */
  const topics = ['catalog', 'recipe', 'opened', 'lang'];
  const ends = [
    store.on(topics, () => {
      title.textContent = t('setup');
      waiting.textContent = t('loading');
      waiting.hidden = store.draft !== null || store.dead;
      inspector.setAttribute('aria-busy', String(store.opening));
      render(summary(context), status);
    }),
    ...SECTIONS.map(({ id, content }, index) =>
      store.on(topics, () => {
        if (!drawing) return;
        const { catalog, draft } = store;
        const place = places[index];
        place.hidden = !catalog || !draft;
        place.setAttribute('aria-labelledby', `${id}-title`);
        if (catalog && draft) render(content(context, catalog, draft), place);
      }),
    ),
  ];
  drawing = true;
  store.touch('recipe');
  return {
    destroy() {
      for (const end of ends) end();
    },
  };
}
