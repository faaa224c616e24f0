// The samples in a picture of dots: the one under the pointer lights up wherever it is shown, and the one that lights up
// elsewhere has a ring.

/** @typedef {import('../../protocol.js').Form} Form */
/** @typedef {{ sample: number, x: number, y: number, left: number, top: number }} Place In the axes' numbers, and in CSS pixels. */

/** CSS pixels around a dot in which it is meant. */
const NEAR = 9;

/** Places of a form's dots, in the order of its samples. @param {Form['figure']} figure @returns {[x: number, y: number][]} */
function dotsOf(figure) {
  if (figure.type === 'lines') {
    const dotted = figure.lines.filter(({ look }) => look === 'dots' || look === 'rings');
    return dotted.flatMap(({ points }) => points.map(({ to, y }) => /** @type {[number, number]} */ ([to, y])));
  }
  if (figure.type !== 'field' && figure.type !== 'points') return [];
  const { buffer, byteOffset, byteLength } = figure.dots;
  const numbers = new DataView(buffer, byteOffset, byteLength);
  return Array.from({ length: byteLength / 8 }, (_, at) => [
    numbers.getFloat32(8 * at, true),
    numbers.getFloat32(8 * at + 4, true),
  ]);
}

/**
 * @param {HTMLElement} frame
 * @param {import('../../state/context.js').Context} context
 * @param {() => number} scale How many times as large as it was drawn the picture is shown.
 */
export function mount(frame, { store, lighting }, scale) {
  const ring = document.createElement('div');
  ring.className = 'lit-dot';
  frame.append(ring);
  /** @type {Place[]} */
  let places = [];
  /** @type {import('../../protocol.js').Plot | null} */
  let plot = null;

  function draw() {
    const lit = places.find(({ sample }) => sample === store.lit);
    ring.hidden = !lit;
    if (lit) Object.assign(ring.style, { left: `${lit.left}px`, top: `${lit.top}px` });
  }

  /** Where a place of the plot lies in the picture. @param {number} x @param {number} y */
  function onScreen(x, y) {
    if (!plot) return { left: Number.NaN, top: Number.NaN };
    const [left, top, right, bottom] = plot.area.map((length) => length * scale());
    const share = (/** @type {number} */ value, /** @type {number[]} */ [from, to]) => (value - from) / (to - from);
    return {
      left: left + share(x, plot.x) * (right - left),
      top: bottom - share(y, plot.y) * (bottom - top),
    };
  }

  /** The sample nearest to a place in the picture, where one is near. @param {{ left: number, top: number }} at */
  function near({ left, top }) {
    const far = (/** @type {Place} */ place) => Math.hypot(place.left - left, place.top - top);
    const [first] = places.filter((place) => far(place) <= NEAR).sort((one, other) => far(one) - far(other));
    return first ?? null;
  }

  /** @param {MouseEvent} event */
  function under({ clientX, clientY }) {
    const box = frame.getBoundingClientRect();
    return near({ left: clientX - box.left, top: clientY - box.top });
  }

  const over = (/** @type {PointerEvent} */ event) => lighting.point(under(event)?.sample ?? null);
  const out = () => lighting.point(null);
  const press = (/** @type {MouseEvent} */ event) => {
    if (places.length > 0) lighting.press(under(event)?.sample ?? null);
  };
  frame.addEventListener('pointermove', over);
  frame.addEventListener('pointerleave', out);
  frame.addEventListener('click', press);
  const end = store.on(['lit'], draw);

  return {
    onScreen,
    under,

    /** Lights the sample at a place of the plot up, as a press would. @param {number} x @param {number} y */
    press: (x, y) => lighting.press(near(onScreen(x, y))?.sample ?? null),

    /** @param {Form | null} form */
    read(form) {
      plot = form && 'plot' in form.figure ? form.figure.plot : null;
      const all = form && plot && form.samples.length > 0 ? dotsOf(form.figure) : [];
      places = all.flatMap(([x, y], at) => {
        const sample = form?.samples[at];
        return sample === undefined ? [] : [{ sample, x, y, ...onScreen(x, y) }];
      });
      draw();
    },

    destroy() {
      frame.removeEventListener('pointermove', over);
      frame.removeEventListener('pointerleave', out);
      frame.removeEventListener('click', press);
      end();
      ring.remove();
    },
  };
}
