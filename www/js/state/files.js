// Checkpoints as files: kept, opened again, dropped on to the page.

import { quoted } from '../ui/language.js';
import { download, fileName } from './download.js';
import { withTexts } from './texts.js';

const { text } = withTexts({
  fileOpened: {
    en: '“{name}” was opened. Press Start to go on from there.',
    zh: '已打开“{name}”。按“开始”从那里继续。',
  },
  fileUnreadable: { en: '“{name}” could not be read.', zh: '无法读取“{name}”。' },
  fileTooLarge: { en: '“{name}” is too large to be a checkpoint.', zh: '“{name}”太大，不可能是检查点。' },
});

/** @typedef {import('./context.js').Context} Context */

/** Larger files than this are no Checkpoint of anything that trains in a browser tab. */
const LARGEST = 320 * 1024 * 1024;

/**
 * Everything to go on with, or the network alone for other programs.
 * @param {Context} context
 * @param {'checkpoint' | 'network'} what
 */
export async function saveFile(context, what) {
  const network = what === 'network';
  try {
    const { checkpoint } = await context.lab.request({ type: 'export', network });
    const name = fileName(context, network ? 'network.safetensors' : 'safetensors');
    download(/** @type {BlobPart} */ (checkpoint), 'application/octet-stream', name);
  } catch {
    // Told as an event of the Lab, and shown there.
  }
}

/** @param {Context} context @param {File} file */
export async function openFile({ store, actions }, file) {
  const name = quoted(file.name);
  if (file.size > LARGEST) {
    store.notify({ id: 'file', level: 'error', text: text('fileTooLarge', { name }) });
    return;
  }
  try {
    const opened = await actions.openCheckpoint(new Uint8Array(await file.arrayBuffer()));
    if (opened) store.notify({ id: 'file', level: 'note', text: text('fileOpened', { name }) });
  } catch {
    store.notify({ id: 'file', level: 'error', text: text('fileUnreadable', { name }) });
  }
}

/** @param {Context} context */
export function acceptDrops(context) {
  const holdsFile = (/** @type {DragEvent} */ event) => event.dataTransfer?.types.includes('Files');
  const over = (/** @type {boolean} */ is) => document.body.classList.toggle('dropping', is);
  addEventListener('dragover', (event) => {
    if (!holdsFile(event)) return;
    event.preventDefault();
    over(true);
  });
  addEventListener('dragleave', (event) => {
    if (!event.relatedTarget) over(false);
  });
  addEventListener('drop', (event) => {
    over(false);
    const file = event.dataTransfer?.files[0];
    if (!file) return;
    event.preventDefault();
    openFile(context, file);
  });
}
