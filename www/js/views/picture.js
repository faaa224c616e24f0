// A small picture from numbers: what a network sees, or a sample of the data.

/**
 * Paints values of 0 to 1 (a height × width plane, or the first of several) as ink.
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
  let [low, high] = [0, 1];
  for (let at = 0; at < width * height; at += 1) {
    low = Math.min(low, values[at]);
    high = Math.max(high, values[at]);
  }
  const image = pen.createImageData(width, height);
  for (let at = 0; at < width * height; at += 1) {
    const grey = Math.round((255 * (values[at] - low)) / (high - low));
    image.data.fill(grey, at * 4, at * 4 + 3);
    image.data[at * 4 + 3] = 255;
  }
  pen.putImageData(image, 0, 0);
}
