// A view as a file.

import { download, fileName } from '../../state/download.js';

/** @typedef {import('../../state/context.js').Context} Context */
/** @typedef {import('./formats.js').Format} Format */

const TYPES = { svg: 'image/svg+xml', csv: 'text/csv' };

/** Pixels of a PNG for each of the SVG. */
const FINE = 2;

/** An SVG as a PNG, with all that it says. @param {string} svg @returns {Promise<Blob | null>} */
async function painted(svg) {
  const image = new Image();
  image.src = URL.createObjectURL(new Blob([svg], { type: TYPES.svg }));
  await image.decode();
  const canvas = document.createElement('canvas');
  Object.assign(canvas, { width: FINE * image.width, height: FINE * image.height });
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
  URL.revokeObjectURL(image.src);
  return new Promise((resolve) => canvas.toBlob(resolve));
}

/**
 * @param {Context} context
 * @param {string} id Of the view.
 * @param {import('../../protocol.js').ViewRequest} view
 * @param {Format} format
 */
export async function save(context, id, view, format) {
  const name = fileName(context, `${id}.${format}`);
  try {
    const { text } = await context.lab.request({ type: 'draw', view, format: format === 'csv' ? format : 'svg' });
    if (format === 'png') {
      const blob = await painted(text);
      if (blob) download(blob, blob.type, name);
    } else download(text, TYPES[format], name);
  } catch {
    // Told as an event of the Lab, and shown there.
  }
}
