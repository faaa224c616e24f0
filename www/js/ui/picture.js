// A small picture from numbers: what a network sees, or a sample of the data.

/**
 * Paints values of 0 to 1: three planes of height × width in colour, one (or the first of several) as ink.
 * @param {HTMLCanvasElement} canvas
 * @param {ArrayLike<number>} values
 * @param {ArrayLike<number>} shape Of one input, height and width last.
 */
export function paint(canvas, values, shape) {
  const [height, width] = [shape[shape.length - 2] ?? 1, shape[shape.length - 1] ?? 1];
  if (canvas.width !== width || canvas.height !== height) {
    canvas.width = width;
    canvas.height = height;
  }
  const pen = canvas.getContext('2d');
  if (!pen) return;
  const size = width * height;
  const plane = shape.length === 3 && shape[0] === 3 ? size : 0;
  let [low, high] = [0, 1];
  for (let at = 0; at < size + 2 * plane; at += 1) {
    low = Math.min(low, values[at]);
    high = Math.max(high, values[at]);
  }
  const image = pen.createImageData(width, height);
  for (let at = 0; at < size * 4; at += 1) {
    const value = values[(at >> 2) + (at % 4) * plane];
    image.data[at] = at % 4 === 3 ? 255 : Math.round((255 * (value - low)) / (high - low));
  }
  pen.putImageData(image, 0, 0);
}
