// A cursor over a chart that reads values under the pointer. The table says the same to those who use no pointer.

import { first, lossesAt, meanOf, measuredNear } from '../../state/curves.js';
import { t } from '../../state/texts.js';
import { number, percent } from '../../ui/format.js';
import { html, nothing, render, styles } from '../../ui/lit.js';

/** @typedef {import('../../state/context.js').Context} Context */
/** @typedef {import('../../protocol.js').Plot} Plot */

/** Charts over steps have their numbers in the curves; in all others the cursor reads the axes. */
const OVER_STEPS = ['loss', 'accuracy'];

/** CSS pixels between the line and the words. */
const GAP = 12;

/** @param {HTMLElement} frame @param {Context} context @param {string} chart */
export function mount(frame, { store }, chart) {
  const root = document.createElement('div');
  root.className = 'cursor';
  root.setAttribute('aria-hidden', 'true');
  frame.append(root);
  /** @type {Plot | null} */
  let plot = null;
  /** @type {{ x: number, y: number } | null} */
  let pointer = null;

  /** The losses of a step, and what was measured nearest to it. @param {number} step */
  function ofStep(step) {
    const { curves } = store;
    const near = measuredNear(curves, step);
    const value = chart === 'accuracy' ? near?.accuracy : near?.loss;
    const shown = chart === 'accuracy' ? percent(value) : number(value ?? 0, 3);
    const validation = near ? [`${t('validation')} ${shown} ${t('atStep', { step: number(near.step) })}`] : [];
    const losses = chart === 'loss' && lossesAt(curves, Math.max(1, Math.round(step)));
    if (!losses) return validation;
    const [from, to] = [first(losses), losses.step];
    const steps = from === to ? number(to) : `${number(from)}–${number(to)}`;
    return [`${t('step')} ${steps}`, `${t('train')} ${number(meanOf(losses), 3)}`, ...validation];
  }

  /** @param {number} x @param {number} y In the plot's own numbers. */
  const words = (x, y) => (OVER_STEPS.includes(chart) ? ofStep(x).join(' · ') : `${number(x, 3)}, ${number(y, 3)}`);

  function draw() {
    const inside =
      plot &&
      pointer &&
      pointer.x >= plot.area[0] &&
      pointer.x <= plot.area[2] &&
      pointer.y >= plot.area[1] &&
      pointer.y <= plot.area[3];
    if (!plot || !pointer || !inside) {
      render(nothing, root);
      return;
    }
    const [left, top, right, bottom] = plot.area;
    const across = (pointer.x - left) / (right - left);
    const upwards = (bottom - pointer.y) / (bottom - top);
    const x = plot.x[0] + across * (plot.x[1] - plot.x[0]);
    const y = plot.log ? plot.y[0] * (plot.y[1] / plot.y[0]) ** upwards : plot.y[0] + upwards * (plot.y[1] - plot.y[0]);
    // The words have the wider side of the picture to themselves.
    const room = Math.max(pointer.x, frame.clientWidth - pointer.x) - GAP;
    render(
      html`<div class="line" ${styles({ left: `${pointer.x}px`, top: `${top}px`, height: `${bottom - top}px` })}></div>
        <div class="reading ${pointer.x > frame.clientWidth / 2 ? 'left' : ''}" ${styles({ left: `${pointer.x}px`, top: `${top}px`, maxWidth: `${room}px` })}>${words(x, y)}</div>`,
      root,
    );
  }

  const over = (/** @type {PointerEvent} */ event) => {
    const box = frame.getBoundingClientRect();
    pointer = { x: event.clientX - box.left, y: event.clientY - box.top };
    draw();
  };
  const out = () => {
    pointer = null;
    draw();
  };
  frame.addEventListener('pointermove', over);
  frame.addEventListener('pointerdown', over);
  frame.addEventListener('pointerleave', out);

  return {
    /** The plot lies there now. @param {Plot | null} where */
    move(where) {
      plot = where;
      draw();
    },
    destroy() {
      root.remove();
    },
  };
}
