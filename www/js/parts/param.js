// A declared parameter as a control: a menu for words, a box to tick for what is on or off, a stepper for a few whole
// numbers, a slider with a box for all other numbers.

import { get } from '../recipe/path.js';
import { icon } from '../ui/icons.js';
import { say } from '../ui/language.js';
import { html, live as isLive, nothing } from '../ui/lit.js';
import { readNumber } from '../ui/numbers.js';
import { fitting, next, POSITIONS, plain, slid, toPosition } from '../ui/scale.js';
import { choiceField } from './choice.js';
import { complaint, described, hintOf, idOf, markedBy, problemAt, putBack } from './field.js';
import { quantity, t, text } from './param-texts.js';

/** @typedef {import('../state/context.js').Context} Context */
/** @typedef {import('../protocol.js').ParamKind} ParamKind */
/** @typedef {import('../protocol.js').Param} Param */
/** @typedef {Extract<ParamKind, { min: number }>} NumberKind */

/**
 * @typedef {object} Field
 * @property {string} key As in the Recipe.
 * @property {string} label
 * @property {NumberKind} kind
 * @property {boolean} live May change while it trains.
 * @property {import('../protocol.js').Unit | null} unit What the number counts.
 * @property {string} [hint]
 * @property {string} [describedBy] The id of a text elsewhere that is about this field too.
 * @property {'box' | 'stepper' | 'doubling'} [form] Other than its range suggests: a box alone, buttons beside it, or
 *   buttons that double and halve.
 * @property {boolean} [lean] One stop of the Tab key: what is beside the box is for pointers, and the arrow keys up and
 *   down do the same in it.
 */

/** Milliseconds after the last key before a typed number counts. */
const TYPING = 600;

/** Typed numbers that are to be taken, by key. @type {Map<string, number>} */
const timers = new Map();

/**
 * Takes what was typed where it is a number in range; says what is wrong with it where not, and keeps it.
 * @param {Context} context
 * @param {Field} field
 */
function accept({ store, actions }, { key, kind, live }) {
  clearTimeout(timers.get(key));
  const typed = store.typed.get(key);
  if (typed === undefined) return;
  const whole = kind.type === 'integer';
  const value = readNumber(typed, { min: kind.min, max: kind.max, whole });
  if (value !== null) {
    store.mistyped.delete(key);
    actions.setValue(key, value, live);
  } else {
    const range = { min: plain(kind.min), max: plain(kind.max) };
    store.mistyped.set(key, text(whole ? 'notWhole' : 'notNumber', range));
  }
  store.touch('recipe');
}

/**
 * @param {Context} context
 * @param {Field} field
 */
export function numberField(context, field) {
  const { store, actions } = context;
  const { key, label, kind } = field;
  if (!store.draft) return nothing;
  const given = get(store.draft, key);
  const value = typeof given === 'number' ? given : kind.default;
  const id = idOf(key);
  const whole = kind.type === 'integer';
  const form = field.form ?? fitting(kind);
  const stepper = form === 'stepper' || form === 'doubling';
  const problem = problemAt(context, key);
  const about = described(id, { ...field, problem });

  const pick = (/** @type {number} */ chosen) => {
    store.typed.delete(key);
    store.mistyped.delete(key);
    actions.setValue(key, chosen, field.live);
  };
  const by = (/** @type {1 | -1} */ direction) => pick(next(kind, value, direction, form === 'doubling'));
  const slide = (/** @type {Event} */ event) =>
    pick(slid(kind, value, Number(/** @type {HTMLInputElement} */ (event.target).value)));
  const type = (/** @type {InputEvent} */ event) => {
    store.typed.set(key, /** @type {HTMLInputElement} */ (event.target).value);
    clearTimeout(timers.get(key));
    timers.set(
      key,
      setTimeout(() => accept(context, field), TYPING),
    );
  };
  const leave = () => {
    accept(context, field);
    if (!store.mistyped.has(key)) store.typed.delete(key);
    store.touch('recipe');
  };
  const keys = (/** @type {KeyboardEvent} */ event) => {
    if (event.key === 'Enter') leave();
    if (!(stepper || field.lean) || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return;
    event.preventDefault();
    const direction = event.key === 'ArrowUp' ? 1 : -1;
    if (stepper) by(direction);
    else pick(slid(kind, value, toPosition(kind, value) + direction));
  };
  const stop = field.lean ? '-1' : nothing;
  const mark = putBack(context, key, label, field.live);

  const box = html`<input class="number" id=${id} type="text" inputmode=${whole ? 'numeric' : 'decimal'} autocomplete="off"
    .value=${isLive(store.typed.get(key) ?? plain(value))} aria-invalid=${problem ? 'true' : 'false'}
    aria-describedby=${about} @input=${type} @change=${leave} @blur=${leave} @keydown=${keys} />`;
  const slider = html`<input class="slider" type="range" min="0" max=${POSITIONS} .value=${isLive(String(toPosition(kind, value)))}
    aria-label=${label} aria-valuetext=${quantity(value, field.unit)} aria-describedby=${about} tabindex=${stop}
    @input=${slide} />`;
  const control = stepper
    ? html`<span class="stepper">
        <button type="button" tabindex=${stop} aria-label=${t('less', { what: label })} ?disabled=${value <= kind.min} @click=${() => by(-1)}>${icon('minus')}</button>
        ${box}
        <button type="button" tabindex=${stop} aria-label=${t('more', { what: label })} ?disabled=${value >= kind.max} @click=${() => by(1)}>${icon('plus')}</button>
      </span>`
    : box;
  return html`<div class="field ${problem ? 'wrong' : ''} ${markedBy(mark)}">
    <label for=${id}>${label}</label>${mark}
    ${control}
    ${form === 'slider' ? slider : nothing}
    ${hintOf(id, field.hint)}
    ${complaint(context, key)}
  </div>`;
}

/** @param {Context} context @param {string} key @param {string} label @param {boolean} live */
function switchField(context, key, label, live) {
  const { store, actions } = context;
  const id = idOf(key);
  const problem = problemAt(context, key);
  const change = (/** @type {Event} */ event) =>
    actions.setValue(key, Number(/** @type {HTMLInputElement} */ (event.target).checked), live);
  const mark = putBack(context, key, label, live);
  return html`<div class="switch ${markedBy(mark)}">
    <label class="check"><input id=${id} type="checkbox" aria-invalid=${problem ? 'true' : 'false'} aria-describedby=${described(id, { problem })}
      .checked=${isLive(store.draft !== null && get(store.draft, key) === 1)} @change=${change} />${label}</label>${mark}
    ${complaint(context, key)}
  </div>`;
}

/**
 * A control for a declared parameter; a list of layers has a view of its own.
 * @param {Context} context
 * @param {string} key
 * @param {Param} param
 * @param {Pick<Field, 'form' | 'hint' | 'describedBy' | 'lean'>} [more]
 */
export function paramField(context, key, { title, kind, live, unit }, more) {
  const { store, actions } = context;
  if (kind.type === 'layers' || !store.draft) return nothing;
  if (kind.type === 'switch') return switchField(context, key, say(title), live);
  if (kind.type !== 'choice') return numberField(context, { key, label: say(title), kind, live, unit, ...more });
  return choiceField(context, {
    key,
    label: say(title),
    chosen: String(get(store.draft, key) ?? kind.default),
    options: kind.options,
    onChoose: (id) => actions.setValue(key, id),
  });
}

/** @param {Context} context @param {string} prefix @param {Param[]} params */
export const paramFields = (context, prefix, params) =>
  params.map((param) => paramField(context, `${prefix}.${param.id}`, param));
