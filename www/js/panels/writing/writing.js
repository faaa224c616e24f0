// What a language model writes, again after every report.

import { langOf } from '../../ui/language.js';
import { html, live, nothing, render } from '../../ui/lit.js';
import { readNumber } from '../../ui/numbers.js';
import { t } from './texts.js';

/** @typedef {import('../../state/context.js').Context} Context */

/** Texts at once, and the most letters of each. */
const COUNT = 6;
const LENGTH = 100;

/** What can be set, from where to where, and how finely. */
const NUMBERS = /** @type {const} */ ([
  { id: 'temperature', min: 0.1, max: 2, step: 0.1, whole: false },
  { id: 'top_k', min: 0, max: 100, step: 1, whole: true },
]);

/** Milliseconds after the last key before what was typed counts. */
const TYPING = 300;

/** @param {HTMLElement} root @param {Context} context */
export function mount(root, { store, lab }) {
  /** How the next token is chosen. */
  const sampling = { prompt: '', temperature: 0.8, top_k: 0 };
  /** @type {string[]} */
  let texts = [];

  const ask = () => {
    if (store.opened?.writes) lab.send({ type: 'write', count: COUNT, length: LENGTH, ...sampling });
  };
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let typing;
  const prompt = (/** @type {Event} */ event) => {
    sampling.prompt = /** @type {HTMLInputElement} */ (event.target).value;
    clearTimeout(typing);
    typing = setTimeout(ask, TYPING);
    draw();
  };
  const set = (/** @type {typeof NUMBERS[number]} */ { id, min, max }, /** @type {number} */ value) => {
    sampling[id] = Number(Math.min(max, Math.max(min, value)).toPrecision(6));
    ask();
    draw();
  };
  const change = (/** @type {Event} */ event, /** @type {typeof NUMBERS[number]} */ one) => {
    const box = /** @type {HTMLInputElement} */ (event.target);
    const read =
      readNumber(box.value, one) ?? readNumber(box.value, { min: -Infinity, max: Infinity, whole: one.whole });
    set(one, read ?? sampling[one.id]);
    box.value = String(sampling[one.id]);
  };
  const arrow = (/** @type {KeyboardEvent} */ event, /** @type {typeof NUMBERS[number]} */ one) => {
    const ways = { ArrowUp: one.step, ArrowDown: -one.step };
    const way = ways[/** @type {keyof typeof ways} */ (event.key)];
    if (!way) return;
    event.preventDefault();
    set(one, sampling[one.id] + way);
  };
  /** Letters of the prompt that the network can't read. */
  const unknown = () => {
    const letters = [...new Set(sampling.prompt)].filter((letter) => !store.opened?.tokens.includes(letter));
    return letters.map((letter) => (letter === ' ' ? '␣' : letter)).join(' ');
  };

  function draw() {
    render(
      store.opened?.writes
        ? html`<section class="panel writing" aria-labelledby="writing-title">
            <header><h2 id="writing-title">${t('writing')}</h2></header>
            <div class="body">
              <div class="sampling">
                <label>${t('prompt')} <input type="text" maxlength="60" autocomplete="off" .value=${live(sampling.prompt)}
                  aria-describedby=${unknown() ? 'prompt-unknown' : nothing} @input=${prompt} /></label>
                ${NUMBERS.map(
                  (one) =>
                    html`<label>${t(one.id)} <input class="number" type="text" inputmode=${one.whole ? 'numeric' : 'decimal'} autocomplete="off"
                      .value=${String(sampling[one.id])} @change=${(/** @type {Event} */ event) => change(event, one)}
                      @keydown=${(/** @type {KeyboardEvent} */ event) => arrow(event, one)} /></label>`,
                )}
              </div>
              <p class="hint" id="prompt-unknown" role="status">${unknown() ? t('unknownLetters', { letters: unknown() }) : ''}</p>
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
  // The session stood before this was loaded.
  ask();
  return {
    destroy() {
      end();
      lab.removeEventListener('written', written);
      lab.removeEventListener('opened', opened);
      lab.send({ type: 'write', count: 0, length: 0, ...sampling });
    },
  };
}
