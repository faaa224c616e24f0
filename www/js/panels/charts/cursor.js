// A cursor over a picture that reads values under the pointer. The table says the same to those who use no pointer.

import { html, nothing, render, styles } from '../../ui/lit.js';
import { reading } from './reading.js';

/** CSS pixels between the line and the words. */
const GAP = 12;

/** @param {HTMLElement} frame @param {() => number} scale How many times as large as it was drawn the picture is shown. */
export function mount(frame, scale) {
  const root = document.createElement('div');
  root.className = 'cursor';
  root.setAttribute('aria-hidden', 'true');
  frame.append(root);
  /** @type {import('./reading.js').Drawn | null} */
  let figure = null;
  /** @type {{ x: number, y: number } | null} */
  let pointer = null;

  function draw() {
    const plot = figure?.plot && { ...figure.plot, area: figure.plot.area.map((length) => length * scale()) };
    const inside =
      plot &&
      pointer &&
      pointer.x >= plot.area[0] &&
      pointer.x <= plot.area[2] &&
      pointer.y >= plot.area[1] &&
      pointer.y <= plot.area[3];
    if (!figure || !plot || !pointer || !inside) {
      render(nothing, root);
      return;
    }
    const [left, top, right, bottom] = plot.area;
    const across = (pointer.x - left) / (right - left);
    const upwards = (bottom - pointer.y) / (bottom - top);
    const x = plot.x[0] + across * (plot.x[1] - plot.x[0]);
    const y = plot.log ? plot.y[0] * (plot.y[1] / plot.y[0]) ** upwards : plot.y[0] + upwards * (plot.y[1] - plot.y[0]);
    const words = reading(figure, x, y);
    // The words have the wider side of the picture to themselves.
    const room = Math.max(pointer.x, frame.clientWidth - pointer.x) - GAP;
    render(
      html`<div class="line" ${styles({ left: `${pointer.x}px`, top: `${top}px`, height: `${bottom - top}px` })}></div>
        ${
          words
            ? html`<div class="reading ${pointer.x > frame.clientWidth / 2 ? 'left' : ''}" ${styles({ left: `${pointer.x}px`, top: `${top}px`, 'max-width': `${room}px` })}>${words}</div>`
            : nothing
        }`,
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
    /** What is read. @param {import('./reading.js').Drawn | null} shown */
    read(shown) {
      figure = shown;
      draw();
    },
    destroy() {
      frame.removeEventListener('pointermove', over);
      frame.removeEventListener('pointerdown', over);
      frame.removeEventListener('pointerleave', out);
      root.remove();
    },
  };
}
