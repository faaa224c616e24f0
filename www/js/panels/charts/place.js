// An input that a person chooses in a picture of all of them, by pressing there or with keys: it goes through the drawn
// network. In the plane it is a point, over one axis a place along it, whose mark stands on the curve.

import { t } from '../../state/texts.js';
import { number } from '../../ui/format.js';
import { html, nothing, render, styles } from '../../ui/lit.js';
import { nearest, placed } from './reading.js';

/** How far a key moves it, as a share of an axis, and with Shift. */
const STEP = 0.02;
const FAR = 5;

/** Pixels by which a finger may slip while it presses. */
const SLIP = 6;

/** @type {Record<string, [x: number, y: number]>} */
const KEYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

const within = (/** @type {number} */ value, /** @type {number[]} */ [from, to]) => Math.min(to, Math.max(from, value));

/**
 * @param {HTMLElement} frame
 * @param {import('../../state/context.js').Context} context
 * @param {ReturnType<typeof import('./dots.js').mount>} dots The samples in the same picture.
 * @param {() => number} scale How many times as large as it was drawn the picture is shown.
 */
export function mount(frame, { store, asking }, dots, scale) {
  const root = document.createElement('div');
  root.className = 'chosen-place';
  frame.append(root);
  /** @type {Extract<import('../../protocol.js').Figure, { type: 'field' | 'lines' }> | null} */
  let figure = null;
  /** Where the pointer went down. */
  let down = { x: 0, y: 0 };

  const chosen = () => (store.asked?.type === 'point' ? store.asked : null);
  const words = (/** @type {{ x: number, y: number }} */ { x, y }) =>
    figure?.type === 'lines'
      ? t('chosenInput', { x: number(x, 3) })
      : t('chosenPoint', { x: number(x, 2), y: number(y, 2) });

  /** Where it is marked. @param {import('../../protocol.js').Plot} plot @param {{ x: number, y: number } | null} at */
  function mark(plot, at) {
    const x = at ? within(at.x, plot.x) : (plot.x[0] + plot.x[1]) / 2;
    if (figure?.type === 'field') return { x, y: at?.y ?? (plot.y[0] + plot.y[1]) / 2 };
    const curve = figure?.lines.find(({ look }) => look === 'solid');
    const y = (curve && nearest(curve, x))?.y ?? Number.NaN;
    return { x, y: within(Number.isFinite(y) ? y : plot.y[0], plot.y) };
  }

  function draw() {
    if (!figure?.plot) {
      render(nothing, root);
      return;
    }
    const at = chosen();
    const { x, y } = mark(figure.plot, at);
    const { left, top } = dots.onScreen(x, y);
    const label = at ? words(at) : t('choosePoint');
    render(
      html`<button type="button" data-keys class=${at ? '' : 'unset'} aria-label=${label} title=${label} ${styles({ left: `${left}px`, top: `${top}px` })}
        @click=${() => asking.ask(at || !figure?.plot ? null : { type: 'point', ...mark(figure.plot, null) })} @keydown=${keyed}></button>`,
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
    const { plot } = figure;
    const moved = (/** @type {number} */ value, /** @type {number} */ by, /** @type {number[]} */ axis) => {
      const step = by * STEP * (event.shiftKey ? FAR : 1) * (axis[1] - axis[0]);
      return within(Number((value + step).toPrecision(3)), axis);
    };
    const from = at ?? mark(plot, null);
    const next = { x: moved(from.x, move[0], plot.x), y: moved(from.y, move[1], plot.y) };
    asking.ask({ type: 'point', ...next });
    dots.press(next.x, next.y);
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
    const pointer = { x: event.clientX - box.left, y: event.clientY - box.top };
    // A press on a sample is meant for it.
    const at = dots.under(event) ?? placed(figure.plot, scale(), pointer);
    if (at) asking.ask({ type: 'point', x: at.x, y: at.y });
  };
  frame.addEventListener('pointerdown', pressed);
  frame.addEventListener('click', clicked);
  const end = store.on(['asked', 'lang'], draw);

  return {
    /** @param {import('../../protocol.js').Figure | null} shown */
    read(shown) {
      figure = (shown?.type === 'field' || shown?.type === 'lines') && shown.chooses ? shown : null;
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
