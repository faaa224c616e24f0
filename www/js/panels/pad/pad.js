// A pad to draw on, what the network sees of the drawing, and what it makes of it.

import { mount as mountSamples } from '../../parts/samples.js';
import { icon } from '../../ui/icons.js';
import { Ink } from '../../ui/ink.js';
import { keyboardPen } from '../../ui/keyboard-pen.js';
import { html, nothing, render } from '../../ui/lit.js';
import { pointerPen } from '../../ui/pointer-pen.js';
import { mount as mountPrediction } from './prediction.js';
import { t } from './texts.js';

/** @typedef {import('../../state/context.js').Context} Context */

/** @param {HTMLElement} root @param {Context} context */
export function mount(root, context) {
  const { store } = context;
  /** @type {ReturnType<typeof build> | null} */
  let pad = null;
  let drawable = '';
  const kind = () => (store.opened?.drawable ? JSON.stringify(store.opened.input_shape) : '');
  const end = store.on(['opened'], () => {
    const now = kind();
    if (now === drawable) return;
    drawable = now;
    pad?.destroy();
    pad = now ? build(root, context) : null;
    if (!pad) render(nothing, root);
  });
  return {
    destroy() {
      end();
      pad?.destroy();
    },
  };
}

/** @param {HTMLElement} root @param {Context} context */
function build(root, context) {
  const { store, asking } = context;
  render(
    html`<section class="panel pad-panel" aria-labelledby="pad-title">
      <header></header>
      <div class="pad-body">
        <div class="pad-draw"><div class="sheet-frame"><canvas class="sheet" id="sheet" tabindex="0" role="application" aria-describedby="pad-hint"></canvas><div class="pen" hidden></div></div><div class="pad-tools"></div></div>
        <div class="prediction"></div>
        <div class="samples"></div>
      </div>
    </section>`,
    root,
  );
  const part = (/** @type {string} */ selector) => /** @type {HTMLElement} */ (root.querySelector(selector));
  const canvas = /** @type {HTMLCanvasElement} */ (part('canvas'));
  const ink = new Ink(canvas);
  const prediction = mountPrediction(part('.prediction'), context);
  const choose = (/** @type {number[]} */ values) => {
    ink.clear();
    prediction.expect();
    asking.ask({ type: 'values', values });
    tools();
  };
  const examples = mountSamples(part('.samples'), context, { choose });

  function changed() {
    asking.ask(ink.blank ? null : { type: 'drawing', strokes: ink.strokes });
    if (ink.blank) prediction.clear();
    else prediction.expect();
    tools();
  }

  function tools() {
    canvas.parentElement?.classList.toggle('blank', ink.blank);
    canvas.setAttribute('aria-label', ink.blank ? t('padBlank') : t('padDrawn', { count: ink.strokes.length }));
    render(
      html`<button type="button" ?disabled=${ink.blank} @click=${() => {
        ink.undo();
        changed();
      }}>${icon('undo')}${t('undo')}</button>
        <button type="button" @click=${() => {
          ink.clear();
          changed();
        }}>${icon('close')}${t('clear')}</button>
        <p class="hint" id="pad-hint">${t('padHint')}</p>`,
      part('.pad-tools'),
    );
  }

  pointerPen(canvas, ink, changed);
  const pen = keyboardPen(canvas, part('.pen'), ink, changed, (row, column) => t('penAt', { row, column }));

  const ends = [
    store.on(['lang'], () => {
      canvas.setAttribute('aria-roledescription', t('padKind'));
      render(html`<h2 id="pad-title">${t('draw')}</h2>`, part('header'));
      tools();
    }),
    store.on(['theme'], () => ink.redraw()),
  ];
  return {
    destroy() {
      for (const end of ends) end();
      asking.ask(null);
      pen.destroy();
      prediction.destroy();
      examples.destroy();
    },
  };
}
