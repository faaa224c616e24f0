// Start, pause, step, back; and where the training stands.

import { t } from '../../state/texts.js';
import { number } from '../../ui/format.js';
import { icon } from '../../ui/icons.js';
import { say } from '../../ui/language.js';
import { html, nothing, render } from '../../ui/lit.js';

/** @typedef {import('../../state/context.js').Context} Context */

/** Milliseconds for which what was done stays written where it is read aloud. */
const SAID = 5000;

/** @param {Context} context */
function buttons({ store, actions }) {
  const off = !store.opened || store.dead;
  const { running } = store;
  return html`<div class="buttons">
    <button type="button" class="primary" ?disabled=${off} aria-keyshortcuts="Space" @click=${() => actions.toggle()}>
      ${icon(running ? 'pause' : 'play')}<span>${t(running ? 'pause' : 'start')}</span>
    </button>
    <button type="button" class="labelled" ?disabled=${off} aria-keyshortcuts="S ArrowRight" title=${`${t('oneStep')} (S)`} @click=${() => actions.step()}>
      ${icon('step')}<span class="words">${t('oneStep')}</span>
    </button>
    <button type="button" class="labelled" ?disabled=${off} aria-keyshortcuts="R" title=${`${t('sameStart')} (R)`} @click=${() => actions.rewind()}>
      ${icon('rewind')}<span class="words">${t('sameStart')}</span>
    </button>
  </div>`;
}

/** @param {string} name @param {string} value @param {string} [which] */
const figure = (name, value, which = '') => html`<div class="figure ${which}"><dt>${name}</dt><dd>${value}</dd></div>`;

/** @param {Context} context */
function figures({ store }) {
  const { report, opened } = store;
  const speed = store.running && report && report.steps_per_second > 0 ? number(report.steps_per_second, 3) : '–';
  const waits = store.running && report?.waiting;
  return html`<dl class="figures">
    ${figure(t('step'), number(store.step), 'step')}
    ${figure(t('epoch'), number(store.epoch, 3))}
    ${figure(t('stepsPerSecond'), waits ? t('waitsForData') : speed, 'speed')}
    ${figure(t('parametersTitle'), opened ? number(opened.parameters) : '–', 'parameters')}
    ${report?.dispatches ? figure(t('dispatches'), number(report.dispatches), 'parameters') : nothing}
  </dl>`;
}

/** @param {HTMLElement} root @param {Context} context */
export function mount(root, context) {
  const { store } = context;
  render(html`<div class="bar"></div><div class="numbers"></div><p class="unseen" role="status"></p>`, root);
  /** @type {number | undefined} */
  let silence;
  const [bar, numbers, status] = /** @type {HTMLElement[]} */ ([...root.children]);
  const ends = [
    store.on(['lang'], () => root.setAttribute('aria-label', t('controls'))),
    store.on(['running', 'opened', 'lang'], () => render(buttons(context), bar)),
    store.on(['said'], () => {
      if (!store.said) return;
      status.textContent = say(store.said);
      // Who comes later, or in the other language, would take it for what is now.
      clearTimeout(silence);
      silence = setTimeout(() => {
        status.textContent = '';
      }, SAID);
    }),
    store.on(['running', 'opened', 'report', 'lang'], () => render(figures(context), numbers)),
  ];
  return {
    destroy() {
      clearTimeout(silence);
      for (const end of ends) end();
    },
  };
}
