// What the network makes of the input: its picture as the network sees it, and a bar for every class.

import { bars } from '../../parts/bars.js';
import { percent } from '../../ui/format.js';
import { say } from '../../ui/language.js';
import { html, render } from '../../ui/lit.js';
import { paint } from '../../ui/picture.js';
import { t } from './texts.js';

/** @typedef {import('../../state/context.js').Context} Context */
/** @typedef {Extract<import('../../protocol.js').Event, { type: 'predicted' }>} Predicted */

/** Milliseconds of quiet before an answer is read aloud. */
const QUIET = 1200;

/** @param {HTMLElement} root @param {Context} context */
export function mount(root, { store, lab }) {
  render(
    html`<div class="seen"><canvas role="img"></canvas><p class="hint"></p></div><div class="answer"></div><p class="unseen" role="status"></p>`,
    root,
  );
  const part = (/** @type {string} */ selector) => /** @type {HTMLElement} */ (root.querySelector(selector));
  const canvas = /** @type {HTMLCanvasElement} */ (part('canvas'));
  /** @type {Predicted | null} */
  let newest = null;
  let asked = false;
  let expected = false;
  /** @type {number | undefined} */
  let timer;
  /** What was read aloud: the class, or that there is none. @type {number | 'diverged'} */
  let spoken = -1;

  function draw() {
    asked = false;
    const { opened } = store;
    // Another experiment stands that nothing is drawn for: the pad goes in a moment.
    if (!opened?.drawable) return;
    part('.seen .hint').textContent = t('madeAlike');
    const answer = newest && !newest.blank ? newest : null;
    const values = answer?.probabilities ?? [];
    const diverged = [...(answer?.logits ?? []), ...values].some((value) => !Number.isFinite(value));
    const nothingYet = new Array(opened.input_shape.reduce((a, b) => a * b, 1)).fill(0);
    paint(canvas, answer?.seen ?? nothingYet, opened.input_shape);
    const mirrors = opened.task === 'reconstruct';
    const best = mirrors || diverged ? -1 : values.indexOf(Math.max(...values));
    render(
      diverged
        ? html`<p class="hint">${t('outputsNaN')}</p>`
        : mirrors
          ? html`<div class="seen"><canvas role="img" aria-label=${t('givenBack')}></canvas><p class="hint">${t('givenBack')}</p></div>`
          : html`<p class="best" aria-hidden="true">${best >= 0 ? html`<strong>${say(opened.outputs[best])}</strong> <span>${percent(values[best])}</span>` : html`<span class="hint">${t('drawSomething')}</span>`}</p>
        ${bars(opened.outputs, values, best, t('probabilities'))}`,
      part('.answer'),
    );
    if (mirrors && !diverged) {
      const given = /** @type {HTMLCanvasElement} */ (part('.answer canvas'));
      const back = values.length > 0 ? values : answer?.logits;
      paint(given, back ?? nothingYet, opened.input_shape);
    }
    const [height, width] = opened.input_shape.slice(-2);
    const likely = best >= 0 ? { name: say(opened.outputs[best]), share: percent(values[best]) } : null;
    canvas.setAttribute(
      'aria-label',
      likely ? t('seenAs', { height, width, ...likely }) : t(answer ? 'seen' : 'seenNothing'),
    );
    const news = diverged ? 'diverged' : best;
    if (news !== spoken) {
      spoken = news;
      clearTimeout(timer);
      timer = setTimeout(() => {
        const read = best >= 0 ? t('looksLike', { name: say(opened.outputs[best]), share: percent(values[best]) }) : '';
        part('[role=status]').textContent = diverged ? t('outputsNaN') : read;
      }, QUIET);
    }
  }

  function soon() {
    if (asked) return;
    asked = true;
    requestAnimationFrame(draw);
  }

  const predicted = (/** @type {globalThis.Event} */ event) => {
    // An answer to what was cleared meanwhile.
    if (!expected) return;
    newest = /** @type {CustomEvent<Predicted>} */ (event).detail;
    soon();
  };
  lab.addEventListener('predicted', predicted);
  const end = store.on(['opened', 'lang'], soon);
  return {
    expect() {
      expected = true;
    },
    clear() {
      expected = false;
      newest = null;
      soon();
    },
    destroy() {
      end();
      clearTimeout(timer);
      lab.removeEventListener('predicted', predicted);
    },
  };
}
