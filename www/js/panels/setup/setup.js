// What can be chosen, from the data to the Device: one region with a section for each.

import { idOf } from '../../parts/field.js';
import { icon } from '../../ui/icons.js';
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

/** What is found or not by itself. */
const PIECES = '.field, .switch, .check, .layers, .row, .hint';

/**
 * Shows of a section only what has the sought words in it; all of it where they are in its heading.
 * @param {HTMLElement} section
 * @param {string} words In small letters.
 * @returns {boolean} Whether anything is left.
 */
function seek(section, words) {
  const has = (/** @type {Element | null} */ element) =>
    words === '' || Boolean(element?.textContent?.toLowerCase().includes(words));
  const whole = has(section.querySelector('h3'));
  let found = whole;
  for (const piece of /** @type {NodeListOf<HTMLElement>} */ (section.querySelectorAll(PIECES))) {
    // What is part of another is found with it.
    if (piece.parentElement?.closest(PIECES)) continue;
    const fold = piece.closest('details');
    const isFound = whole || has(piece) || has(fold?.querySelector('summary') ?? null);
    piece.toggleAttribute('data-sought-out', !isFound);
    found ||= isFound;
    if (fold && isFound && words !== '' && !whole) fold.open = true;
  }
  for (const fold of section.querySelectorAll('details')) {
    const pieces = [...fold.querySelectorAll(PIECES)];
    fold.toggleAttribute(
      'data-sought-out',
      pieces.length > 0 && pieces.every((one) => one.matches('[data-sought-out]')),
    );
  }
  section.toggleAttribute('data-sought-out', !found);
  return found;
}

/** @param {HTMLElement} root @param {Context} context */
export function mount(root, context) {
  const { store, actions } = context;
  const marking = { ...context, marks: true };
  let words = '';
  render(
    html`<section class="inspector" aria-labelledby="setup-title">
      <header></header>
      <div role="status"></div>
      <p class="waiting"></p>
      <p class="hint none-found" role="status"></p>
      ${SECTIONS.map(() => html`<section hidden></section>`)}
    </section>`,
    root,
  );
  const inspector = /** @type {HTMLElement} */ (root.firstElementChild);
  const [header, status, waiting, none, ...places] = /** @type {HTMLElement[]} */ ([...inspector.children]);

  function sift() {
    const found = places.map((place) => seek(place, words));
    none.textContent = found.includes(true) ? '' : t('notFound', { words });
  }

  function close() {
    actions.setView('settings', '');
    /** @type {HTMLElement | null} */ (document.querySelector('[aria-controls=setup]'))?.focus();
  }

  /** Sections wait for frames, the first time too: all at once would take longer than one. */
  let drawing = false;
  /** @type {import('../../state/store.js').Topic[]} */
  const topics = ['catalog', 'recipe', 'opened', 'lang'];
  const ends = [
    // What can't be trained is said here, so that it opens by itself then.
    store.on(['view', 'recipe'], () =>
      root.classList.toggle('open', store.view.get('settings') === 'open' || store.problems.length > 0),
    ),
    store.on(topics, () => {
      render(
        html`<h2 id="setup-title">${t('setup')}</h2>
          <input type="search" id="seek" aria-label=${t('seek')} placeholder=${t('seek')} @input=${(
            /** @type {Event} */ event,
          ) => {
            words = /** @type {HTMLInputElement} */ (event.target).value.trim().toLowerCase();
            sift();
          }} />
          <button type="button" class="square close" aria-label=${t('closeSettings')} title=${t('closeSettings')} @click=${close}>${icon('close')}</button>`,
        header,
      );
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
        if (catalog && draft) render(content(marking, catalog, draft), place);
        if (words) sift();
      }),
    ),
  ];
  drawing = true;
  store.touch('recipe');
  const leave = (/** @type {KeyboardEvent} */ event) => {
    if (event.key === 'Escape' && !event.defaultPrevented && store.view.get('settings') === 'open') close();
  };
  root.addEventListener('keydown', leave);
  return {
    destroy() {
      root.removeEventListener('keydown', leave);
      for (const end of ends) end();
    },
  };
}
