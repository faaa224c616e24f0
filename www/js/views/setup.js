// What can be chosen, from the data to the Device: one region with a section for each.

import { html, nothing, render } from '../lit.js';
import { say, t } from '../text.js';
import { dataSection } from './data.js';
import { idOf } from './field.js';
import { networkSection } from './network.js';
import { sessionSection } from './session.js';
import { trainingSection } from './training.js';

/** @typedef {import('../store.js').Context} Context */

/** What is wrong with the draft, each with a way to its control. @param {Context} context */
function summary({ store, actions }) {
  if (store.problems.length === 0) return nothing;
  const go = (/** @type {string} */ key) => {
    // A problem may be about a layer, whose control is its first number, or about something without a control.
    const control = document.getElementById(idOf(key)) ?? document.querySelector(`[id^="${idOf(key)}"]`);
    control?.focus();
  };
  return html`<div class="summary">
    <h3>${t('cannotStand')}</h3>
    <ul>
      ${store.problems.map(
        (problem) =>
          html`<li><button type="button" class="plain" @click=${() => go(problem.key)}>${say(problem.text)}</button></li>`,
      )}
    </ul>
    <button type="button" @click=${() => actions.undo()}>${t('takeBack')}</button>
  </div>`;
}

/** @param {HTMLElement} root @param {Context} context */
export function mount(root, context) {
  const { store } = context;
  const end = store.on(['catalog', 'recipe', 'opened', 'lang', 'device', 'running'], () => {
    const { catalog, draft } = store;
    const waiting = html`<p class="waiting">${store.dead ? nothing : t('loading')}</p>`;
    const sections = [dataSection, networkSection, trainingSection, sessionSection];
    render(
      html`<section class="inspector" aria-labelledby="setup-title" aria-busy=${store.opening}>
        <h2 id="setup-title" class="unseen">${t('setup')}</h2>
        <div role="status">${summary(context)}</div>
        ${catalog && draft ? sections.map((section) => section(context, catalog, draft)) : waiting}
      </section>`,
      root,
    );
  });
  return { destroy: end };
}
