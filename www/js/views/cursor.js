// A cursor over a chart that reads values under the pointer. The table says the same to those who use no pointer.

import { html, nothing, render, styles } from '../lit.js';
import { number, t } from '../text.js';

/** @typedef {import('../store.js').Context} Context */
/** @typedef {import('../protocol.js').Plot} Plot */

/** Charts over steps have their numbers in the reports; in all others the cursor reads the axes. */
const OVER_STEPS = ['loss', 'accuracy'];

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

  /** The report nearest to a step. @param {number} step */
  function nearest(step) {
    const { history } = store;
    let [low, high] = [0, history.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (history[middle].step < step) low = middle + 1;
      else high = middle;
    }
    const [before, after] = [history[low - 1], history[low]];
    return before && after && step - before.step < after.step - step ? before : after;
  }

  /** @param {number} x @param {number} y In the plot's own numbers. */
  function words(x, y) {
    const report = OVER_STEPS.includes(chart) ? nearest(x) : undefined;
    if (!report) return `${number(x, 3)}, ${number(y, 3)}`;
    const { validation } = report;
    const training = report.train_loss === null ? '' : ` · ${t('train')} ${number(report.train_loss, 3)}`;
    if (chart === 'loss') {
      return `${t('step')} ${number(report.step)}${training}${validation ? ` · ${t('validation')} ${number(validation.loss, 3)}` : ''}`;
    }
    const share = validation?.accuracy ?? null;
    return `${t('step')} ${number(report.step)}${share === null ? '' : ` · ${t('validation')} ${number(share * 100, 3)}%`}`;
  }

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
    render(
      html`<div class="line" ${styles({ left: `${pointer.x}px`, top: `${top}px`, height: `${bottom - top}px` })}></div>
        <div class="reading ${across > 0.5 ? 'left' : ''}" ${styles({ left: `${pointer.x}px`, top: `${top}px` })}>${words(x, y)}</div>`,
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
