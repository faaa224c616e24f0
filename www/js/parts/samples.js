// Samples that the network never trained on: pictures, curves, texts or rows of a table, whatever the data are.

import { number } from '../ui/format.js';
import { langOf, say } from '../ui/language.js';
import { html, nothing, render, svg } from '../ui/lit.js';
import { paint } from '../ui/picture.js';
import { t } from './samples-texts.js';

/** @typedef {import('../state/context.js').Context} Context */
/** @typedef {Extract<import('../protocol.js').Event, { type: 'sampled' }>} Sampled */

const COUNT = 10;

/** More features than this make a picture rather than curves. */
const MOST_CURVES = 12;

/** One curve for each feature over the steps. @param {number[]} values @param {number[]} shape */
function curves(values, [steps, features]) {
  const low = Math.min(...values);
  const range = Math.max(...values) - low || 1;
  const point = (/** @type {number} */ value, /** @type {number} */ step) =>
    `${(100 * step) / (steps - 1)},${38 - (36 * (value - low)) / range}`;
  const curve = (/** @type {unknown} */ _, /** @type {number} */ feature) =>
    svg`<polyline points=${values
      .filter((_, at) => at % features === feature)
      .map(point)
      .join(' ')} />`;
  const words = t('curve', { count: steps, low: number(low, 2), high: number(low + range, 2) });
  return html`<svg viewBox="0 0 100 40" preserveAspectRatio="none" role="img" aria-label=${words}>${Array.from({ length: features }, curve)}</svg>`;
}

/**
 * A panel of its own, or a part of the pad. A press on a sample asks the network about it, and lets it go through its
 * drawing; another press takes it back.
 * @param {HTMLElement} root
 * @param {Context} context
 * @param {{ wanted?: (opened: import('../protocol.js').Opened) => boolean, panel?: boolean, choose?: (values: number[]) => void }} how
 *   Which experiments have it, if not all; whether it is a panel; and what a press does otherwise.
 */
export function mount(root, { store, lab, asking }, { wanted = () => true, panel, choose }) {
  /** @type {Sampled | null} */
  let sampled = null;
  let of = '';

  async function ask() {
    const asked = of;
    try {
      const answer = await lab.request({ type: 'sample', count: COUNT });
      if (asked === of)
        sampled = { ...answer, inputs: answer.inputs.map((/** @type {number[]} */ values) => Array.from(values)) };
    } catch {
      // Told as an event of the Lab, and shown there.
    }
    draw();
  }

  /** What is right for a sample. @param {number[]} target */
  function name(target) {
    if (store.opened?.task === 'classify') {
      const found = store.opened.outputs[target[0]];
      return found ? say(found) : '';
    }
    // A few values can be read at a glance.
    return target.length > 3 ? '' : target.map((value) => number(value, 2)).join(', ');
  }

  /** @param {number[]} values */
  const isChosen = (values) => store.asked?.type === 'values' && store.asked.values === values;

  /** A sample as a button. @param {number} index @param {string} name @param {unknown} look @param {string} [lang] */
  function button(index, name, look, lang) {
    const values = sampled?.inputs[index] ?? [];
    const label = panel ? t('goesThrough', { name }) : t('example', { name });
    const press = () => {
      if (choose) choose(values);
      else asking.ask(isChosen(values) ? null : { type: 'values', values });
    };
    return html`<button type="button" data-sample=${sampled?.samples[index] ?? nothing} lang=${lang ?? nothing} aria-pressed=${panel ? String(isChosen(values)) : nothing} aria-label=${lang ? nothing : label} title=${label} @click=${press}>${look}</button>`;
  }

  /** A text of one's own, where the data are read letter by letter. */
  function ownText() {
    const letters = store.opened?.tokens ?? [];
    if (letters.length === 0 || letters.some((token) => [...token].length !== 1)) return nothing;
    const typed = (/** @type {Event} */ { target }) => {
      const text = /** @type {HTMLInputElement} */ (target).value;
      asking.ask(text ? { type: 'text', text } : null);
    };
    return html`<label class="own-text">${t('ownText')} <input type="text" maxlength="200" autocomplete="off" spellcheck="false" @input=${typed} /></label>`;
  }

  /** @param {Sampled} samples */
  function table({ inputs, targets }) {
    return html`<div class="scroll" data-keys tabindex="0" role="group" aria-label=${t('table')}><table>
      <thead><tr><td></td>${targets.map((target, index) => html`<th scope="col">${button(index, name(target) || String(index + 1), name(target) || index + 1)}</th>`)}</tr></thead>
      <tbody>${inputs[0].map((_, feature) => {
        const named = store.opened?.features[feature];
        return html`<tr><th scope="row">${named ? say(named) : `x${feature + 1}`}</th>${inputs.map((values) => html`<td>${number(values[feature], 3)}</td>`)}</tr>`;
      })}</tbody>
    </table></div>`;
  }

  /** @param {Sampled} samples */
  function list({ shape, inputs, targets, texts }) {
    const curved = shape.length === 2 && shape[1] <= MOST_CURVES;
    return html`<ul role="list" class=${texts.length > 0 ? 'texts' : curved ? 'curves' : panel ? 'pictures' : ''}>
      ${inputs.map((values, index) => {
        const title = name(targets[index]);
        const text = texts[index] ? say(texts[index]) : '';
        if (text) return html`<li>${button(index, text, text, langOf(text))}</li>`;
        const look = curved ? curves(values, shape) : html`<canvas aria-hidden="true"></canvas>`;
        return html`<li>${button(index, title || String(index + 1), look)}${panel ? html`<span>${title}</span>` : nothing}</li>`;
      })}
    </ul>
    ${panel && texts.length > 0 ? ownText() : nothing}`;
  }

  function draw() {
    if (!sampled || !of) {
      render(nothing, root);
      return;
    }
    const { shape, inputs } = sampled;
    const body = html`${shape.length > 1 ? list(sampled) : table(sampled)}
      <button type="button" @click=${ask}>${t('otherExamples')}</button>`;
    render(
      !panel
        ? html`<h3>${t('examples')}</h3>${body}`
        : html`<section class="panel" aria-labelledby="samples-title">
            <header><h2 id="samples-title">${t('sampleTitle')}</h2><span class="hint">${t('examples')}</span></header>
            <div class="body samples">${body}</div>
          </section>`,
      root,
    );
    root.querySelectorAll('canvas').forEach((canvas, index) => {
      paint(canvas, inputs[index], shape);
    });
  }

  const end = store.on(['opened', 'lang', 'asked'], () => {
    const { opened } = store;
    const now = opened && wanted(opened) ? JSON.stringify([opened.recipe.data, opened.recipe.seed]) : '';
    if (now !== of) {
      // What was chosen of other data is gone with them.
      if (panel && of && store.asked) asking.ask(null);
      of = now;
      sampled = null;
      if (now) ask();
    }
    draw();
  });
  return {
    destroy() {
      of = '';
      end();
      render(nothing, root);
    },
  };
}
