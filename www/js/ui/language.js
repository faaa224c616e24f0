// The language of the page, and texts in it.

/** @typedef {import('../protocol.js').Text} Text */
/** @typedef {'en' | 'zh'} Language */
/** @typedef {Text & { one?: string }} Words `one` is the English for a `count` of 1. */
/** @typedef {Record<string, string | number | Text>} Values */

/** @type {Language} */
let chosen = 'en';

export const language = () => chosen;

/** @param {Language} lang */
export function setLanguage(lang) {
  chosen = lang;
}

/** @param {Text} words */
export const say = (words) => words[chosen];

/**
 * Reads a table of texts.
 * @template {Record<string, Words>} T
 * @param {T} table
 */
export function textsOf(table) {
  /**
   * A text of the table in both languages, filled in.
   * @param {keyof T} key
   * @param {Values} [values]
   * @returns {Text}
   */
  function text(key, values = {}) {
    const words = table[key];
    const single = String(values.count) === '1' ? words.one : undefined;
    const fill = (/** @type {Language} */ lang) =>
      ((lang === 'en' && single) || words[lang]).replace(/\{(\w+)\}/g, (_, name) => {
        const value = values[name];
        return typeof value === 'object' ? value[lang] : String(value ?? '');
      });
    return { en: fill('en'), zh: fill('zh') };
  }

  /** A text of the table in the language of now. @param {keyof T} key @param {Values} [values] */
  const t = (key, values) => (values ? say(text(key, values)) : table[key][chosen]);

  return { t, text };
}

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
