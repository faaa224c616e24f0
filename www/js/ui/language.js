// The language of the page, and texts in it.

/** @typedef {import('../protocol.js').Text} Text */
/** @typedef {'en' | 'zh'} Language */

/** @type {Language} */
let chosen = 'en';

export const language = () => chosen;

/** @param {Language} lang */
export function setLanguage(lang) {
  chosen = lang;
}

/** @param {Text} words */
export const say = (words) => words[chosen];

/** The language of a text that comes without one. @param {string} words */
export const langOf = (words) => (/[\u4e00-\u9fff]/.test(words) ? 'zh-Hans' : 'en');

/**
 * A foreign text as it may stand in a sentence: no more than 60 characters, none of which steers the others.
 * @param {string} foreign
 */
export function quoted(foreign) {
  const shown = [...foreign.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '')];
  return shown.length > 60 ? `${shown.slice(0, 60).join('')}…` : shown.join('');
}
