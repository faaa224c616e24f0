// A point of the plane that a person chooses in its surface, by pressing there or with keys: it goes through the drawn
// network.

import { t } from '../../state/texts.js';
import { number } from '../../ui/format.js';
import { html, nothing, render, styles } from '../../ui/lit.js';
import { placed } from './reading.js';

/** How far a key moves it, and with Shift. */
const STEP = 0.05;
const FAR = 5;

/** Pixels by which a finger may slip while it presses. */
const SLIP = 6;

/** @type {Record<string, [x: number, y: number]>} */
const KEYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

/**
 * @param {HTMLElement} frame
 * @param {import('../../state/context.js').Context} context
 * @param {() => number} scale How many times as large as it was drawn the picture is shown.
 */
export function mount(frame, { store, asking }, scale) {
  const root = document.createElement('div');
  root.className = 'chosen-place';
  frame.append(root);
  /** @type {Extract<import('../../protocol.js').Figure, { type: 'field' }> | null} */
  let figure = null;
  /** Where the pointer went down. */
  let down = { x: 0, y: 0 };

  const chosen = () => (store.asked?.type === 'point' ? store.asked : null);
  const words = (/** @type {{ x: number, y: number }} */ { x, y }) =>
    t('chosenPoint', { x: number(x, 2), y: number(y, 2) });

  function draw() {
    const area = figure?.plot?.area.map((length) => length * scale());
    if (!figure?.plot || !area) {
      render(nothing, root);
      return;
    }
    const at = chosen();
    const { x, y } = figure.plot;
    const share = (/** @type {number} */ value, /** @type {number[]} */ [from, to]) => (value - from) / (to - from);
    const [across, up] = at ? [share(at.x, x), share(at.y, y)] : [0.5, 0.5];
    const left = area[0] + across * (area[2] - area[0]);
    const top = area[3] - up * (area[3] - area[1]);
    const label = at ? words(at) : t('choosePoint');
    render(
      html`<button type="button" data-keys class=${at ? '' : 'unset'} aria-label=${label} title=${label} ${styles({ left: `${left}px`, top: `${top}px` })}
        @click=${() => asking.ask(at ? null : { type: 'point', x: 0, y: 0 })} @keydown=${keyed}></button>`,
      root,
    );
  }

  /** @param {KeyboardEvent} event */
  function keyed(event) {
    const at = chosen();
    const move = KEYS[event.key];
    if (event.key === 'Escape' && at) {
      event.preventDefault();
      asking.ask(null);
    }
    if (!move || !figure?.plot) return;
    event.preventDefault();
    const step = STEP * (event.shiftKey ? FAR : 1);
    const moved = (/** @type {number} */ value, /** @type {number} */ by, /** @type {number[]} */ [from, to]) =>
      Math.round(Math.min(to, Math.max(from, value + by * step)) * 100) / 100;
    const { x, y } = figure.plot;
    const next = { x: moved(at?.x ?? 0, move[0], x), y: moved(at?.y ?? 0, move[1], y) };
    asking.ask({ type: 'point', ...next });
    const said = words(next);
    store.announce({ en: said, zh: said });
  }

  const pressed = (/** @type {PointerEvent} */ { clientX, clientY }) => {
    down = { x: clientX, y: clientY };
  };
  /** @param {MouseEvent} event */
  const clicked = (event) => {
    const slipped = Math.hypot(event.clientX - down.x, event.clientY - down.y) > SLIP;
    if (!figure?.plot || slipped || root.contains(/** @type {Node} */ (event.target))) return;
    const box = frame.getBoundingClientRect();
    const at = placed(figure.plot, scale(), { x: event.clientX - box.left, y: event.clientY - box.top });
    if (at) asking.ask({ type: 'point', ...at });
  };
  frame.addEventListener('pointerdown', pressed);
  frame.addEventListener('click', clicked);
  const end = store.on(['asked', 'lang'], draw);

  return {
    /** @param {import('../../protocol.js').Figure | null} shown */
    read(shown) {
      figure = shown?.type === 'field' && shown.chooses ? shown : null;
      frame.classList.toggle('choosing', figure !== null);
      draw();
    },
    destroy() {
      frame.removeEventListener('pointerdown', pressed);
      frame.removeEventListener('click', clicked);
      frame.classList.remove('choosing');
      end();
      root.remove();
    },
  };
}
