// A choice among entries as a menu.

import { groupTitle } from '../state/texts.js';
import { say } from '../ui/language.js';
import { html, live as isLive } from '../ui/lit.js';
import { complaint, described, hintOf, idOf, markedBy, problemAt, putBack } from './field.js';

/** @typedef {import('../state/context.js').Context} Context */
/** @typedef {import('../protocol.js').Text} Text */
/** @typedef {{ id: string, title: Text, group?: string | Text }} Option */

/**
 * The options of a menu, grouped where they have groups.
 * @param {Option[]} options
 * @param {string} [chosen]
 */
export function menu(options, chosen) {
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

/** When they count, by the menu's key. @type {Map<string, number>} */
const timers = new Map();

/** Entries that keys are passing by, by the menu's key. @type {Map<string, string>} */
const passing = new Map();

/**
 * What a menu does when it is used. Keys change a closed menu at every press: what they pass by is not chosen yet, but
 * where they rest, or when Enter or the way out says so.
 * @param {Context} context
 * @param {string} key
 * @param {(id: string) => void} onChoose
 */
export function choosing({ store }, key, onChoose) {
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
  const mark = putBack(context, key, label);
  return html`<div class="field choice ${problem ? 'wrong' : ''} ${markedBy(mark)}">
    <label for=${id}>${label}</label>${mark}
    <select id=${id} aria-invalid=${problem ? 'true' : 'false'} aria-describedby=${described(id, { hint, problem })}
      @change=${use.change} @keydown=${use.keydown} @pointerdown=${use.pointerdown} @blur=${use.blur}>
      ${menu(options, passing.get(key) ?? chosen)}
    </select>
    ${hintOf(id, hint)}
    ${complaint(context, key)}
  </div>`;
}
