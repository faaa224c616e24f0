// A cursor over a picture that reads values under the pointer. The table says the same to those who use no pointer.

import { html, nothing, render, styles } from '../../ui/lit.js';
import { placed, reading } from './reading.js';

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
    const plot = figure?.plot;
    const place = plot && pointer && placed(plot, scale(), pointer);
    if (!figure || !plot || !pointer || !place) {
      render(nothing, root);
      return;
    }
    const [, top, , bottom] = plot.area.map((length) => length * scale());
    const words = reading(figure, place.x, place.y);
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
