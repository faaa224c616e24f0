// What every control of a value of the Recipe has: an id, a hint, and a sentence where it cannot stand as it is.

import { say } from '../ui/language.js';
import { html, nothing } from '../ui/lit.js';

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
