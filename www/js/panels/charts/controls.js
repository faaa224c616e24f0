// What can be chosen in a view, above its figure. What is chosen is the view's, and the link keeps it under its id.

import { say } from '../../ui/language.js';
import { html, live, nothing } from '../../ui/lit.js';
import { plain } from '../../ui/scale.js';

/** @typedef {import('../../protocol.js').Control} Control */

/** `id:value` for each control that was moved, separated by commas. @param {string | undefined} choice */
function read(choice) {
  /** @type {Map<string, string>} */
  const chosen = new Map();
  for (const pair of choice?.split(',') ?? []) {
    const [id, value] = pair.split(':');
    try {
      if (value !== undefined) chosen.set(id, decodeURIComponent(value));
    } catch {
      // Somebody wrote it into a link by hand: the usual stands.
    }
  }
  return chosen;
}

/**
 * @param {Control[]} all
 * @param {string | undefined} choice What is chosen now, which may be ahead of what is shown.
 * @param {(choice: string) => void} choose
 * @param {string} name What they are called together.
 */
export function controls(all, choice, choose, name) {
  if (all.length === 0) return nothing;
  const chosen = read(choice);
  const set = (/** @type {string} */ id, /** @type {string} */ value) => {
    chosen.set(id, value);
    choose([...chosen].map((pair) => pair.map(encodeURIComponent).join(':')).join(','));
  };
  const one = (/** @type {Control} */ { id, kind }) => {
    const value = chosen.get(id) ?? String(kind.value);
    const put = (/** @type {Event} */ event) => set(id, /** @type {HTMLInputElement} */ (event.target).value);
    switch (kind.type) {
      case 'words': {
        const known = kind.words.some((word) => word.id === value) ? value : kind.value;
        return html`<select .value=${live(known)} @change=${put}>${kind.words.map(
          (word) => html`<option value=${word.id} ?selected=${word.id === known}>${say(word.title)}</option>`,
        )}</select>`;
      }
      case 'range':
        return html`<input class="slider" type="range" min=${kind.min} max=${kind.max} step=${kind.step} .value=${live(value)} @input=${put} /><output>${plain(Number(value))}</output>`;
      case 'count':
        return html`<input class="number" type="number" inputmode="numeric" min="1" max=${kind.max} step="1" .value=${live(value)} @change=${put} />`;
      default:
        return html`<input type="text" maxlength=${kind.most} autocomplete="off" spellcheck="false" .value=${live(value)} @input=${put} />`;
    }
  };
  return html`<div class="controls" role="group" aria-label=${name}>${all.map(
    (control) => html`<label class=${control.kind.type}><span>${say(control.title)}</span>${one(control)}</label>`,
  )}</div>`;
}
