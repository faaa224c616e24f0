// Drawing with the keyboard: arrows move a pen over cells, Space or Enter inks, Shift with an arrow draws a line.

import { CELLS } from './ink.js';
import { meaning } from './keys.js';

/** @typedef {import('./ink.js').Ink} Ink */

/** @type {Record<string, [number, number]>} */
const WAYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/**
 * @param {HTMLCanvasElement} canvas
 * @param {HTMLElement} mark Shows where the pen is.
 * @param {Ink} ink
 * @param {() => void} changed
 * @param {(row: number, column: number) => string} words Where the pen is, as it is read aloud; counted from 1.
 */
export function keyboardPen(canvas, mark, ink, changed, words) {
  let column = CELLS / 2;
  let row = CELLS / 4;
  let inking = false;
  const said = document.createElement('span');
  said.className = 'unseen';
  said.setAttribute('role', 'status');
  canvas.parentElement?.append(said);
  const point = () => ({ x: (column + 0.5) / CELLS, y: (row + 0.5) / CELLS });

  /** Whether the keyboard draws: after a mouse was here, keys keep what they mean elsewhere until an arrow moves the pen. */
  let active = false;

  function show(/** @type {boolean} */ on) {
    active = on;
    canvas.toggleAttribute('data-keys', on);
    mark.hidden = !on;
    mark.style.left = `${((column + 0.5) / CELLS) * 100}%`;
    mark.style.top = `${((row + 0.5) / CELLS) * 100}%`;
  }

  /** @param {KeyboardEvent} event */
  function press(event) {
    // Undo is the drawing's, also where nothing is left to take back: one press too many must not replace the experiment.
    if ((event.ctrlKey || event.metaKey) && meaning(event) === 'z') {
      event.preventDefault();
      if (!event.shiftKey && !ink.blank) {
        ink.undo();
        changed();
      }
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const way = WAYS[event.key];
    if (!active && !way) return;
    if (way) {
      if (event.shiftKey && !inking) ink.begin(point());
      inking = event.shiftKey;
      column = Math.min(CELLS - 1, Math.max(0, column + way[0]));
      row = Math.min(CELLS - 1, Math.max(0, row + way[1]));
      if (inking) {
        ink.go(point());
        changed();
      }
    } else if (event.key === ' ' || event.key === 'Enter') {
      ink.begin(point());
      changed();
    } else if (event.key === 'Backspace') {
      ink.undo();
      changed();
    } else if (event.key === 'Delete') {
      ink.clear();
      changed();
    } else {
      return;
    }
    event.preventDefault();
    show(true);
    said.textContent = words(row + 1, column + 1);
  }

  const rest = (/** @type {KeyboardEvent} */ event) => {
    if (event.key === 'Shift') inking = false;
  };
  const enter = () => canvas.matches(':focus-visible') && show(true);
  const leave = () => show(false);
  canvas.addEventListener('keydown', press);
  canvas.addEventListener('keyup', rest);
  canvas.addEventListener('focus', enter);
  canvas.addEventListener('blur', leave);
  canvas.addEventListener('pointerdown', leave);
  return { destroy: () => said.remove() };
}
