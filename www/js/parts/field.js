// What every control of a value of the Recipe has: an id, a hint, and a sentence where it cannot stand as it is.

import { defaultOf } from '../recipe/changed.js';
import { get, isPart, same } from '../recipe/path.js';
import { icon } from '../ui/icons.js';
import { say } from '../ui/language.js';
import { html, nothing } from '../ui/lit.js';
import { t } from './param-texts.js';

/** @typedef {import('../state/context.js').Context} Context */

/** The id of a key's control in the document. @param {string} key */
export const idOf = (key) => `field-${key.replace(/[^\w]+/g, '-')}`;

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
export function described(id, { hint, describedBy, problem }) {
  const ids = [hint && `${id}-hint`, describedBy, problem && `${id}-problem`];
  return ids.filter(Boolean).join(' ') || nothing;
}

/** @param {string} id Of the control. @param {string | undefined} hint */
export const hintOf = (id, hint) => (hint ? html`<p class="hint" id="${id}-hint">${hint}</p>` : nothing);

/** The sentence under a control that cannot stand as it is. @param {Context} context @param {string} key */
export function complaint(context, key) {
  const problem = problemAt(context, key);
  return problem ? html`<p class="complaint" id="${idOf(key)}-problem">${problem}</p>` : nothing;
}

/**
 * A button that puts a value back to its default, where it differs and the panel marks such.
 * @param {Context} context
 * @param {string} key
 * @param {string} label
 * @param {boolean} [live]
 */
export function putBack({ store, actions, marks }, key, label, live) {
  const { catalog, draft } = store;
  if (!marks || !catalog || !draft) return null;
  const usual = defaultOf(catalog, draft, key);
  const value = isPart(key) ? draft[key].id : get(draft, key);
  if (usual === undefined || value === undefined || same(value, usual)) return null;
  const words = t('putBack', { what: label });
  const run = () => {
    store.untype(key);
    if (key === 'device') actions.chooseDevice(/** @type {import('../protocol.js').Recipe['device']} */ (usual));
    else actions.setValue(key, usual, live);
    document.getElementById(idOf(key))?.focus();
  };
  return html`<button type="button" class="small put-back" aria-label=${words} title=${words} @click=${run}>${icon('undo')}</button>`;
}

/** Of a control whose value differs from its default. @param {unknown} mark */
export const markedBy = (mark) => (mark ? 'marked' : '');
