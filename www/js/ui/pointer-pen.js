// Drawing with a mouse, a pen or a finger. One pointer draws at a time: a second finger does not, and a pen wins over
// the palm that lies on the screen before or beside it.

/** @typedef {import('./ink.js').Ink} Ink */

/** Milliseconds after a sign of a pen in which a touch is taken for the hand that holds it. */
const PALM = 1000;

/**
 * @param {HTMLCanvasElement} canvas
 * @param {Ink} ink
 * @param {() => void} changed
 */
export function pointerPen(canvas, ink, changed) {
  /** The pointer that draws, and its stroke. @type {{ id: number, type: string, stroke: number[] } | null} */
  let drawing = null;
  /** When a pen was last seen. */
  let pen = Number.NEGATIVE_INFINITY;

  /** Where an event fell, as shares of the square; what goes beyond its edge goes along it. @param {PointerEvent} event */
  function at(event) {
    const box = canvas.getBoundingClientRect();
    const share = (/** @type {number} */ from, /** @type {number} */ length) => Math.min(1, Math.max(0, from / length));
    return { x: share(event.clientX - box.left, box.width), y: share(event.clientY - box.top, box.height) };
  }

  /** A touch drew that was none. */
  function takeBack() {
    if (drawing?.type !== 'touch') return;
    ink.undo(drawing.stroke);
    changed();
  }

  /** @param {PointerEvent} event */
  function notice(event) {
    if (event.pointerType === 'pen') pen = event.timeStamp;
  }

  canvas.addEventListener('pointerdown', (event) => {
    notice(event);
    const { pointerId: id, pointerType: type } = event;
    const palm = type === 'touch' && (drawing?.type === 'pen' || event.timeStamp - pen < PALM);
    // A second finger is not primary. Where another pointer is, the one that drew before has gone unseen.
    if (palm || !event.isPrimary || event.button !== 0) return;
    if (type === 'pen') takeBack();
    drawing = { id, type, stroke: ink.begin(at(event)) };
    try {
      canvas.setPointerCapture(id);
    } catch {
      // The pointer has left in the meantime.
    }
    changed();
  });

  canvas.addEventListener('pointermove', (event) => {
    notice(event);
    if (event.pointerId !== drawing?.id) return;
    // It was lifted where nobody saw it, or its stroke was taken back.
    if (event.buttons === 0 || ink.strokes.at(-1) !== drawing.stroke) {
      drawing = null;
      return;
    }
    const between = event.getCoalescedEvents?.() ?? [];
    for (const one of between.length > 0 ? between : [event]) ink.go(at(one));
    changed();
  });

  const lift = (/** @type {PointerEvent} */ event) => {
    notice(event);
    if (event.pointerId !== drawing?.id) return;
    // Systems that tell a palm from a finger cancel it.
    if (event.type === 'pointercancel') takeBack();
    drawing = null;
  };
  for (const type of /** @type {const} */ (['pointerup', 'pointercancel', 'lostpointercapture'])) {
    canvas.addEventListener(type, lift);
  }
}
