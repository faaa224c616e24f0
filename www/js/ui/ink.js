// Strokes on a square: drawn, taken back, and told as the points they go through. It knows nothing of networks, and
// never reads the canvas: some browsers falsify what is read, so that nobody is recognised by it.

/** Pixels of the square's side. */
const SIDE = 280;

/** Keyboard cells of the side. */
export const CELLS = 28;

/** Thickness of a stroke: writing that is a seventh of the square high can still be read. */
const WIDTH = SIDE / 28;

/** A point, as shares of the square's side. @typedef {{ x: number, y: number }} Point */

export class Ink {
  /** @param {HTMLCanvasElement} canvas */
  constructor(canvas) {
    canvas.width = SIDE;
    canvas.height = SIDE;
    this.canvas = canvas;
    this.pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
    /** Of each stroke x and y of its points in turn. @type {number[][]} */
    this.strokes = [];
  }

  get blank() {
    return this.strokes.length === 0;
  }

  /** Begins a stroke and gives it. @param {Point} point */
  begin({ x, y }) {
    const stroke = [x, y];
    this.strokes.push(stroke);
    this.#draw(stroke, 0);
    return stroke;
  }

  /** Goes on with the newest stroke. @param {Point} point */
  go({ x, y }) {
    const stroke = this.strokes.at(-1);
    if (!stroke) return;
    stroke.push(x, y);
    this.#draw(stroke, stroke.length - 2);
  }

  /** Takes one stroke back, or the newest. @param {number[]} [stroke] */
  undo(stroke = this.strokes.at(-1)) {
    this.strokes = this.strokes.filter((other) => other !== stroke);
    this.redraw();
  }

  clear() {
    this.strokes = [];
    this.redraw();
  }

  /** All strokes again, in the colour of now. */
  redraw() {
    this.pen.clearRect(0, 0, SIDE, SIDE);
    for (const stroke of this.strokes) {
      for (let at = 0; at < stroke.length; at += 2) this.#draw(stroke, at);
    }
  }

  /** Draws the way to a point of a stroke; to its first a dot, because a line without length is not drawn. @param {number[]} stroke @param {number} at */
  #draw(stroke, at) {
    const { pen } = this;
    const [x, y] = [stroke[at] * SIDE, stroke[at + 1] * SIDE];
    pen.fillStyle = pen.strokeStyle = getComputedStyle(this.canvas).color;
    pen.lineWidth = WIDTH;
    pen.lineCap = 'round';
    pen.beginPath();
    if (at === 0) {
      pen.arc(x, y, WIDTH / 2, 0, 2 * Math.PI);
      pen.fill();
    } else {
      pen.moveTo(stroke[at - 2] * SIDE, stroke[at - 1] * SIDE);
      pen.lineTo(x, y);
      pen.stroke();
    }
  }
}
