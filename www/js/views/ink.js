// Strokes on a square: drawn, taken back, and read as grey values. It knows nothing of networks.

/** Pixels of the square's side. */
export const SIDE = 280;

/** Keyboard cells of the side. */
export const CELLS = 28;

/** Thickness of a stroke: about that of a felt pen in the data sets' pictures. */
const WIDTH = SIDE / 12;

/** @typedef {{ x: number, y: number }} Point */

export class Ink {
  /** @param {HTMLCanvasElement} canvas */
  constructor(canvas) {
    canvas.width = SIDE;
    canvas.height = SIDE;
    this.canvas = canvas;
    this.pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d', { willReadFrequently: true }));
    /** @type {Point[][]} */
    this.strokes = [];
  }

  get blank() {
    return this.strokes.length === 0;
  }

  /** @param {Point} point */
  begin(point) {
    this.strokes.push([point]);
    this.#line(point, point);
  }

  /** @param {Point} point */
  go(point) {
    const stroke = this.strokes.at(-1);
    const last = stroke?.at(-1);
    if (!stroke || !last) return;
    stroke.push(point);
    this.#line(last, point);
  }

  undo() {
    this.strokes.pop();
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
      stroke.forEach((point, index) => {
        this.#line(stroke[Math.max(0, index - 1)], point);
      });
    }
  }

  /** @param {Point} from @param {Point} to */
  #line(from, to) {
    const { pen } = this;
    pen.strokeStyle = getComputedStyle(this.canvas).color;
    pen.lineWidth = WIDTH;
    pen.lineCap = 'round';
    pen.lineJoin = 'round';
    pen.beginPath();
    pen.moveTo(from.x, from.y);
    pen.lineTo(to.x, to.y);
    pen.stroke();
  }

  /** Ink as 0 (none) to 255, row by row. */
  grey() {
    const { data } = this.pen.getImageData(0, 0, SIDE, SIDE);
    const grey = new Uint8Array(SIDE * SIDE);
    // How much ink there is says its opacity, whatever its colour.
    for (let at = 0; at < grey.length; at += 1) grey[at] = data[at * 4 + 3];
    return grey;
  }
}
