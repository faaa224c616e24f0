// What a language model writes, again after every report.

import { html, nothing, render } from '../lit.js';
import { langOf, t } from '../text.js';

/** @typedef {import('../store.js').Context} Context */

/** Texts at once, and the most letters of each. */
const COUNT = 6;
const LENGTH = 100;

/** What can be set, from where to where, and how finely. */
const NUMBERS = /** @type {const} */ ([
  { id: 'temperature', min: 0.1, max: 2, step: 0.1 },
  { id: 'top_k', min: 0, max: 100, step: 1 },
]);

/** @param {HTMLElement} root @param {Context} context */
export function mount(root, { store, lab }) {
  const wish = { prompt: '', temperature: 0.8, top_k: 0 };
  /** @type {string[]} */
  let texts = [];

  const ask = () => {
    if (store.opened?.writes) lab.send({ type: 'write', count: COUNT, length: LENGTH, ...wish });
  };
  const prompt = (/** @type {Event} */ event) => {
    wish.prompt = /** @type {HTMLInputElement} */ (event.target).value;
    ask();
  };
  const change = (/** @type {Event} */ event, /** @type {typeof NUMBERS[number]} */ { id, min, max }) => {
    const input = /** @type {HTMLInputElement} */ (event.target);
    wish[id] = Math.min(max, Math.max(min, input.valueAsNumber || min));
    input.value = String(wish[id]);
    ask();
  };

  function draw() {
    render(
      store.opened?.writes
        ? html`<section class="panel writing" aria-labelledby="writing-title">
            <header><h2 id="writing-title">${t('writing')}</h2></header>
            <div class="body">
              <div class="wishes">
                <label>${t('prompt')} <input type="text" maxlength="60" autocomplete="off" .value=${wish.prompt} @change=${prompt} /></label>
                ${NUMBERS.map(
                  (one) =>
                    html`<label>${t(one.id)} <input class="number" type="number" min=${one.min} max=${one.max} step=${one.step}
                      .value=${String(wish[one.id])} @change=${(/** @type {Event} */ event) => change(event, one)} /></label>`,
                )}
              </div>
              ${(store.report ?? store.opened).step > 0 ? nothing : html`<p class="hint">${t('untrained')}</p>`}
              <ol class="texts" role="list">${texts.map((text) => html`<li lang=${langOf(text)}>${text}</li>`)}</ol>
            </div>
          </section>`
        : nothing,
      root,
    );
  }

  const written = (/** @type {globalThis.Event} */ event) => {
    ({ texts } = /** @type {CustomEvent<{ texts: string[] }>} */ (event).detail);
    draw();
  };
  const opened = () => {
    texts = [];
    ask();
  };
  lab.addEventListener('written', written);
  lab.addEventListener('opened', opened);
  const end = store.on(['opened', 'lang'], draw);
  return {
    destroy() {
      end();
      lab.removeEventListener('written', written);
      lab.removeEventListener('opened', opened);
      lab.send({ type: 'write', count: 0, length: 0, ...wish });
    },
  };
}
