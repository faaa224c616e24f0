// The Recipe's values as controls: a menu for words, a box to tick for what is on or off, a stepper for a few whole
// numbers, a slider with a box for all other numbers.

import { entriesOf, get } from '../recipe/path.js';
import { groupTitle, quantity, t, text } from '../state/texts.js';
import { icon } from '../ui/icons.js';
import { say } from '../ui/language.js';
import { html, live as isLive, nothing } from '../ui/lit.js';
import { readNumber } from '../ui/numbers.js';
import { fitting, next, POSITIONS, plain, slid, toPosition } from '../ui/scale.js';

/** @typedef {import('../state/context.js').Context} Context */
/** @typedef {import('../protocol.js').ParamKind} ParamKind */
/** @typedef {import('../protocol.js').Param} Param */
/** @typedef {import('../protocol.js').Text} Text */
/** @typedef {Extract<ParamKind, { min: number }>} NumberKind */
/** @typedef {{ id: string, title: Text, group?: string | Text }} Option */

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
 */

/** Milliseconds after the last key before a typed number counts. */
const TYPING = 600;

/** @type {Map<string, number>} */
const timers = new Map();

/** The id of a key's control in the document. @param {string} key */
export const idOf = (key) => `field-${key.replace(/[^\w]+/g, '-')}`;

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

/** @param {Context} context @param {string} key */
export function problemAt({ store }, key) {
  const mistyped = store.mistyped.get(key);
  if (mistyped) return say(mistyped);
  const found = store.problems.filter((problem) => problem.key === key);
  return found.map((problem) => say(problem.text)).join(' ');
}

/**
 * The ids of what is said about a control: its hint, a text elsewhere, what is wrong with it.
 * @param {string} id
 * @param {{ hint?: string, describedBy?: string, problem?: string }} texts
 */
function described(id, { hint, describedBy, problem }) {
  const ids = [hint && `${id}-hint`, describedBy, problem && `${id}-problem`];
  return ids.filter(Boolean).join(' ') || nothing;
}

/** @param {string} id Of the control. @param {string | undefined} hint */
const hintOf = (id, hint) => (hint ? html`<p class="hint" id="${id}-hint">${hint}</p>` : nothing);

