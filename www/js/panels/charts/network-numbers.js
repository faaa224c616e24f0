// The numbers of a chosen unit, to be set by hand or followed through a step: its bias, and the weights of what leads to it.

import { say } from '../../ui/language.js';
import { html, live, nothing } from '../../ui/lit.js';
import { readNumber } from '../../ui/numbers.js';
import { plain } from '../../ui/scale.js';
import { t, text } from './network-texts.js';
import { isOpen, toggled } from './presence.js';
import { reveal } from './reveal.js';

/** @typedef {Extract<import('../../protocol.js').Figure, { type: 'network' }>['columns'][number]} Column */
/** @typedef {import('../../protocol.js').Text} Text */
/** @typedef {{ parameter: string, index: number, value: number, name: Text }} Own */

/** The largest number that may be typed: of more a network learns nothing. */
const MOST = 1e6;

/**
 * A unit's numbers, with their places in PyTorch's shapes.
 * @param {Column[]} columns
 * @param {{ column: number, place: number }} at
 * @returns {Own[]}
 */
export function numbersOf(columns, { column, place }) {
  const { units, weights, weight, bias } = columns[column];
  const unit = units[place];
  const before = columns[column - 1];
  /** @type {Own[]} */
  const own = [];
  if (bias !== null && unit.bias !== null) {
    own.push({ parameter: bias, index: unit.index, value: unit.bias, name: text('biasName') });
  }
  if (weight === null || !before || weights.length === 0) return own;
  // An input that is switched off has no weight, and none of the places.
  const isOn = (/** @type {Column['units'][number]} */ { switch: own }) => own?.on ?? true;
  const off = before.units.filter((one) => !isOn(one)).length;
  let skipped = 0;
  before.units.forEach((from, index) => {
    if (!isOn(from)) {
      skipped += 1;
      return;
    }
    own.push({
      parameter: weight,
      index: unit.index * (before.all - off) + from.index - skipped,
      value: weights[place * before.units.length + index],
      name: text('weightFrom', { name: from.name }),
    });
  });
  return own;
}

/**
 * @param {import('../../state/context.js').Context} context
 * @param {() => void} redraw
 */
export function numbersEditor(context, redraw) {
  const { store, actions } = context;
  /** Which of the numbers, by its name. */
  let picked = '';
  /** What is being typed. @type {string | null} */
  let typed = null;

  /** @param {Own} own @param {string} view That follows it. */
  const follow = ({ parameter, index }, view) => {
    const entry = store.catalog?.views.find(({ id }) => id === view);
    if (!entry) return;
    actions.setView(view, `${parameter}:${index}`);
    if (!isOpen(entry, store.view)) actions.setView(...toggled(entry, store.view));
    reveal(view);
  };

  return {
    /** @param {{ columns: Column[], follows: string }} figure @param {{ column: number, place: number }} at */
    of({ columns, follows }, at) {
      const all = numbersOf(columns, at);
      if (all.length === 0) return nothing;
      const key = (/** @type {Own} */ { parameter, index }) => `${parameter}:${index}`;
      const own = all.find((one) => key(one) === picked) ?? all[0];
      const unit = columns[at.column].units[at.place].name;
      const set = () => {
        if (typed === null) return;
        const value = readNumber(typed, { min: -MOST, max: MOST, whole: false });
        typed = null;
        if (value !== null) {
          actions.setWeight(own.parameter, own.index, own.value, value, text('ofUnit', { number: own.name, unit }));
        }
        redraw();
      };
      return html`<label>${t('numberOf')} <select @change=${(/** @type {Event} */ event) => {
        picked = /** @type {HTMLSelectElement} */ (event.target).value;
        typed = null;
        redraw();
      }}>${all.map((one) => html`<option value=${key(one)} .selected=${live(one === own)}>${say(one.name)}</option>`)}</select></label>
        <label>${t('setTo')} <input type="text" inputmode="decimal" autocomplete="off" .value=${live(typed ?? plain(Number(own.value.toPrecision(4))))}
          @input=${(/** @type {Event} */ event) => {
            typed = /** @type {HTMLInputElement} */ (event.target).value;
          }} @change=${set} @keydown=${(/** @type {KeyboardEvent} */ event) => event.key === 'Enter' && set()} /></label>
        <button type="button" @click=${() => follow(own, follows)}>${t('follow')}</button>`;
    },
  };
}
