// The gallery: every experiment and every data set, with a picture and a line, in groups.

import { chooseDataset, offered } from '../../state/datasets.js';
import { groupTitle } from '../../state/texts.js';
import { dialogView } from '../../ui/dialog.js';
import { fileAddress } from '../../ui/files.js';
import { say } from '../../ui/language.js';
import { html, nothing, render } from '../../ui/lit.js';
import { t } from './texts.js';

/** @typedef {import('../../state/context.js').Context} Context */
/** @typedef {'experiments' | 'data'} Shelf */
/** @typedef {{ id: string, title: import('../../protocol.js').Text, about: import('../../protocol.js').Text, group: string, isChosen: boolean, choose: () => void }} Card */

/** @param {HTMLElement} root @param {Context} context */
export function mount(root, context) {
  const { store, actions } = context;
  /** @type {Shelf} */
  let shelf = 'experiments';
  let words = '';
  let isOpen = false;
  const dialog = () => /** @type {HTMLDialogElement} */ (root.querySelector('dialog'));

  /** @returns {Card[]} */
  function cards() {
    const { catalog, draft } = store;
    if (!catalog || !draft) return [];
    const choosing = (/** @type {() => void} */ run) => () => {
      dialog().close();
      run();
    };
    return shelf === 'experiments'
      ? catalog.experiments.map(({ id, title, about, group, recipe }) => ({
          id,
          title,
          about,
          group: typeof group === 'string' ? groupTitle(group) : say(group),
          isChosen: actions.stands(recipe),
          choose: choosing(() => actions.choose(recipe, true)),
        }))
      : offered(context).map(({ id, title, about, group }) => ({
          id,
          title,
          about,
          group: groupTitle(group),
          isChosen: id === draft.data.id,
          choose: choosing(() => {
            if (id !== draft.data.id) chooseDataset(context, id);
          }),
        }));
  }

  /** @param {Card} card */
  const cardOf = ({ id, title, about, isChosen, choose }) =>
    html`<li><button type="button" class="card" data-id=${id} aria-current=${isChosen ? 'true' : nothing} @click=${choose}>
      <img src=${fileAddress(`gallery/${shelf}/${id}.svg`)} alt="" width="96" height="72" loading="lazy" />
      <span><strong>${say(title)}</strong><span class="hint">${say(about)}</span></span></button></li>`;

  function draw() {
    // What is closed costs nothing.
    const all = isOpen ? cards() : [];
    const sought = words.trim().toLowerCase();
    // Some are known by what links call them: XOR.
    const found = all.filter(({ id, title, about }) =>
      [id, title.en, title.zh, about.en, about.zh].some((text) => text.toLowerCase().includes(sought)),
    );
    const groups = [...new Set(found.map(({ group }) => group))];
    const tab = (/** @type {Shelf} */ of) =>
      html`<button type="button" aria-pressed=${String(shelf === of)} @click=${() => {
        shelf = of;
        draw();
      }}>${t(of)}</button>`;
    render(
      dialogView({
        id: 'gallery',
        title: t('gallery'),
        close: t('close'),
        kind: 'dialog gallery',
        closed: () => {
          isOpen = false;
          draw();
        },
        tools: html`<div class="shelves" role="group" aria-label=${t('gallery')}>${tab('experiments')}${tab('data')}</div>
            <input type="search" aria-label=${t('seek')} placeholder=${t('seek')} .value=${words} @input=${(
              /** @type {Event} */ event,
            ) => {
              words = /** @type {HTMLInputElement} */ (event.target).value;
              draw();
            }} />`,
        content: html`<div class="cards-place">
            ${groups.map(
              (group) =>
                html`<h3>${group}</h3><ul class="cards" role="list">${found.filter((card) => card.group === group).map(cardOf)}</ul>`,
            )}
            <p class="hint" role="status">${isOpen && found.length === 0 ? t('nothingFound', { words }) : ''}</p>
          </div>`,
      }),
      root,
    );
  }

  const end = store.on(['catalog', 'lang'], draw);
  return {
    destroy: end,
    /** @param {string} [about] */
    open(about) {
      shelf = about === 'data' ? 'data' : 'experiments';
      words = '';
      isOpen = true;
      draw();
      dialog().showModal();
      /** @type {HTMLElement | null} */ (root.querySelector('[aria-current=true]'))?.focus();
    },
  };
}
