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
 * A view of its own, or a part of the pad, where a click on a sample asks the network about it.
 * @param {HTMLElement} root
 * @param {Context} context
 * @param {{ wanted?: (opened: import('../protocol.js').Opened) => boolean, choose?: (values: number[]) => void }} how
 *   Which experiments have it, if not all; and what a click does.
 */
export function mount(root, { store, lab }, { wanted = () => true, choose }) {
  /** @type {Sampled | null} */
  let sampled = null;
  let of = '';

  async function ask() {
    const asked = of;
    try {
      const answer = await lab.request({ type: 'sample', count: COUNT });
      if (asked === of) sampled = answer;
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

  /** @param {Sampled} samples */
  function table({ inputs, targets }) {
    return html`<div class="scroll" data-keys tabindex="0" role="group" aria-label=${t('table')}><table>
      <thead><tr><td></td>${targets.map((target) => html`<th scope="col">${name(target)}</th>`)}</tr></thead>
      <tbody>${inputs[0].map((_, feature) => {
        const named = store.opened?.features[feature];
        return html`<tr><th scope="row">${named ? say(named) : `x${feature + 1}`}</th>${inputs.map((values) => html`<td>${number(values[feature], 3)}</td>`)}</tr>`;
      })}</tbody>
    </table></div>`;
  }

  /** @param {Sampled} samples */
  function list({ shape, inputs, targets, texts }) {
    const curved = shape.length === 2 && shape[1] <= MOST_CURVES;
    return html`<ul role="list" class=${texts.length > 0 ? 'texts' : curved ? 'curves' : choose ? '' : 'pictures'}>
      ${inputs.map((values, index) => {
        const title = name(targets[index]);
        if (texts[index]) return html`<li lang=${langOf(say(texts[index]))}>${say(texts[index])}</li>`;
        const look = curved ? curves(values, shape) : html`<canvas aria-hidden="true"></canvas>`;
        const label = t('example', { name: title || index + 1 });
        return choose
          ? html`<li><button type="button" aria-label=${label} title=${label} @click=${() => choose(Array.from(values))}>${look}</button></li>`
          : html`<li>${look}<span>${title}</span></li>`;
      })}
    </ul>`;
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
      choose
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

  const end = store.on(['opened', 'lang'], () => {
    const { opened } = store;
    const now = opened && wanted(opened) ? JSON.stringify([opened.recipe.data, opened.recipe.seed]) : '';
    if (now !== of) {
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