/** The sentence under a control that cannot stand as it is. @param {Context} context @param {string} key */
export function complaint(context, key) {
  const problem = problemAt(context, key);
  return problem ? html`<p class="complaint" id="${idOf(key)}-problem">${problem}</p>` : nothing;
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
    if (!stepper || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return;
    event.preventDefault();
    by(event.key === 'ArrowUp' ? 1 : -1);
  };

  const box = html`<input class="number" id=${id} type="text" inputmode=${whole ? 'numeric' : 'decimal'} autocomplete="off"
    .value=${isLive(store.typed.get(key) ?? plain(value))} aria-invalid=${problem ? 'true' : 'false'}
    aria-describedby=${about} @input=${type} @change=${leave} @blur=${leave} @keydown=${keys} />`;
  const slider = html`<input class="slider" type="range" min="0" max=${POSITIONS} .value=${isLive(String(toPosition(kind, value)))}
    aria-label=${label} aria-valuetext=${quantity(value, field.unit)} aria-describedby=${about}
    @input=${slide} />`;
  const control = stepper
    ? html`<span class="stepper">
        <button type="button" aria-label=${t('less', { what: label })} ?disabled=${value <= kind.min} @click=${() => by(-1)}>${icon('minus')}</button>
        ${box}
        <button type="button" aria-label=${t('more', { what: label })} ?disabled=${value >= kind.max} @click=${() => by(1)}>${icon('plus')}</button>
      </span>`
    : box;
  return html`<div class="field ${problem ? 'wrong' : ''}">
    <label for=${id}>${label}</label>
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
  return html`<div>
    <label class="check"><input id=${id} type="checkbox" aria-invalid=${problem ? 'true' : 'false'} aria-describedby=${described(id, { problem })}
      .checked=${isLive(store.draft !== null && get(store.draft, key) === 1)} @change=${change} />${label}</label>
    ${complaint(context, key)}
  </div>`;
}

/**
 * A control for a declared parameter; a list of layers has a view of its own.
 * @param {Context} context
 * @param {string} key
 * @param {Param} param
 * @param {Pick<Field, 'form' | 'hint' | 'describedBy'>} [more]
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

/**
 * A sentence about an entry of the catalog, and where it comes from.
 * @param {import('../protocol.js').CatalogEntry | undefined} entry
 */
export function about(entry) {
  if (!entry) return undefined;
  const { citation } = entry;
  return citation ? `${say(entry.about)}${t('cited', { citation })}` : say(entry.about);
}

/**
 * The options of a menu, grouped where they have groups.
 * @param {Option[]} options
 * @param {string} [chosen]
 */
function menu(options, chosen) {
  const groupOf = (/** @type {Option} */ { group = '' }) =>
    typeof group === 'string' ? groupTitle(group) : say(group);
  const of = (/** @type {string} */ group) =>
    options
      .filter((option) => groupOf(option) === group)
      .map(({ id, title }) => html`<option value=${id} .selected=${isLive(id === chosen)}>${say(title)}</option>`);
  return [...new Set(options.map(groupOf))].map((group) =>
    group ? html`<optgroup label=${group}>${of(group)}</optgroup>` : of(group),
  );
}

/** Milliseconds of rest after which an entry counts that keys chose in a closed menu. */
const CHOOSING = 700;

/** Entries that keys are passing by, by the menu's key. @type {Map<string, string>} */
const passing = new Map();

/**
 * What a menu does when it is used. Keys change a closed menu at every press: what they pass by is not chosen yet, but
 * where they rest, or when Enter or the way out says so.
 * @param {Context} context
 * @param {string} key
 * @param {(id: string) => void} onChoose
 */
function choosing({ store }, key, onChoose) {
  const settle = () => {
    clearTimeout(timers.get(key));
    const id = passing.get(key);
    passing.delete(key);
    if (id !== undefined) onChoose(id);
  };
  return {
    /** @param {Event} event */
    change(event) {
      const { value, dataset } = /** @type {HTMLSelectElement} */ (event.target);
      passing.set(key, value);
      clearTimeout(timers.get(key));
      if (dataset.passing) timers.set(key, setTimeout(settle, CHOOSING));
      else settle();
    },
    /** @param {KeyboardEvent} event */
    keydown(event) {
      const { dataset } = /** @type {HTMLSelectElement} */ (event.target);
      if (event.key === 'Escape') {
        passing.delete(key);
        store.touch('recipe');
      }
      // Space opens the menu, and there Enter decides.
      const passes = !['Enter', ' ', 'Escape', 'Tab'].includes(event.key) && !event.altKey;
      if (passes) dataset.passing = 'true';
      else delete dataset.passing;
      if (event.key !== 'Enter' || !passing.has(key)) return;
      event.preventDefault();
      settle();
    },
    /** @param {Event} event */
    pointerdown(event) {
      delete (/** @type {HTMLSelectElement} */ (event.currentTarget).dataset.passing);
    },
    blur: settle,
  };
}

/**
 * A choice among entries of the catalog, grouped as the catalog groups them.
 * @param {Context} context
 * @param {{ key: string, label: string, chosen: string, options: Option[], onChoose: (id: string) => void,
 *   hint?: string }} choice
 */
export function choiceField(context, { key, label, chosen, options, onChoose, hint }) {
  const id = idOf(key);
  const problem = problemAt(context, key);
  const use = choosing(context, key, onChoose);
  return html`<div class="field choice ${problem ? 'wrong' : ''}">
    <label for=${id}>${label}</label>
    <select id=${id} aria-invalid=${problem ? 'true' : 'false'} aria-describedby=${described(id, { hint, problem })}
      @change=${use.change} @keydown=${use.keydown} @pointerdown=${use.pointerdown} @blur=${use.blur}>
      ${menu(options, passing.get(key) ?? chosen)}
    </select>
    ${hintOf(id, hint)}
    ${complaint(context, key)}
  </div>`;
}

/**
 * One of the Recipe's entries: which it is, and its parameters.
 * @param {Context} context
 * @param {import('../protocol.js').Catalog} catalog
 * @param {import('../recipe/path.js').Part} key
 * @param {string} label
 * @param {{ options?: Option[], onChoose?: (id: string) => void }} [more]
 */
export function entryField(context, catalog, key, label, more) {
  const { store, actions } = context;
  const entries = entriesOf(catalog, key);
  const chosen = store.draft?.[key].id ?? '';
  const entry = entries.find(({ id }) => id === chosen);
  return html`${choiceField(context, {
    key,
    label,
    chosen,
    options: entries,
    onChoose: (id) => actions.setValue(key, id),
    hint: about(entry),
    ...more,
  })}
  ${paramFields(context, key, entry?.params ?? [])}`;
}
