// Files that the page makes.

/** @typedef {import('./context.js').Context} Context */

/**
 * @param {BlobPart} content
 * @param {string} type
 * @param {string} name
 */
export function download(content, type, name) {
  const address = URL.createObjectURL(new Blob([content], { type }));
  const anchor = document.createElement('a');
  anchor.href = address;
  anchor.download = name;
  anchor.click();
  // Firefox starts the download after the click has returned.
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/** A file's name from the experiment and its step. @param {Context} context @param {string} ending */
export function fileName({ store }, ending) {
  const step = store.step;
  return `downhill-${store.opened?.recipe.data.id ?? 'network'}-${step}.${ending}`;
}
