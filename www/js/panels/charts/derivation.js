// A calculation, step by step: one step at a time or all of them, each with its formula. The number that it is of is
// chosen above it.

import { say } from '../../ui/language.js';
import { html, live, nothing, render } from '../../ui/lit.js';
import { t } from './derivation-texts.js';
import { formula } from './formula.js';
import { hints } from './hints.js';

/** @typedef {Extract<import('../../protocol.js').Figure, { type: 'derivation' }>} Derivation */

/** What the sides of a parameter's shape are called, by how many there are. @type {Record<number, Parameters<typeof t>[0][]>} */
const SIDES = { 2: ['row', 'column'], 3: ['channel', 'row', 'column'], 4: ['filter', 'channel', 'row', 'column'] };

/** The row-major index of a place in a shape. @param {number[]} place @param {number[]} shape */
const flat = (place, shape) => place.reduce((index, at, side) => index * shape[side] + at, 0);

/** @type {import('./forms.js').Mount} */
export function mount(place, context, choose) {
  const { store } = context;
  /** @type {import('../../protocol.js').Form | null} */
  let form = null;
  let at = 0;
  let all = false;
  /** Of the steps that are shown, so that a formula is made once. @type {Map<string, Node>} */
  let formulas = new Map();

  const derivation = () => (form?.figure.type === 'derivation' ? form.figure : null);

  /** Says which layer's step is read. @param {number | null} layer */
  function walk(layer) {
    if (store.walked === layer) return;
    store.walked = layer;
    store.touch('walked');
  }

  /** @param {number} step */
  function go(step) {
    const count = derivation()?.steps.length ?? 0;
    at = Math.min(count - 1, Math.max(0, step));
    draw();
    place.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest' });
  }

  /** @param {KeyboardEvent} event */
  function keyed(event) {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!by || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    go(at + by);
  }

  /** @param {Derivation} figure */
  function pickers({ parameters, parameter, index }) {
    const { name, shape } = parameters[parameter];
    /** @param {globalThis.Event} event */
    const picked = (event) => choose?.(`${/** @type {HTMLSelectElement} */ (event.target).value}:0`);
    const moved = (/** @type {number} */ side, /** @type {globalThis.Event} */ event) => {
      const wanted = Math.round(/** @type {HTMLInputElement} */ (event.target).valueAsNumber) - 1;
      const there = Number.isFinite(wanted) ? Math.min(shape[side] - 1, Math.max(0, wanted)) : index[side];
      const next = index.map((value, other) => (other === side ? there : value));
      choose?.(`${name}:${flat(next, shape)}`);
      draw();
    };
    return html`<div class="row number-choice">
      <label class="field"><span>${t('parameter')}</span>
        <select .value=${live(name)} @change=${picked}>${parameters.map(
          (one) =>
            html`<option value=${one.name} ?selected=${one.name === name}>${say(one.layer)}: ${one.name}</option>`,
        )}</select></label>
      ${shape.map(
        (size, side) => html`<label class="field"><span>${t((SIDES[shape.length] ?? [])[side] ?? 'unitIndex')}</span>
          <input type="number" inputmode="numeric" min="1" max=${size} step="1" .value=${live(String(index[side] + 1))}
            @change=${(/** @type {globalThis.Event} */ event) => moved(side, event)} /></label>`,
      )}
    </div>`;
  }

  function draw() {
    const figure = derivation();
    if (!form || !figure || figure.steps.length === 0) {
      walk(null);
      render(nothing, place);
      return;
    }
    const { steps } = figure;
    at = Math.min(at, steps.length - 1);
    walk(steps[at].layer);
    const set = (/** @type {string} */ words) => {
      const found = formulas.get(words) ?? formula(words, true);
      formulas.set(words, found);
      return found;
    };
    const here = t('stepOf', { step: String(at + 1), count: String(steps.length), title: say(steps[at].title) });
    render(
      html`${hints(form.sentence, form.note)}
        ${pickers(figure)}
        <div class="row walk" @keydown=${keyed}>
          <button type="button" aria-disabled=${String(at === 0)} @click=${() => go(at - 1)}>${t('back')}</button>
          <button type="button" aria-disabled=${String(at === steps.length - 1)} @click=${() => go(at + 1)}>${t('next')}</button>
          <button type="button" aria-pressed=${String(all)} @click=${() => {
            all = !all;
            draw();
          }}>${t('all')}</button>
          <span class="unseen" role="status">${here}</span>
        </div>
        <ol class="derivation" aria-label=${t('steps')} @keydown=${keyed}>
          ${steps.map((step, index) => {
            const isHere = index === at;
            const begins = index === 0 || steps[index - 1].direction !== step.direction;
            return html`<li class=${step.direction} aria-current=${isHere ? 'step' : nothing}>
              ${begins ? html`<p class="direction">${t(step.direction)}</p>` : nothing}
              <button type="button" class="step" aria-expanded=${String(all || isHere)} @click=${() => go(index)}>${say(step.title)}</button>
              ${
                all || isHere
                  ? html`<div class="formula" tabindex="0" role="group" aria-label=${say(step.title)}>${set(step.formula)}</div>
                      ${step.note ? html`<p class="hint">${say(step.note)}</p>` : nothing}`
                  : nothing
              }
            </li>`;
          })}
        </ol>`,
      place,
    );
  }

  return {
    show(next) {
      if (next !== form) formulas = new Map();
      form = next;
      draw();
    },
    destroy() {
      walk(null);
      render(nothing, place);
    },
  };
}
