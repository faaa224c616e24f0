// Language and theme of the whole document.

import { language, setLanguage } from '../ui/language.js';
import { updateOverride } from './address.js';
import { settings } from './settings.js';
import { t } from './texts.js';

/** @typedef {import('./store.js').Store} Store */

const overrides = new URLSearchParams(location.search);
const prefersDark = matchMedia('(prefers-color-scheme: dark)');

/** @type {string | null} */
let theme = overrides.get('theme') ?? settings.get('theme');

let printing = false;

/** Whether the page is being printed: light, with every chart. */
export const isPrinting = () => printing;

/** Whether the page is dark now. */
export const isDark = () =>
  !printing && (theme === 'dark' || theme === 'light' ? theme === 'dark' : prefersDark.matches);

/** The address decides for this visit, then what was chosen once, then the browser. */
function firstLanguage() {
  const chosen = overrides.get('lang') ?? settings.get('lang');
  const known = [chosen, ...navigator.languages].find((lang) => lang && /^(en|zh)\b/i.test(lang));
  return known?.toLowerCase().startsWith('zh') ? 'zh' : 'en';
}

function apply() {
  const root = document.documentElement;
  root.lang = language() === 'zh' ? 'zh-Hans' : 'en';
  root.dataset.theme = isDark() ? 'dark' : 'light';
  document.title = t('title');
  const skip = document.querySelector('.skip');
  if (skip) skip.textContent = t('skipTo');
}

/** @param {Store} store */
export function startAppearance(store) {
  setLanguage(firstLanguage());
  apply();
  prefersDark.addEventListener('change', () => {
    apply();
    store.touch('theme');
  });
}

/** @param {Store} store */
export function toggleLanguage(store) {
  setLanguage(language() === 'zh' ? 'en' : 'zh');
  settings.set('lang', language());
  updateOverride('lang', language());
  apply();
  store.touch('lang');
}

/** @param {Store} store */
export function toggleTheme(store) {
  theme = isDark() ? 'light' : 'dark';
  settings.set('theme', theme);
  updateOverride('theme', theme);
  apply();
  store.touch('theme');
}

/** For this visit. @param {Store} store @param {import('../ui/language.js').Language} lang */
export function showLanguage(store, lang) {
  setLanguage(lang);
  apply();
  store.touch('lang');
}

/** For this visit. @param {Store} store @param {'light' | 'dark' | 'auto'} wanted */
export function showTheme(store, wanted) {
  theme = wanted;
  apply();
  store.touch('theme');
}

/** @param {Store} store @param {boolean} now */
export function setPrinting(store, now) {
  if (printing === now) return;
  printing = now;
  apply();
  store.touch('theme');
}
