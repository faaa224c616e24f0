// A view as a file.

import { download, fileName } from '../../state/download.js';

/** @typedef {import('../../state/context.js').Context} Context */
/** @typedef {import('./formats.js').Format} Format */

const TYPES = { svg: 'image/svg+xml', csv: 'text/csv' };

/**
 * @param {Context} context
 * @param {string} id Of the view.
 * @param {import('../../protocol.js').ViewRequest} view
 * @param {Format} format
 * @param {HTMLCanvasElement | undefined} picture What is on screen, which a PNG is.
 */
export async function save(context, id, view, format, picture) {
  const name = fileName(context, `${id}.${format}`);
  if (format === 'png') {
    picture?.toBlob((blob) => blob && download(blob, blob.type, name));
    return;
  }
  try {
    const { text } = await context.lab.request({ type: 'draw', view, format });
    download(text, TYPES[format], name);
  } catch {
    // Told as an event of the Lab, and shown there.
  }
}
