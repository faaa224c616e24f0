// As which files a view can be saved, and who shows its figure.

/** @typedef {'svg' | 'png' | 'csv'} Format */
/** @typedef {import('../../protocol.js').Form} Form */

/** Whether its figure is a picture that the worker has drawn. @param {Form} form */
export const isDrawn = ({ figure: { type } }) => ['lines', 'field', 'points', 'bars'].includes(type);

/** @param {Form} form @returns {Format[]} */
export const formatsOf = (form) => [
  'svg',
  // What is mostly words is no picture.
  ...(form.figure.type === 'derivation' ? [] : /** @type {const} */ (['png'])),
  ...(form.table || ['lines', 'points'].includes(form.figure.type) ? /** @type {const} */ (['csv']) : []),
];
