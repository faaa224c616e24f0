// As which files a view can be saved, and who shows its figure.

/** @typedef {'svg' | 'png' | 'csv'} Format */
/** @typedef {import('../../protocol.js').Form} Form */

/** Whether its figure is a picture that the worker has drawn. @param {Form} form */
export const isDrawn = ({ figure: { type } }) => type === 'lines' || type === 'field';

/** @param {Form} form @returns {Format[]} */
export const formatsOf = (form) => [
  ...(form.figure.type === 'network' ? [] : /** @type {const} */ (['svg'])),
  ...(isDrawn(form) ? /** @type {const} */ (['png']) : []),
  ...(form.table || form.figure.type === 'lines' ? /** @type {const} */ (['csv']) : []),
];
