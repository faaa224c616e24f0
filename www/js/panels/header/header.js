// The top of the page: its name, the link, language, theme, help.

import { isDark, toggleLanguage, toggleTheme } from '../../state/appearance.js';
import { t } from '../../state/texts.js';
import { icon } from '../../ui/icons.js';
import { language } from '../../ui/language.js';
import { html, render } from '../../ui/lit.js';

/** @typedef {import('../../state/context.js').Context} Context */

/** Milliseconds for which a button says that it worked. */
const FEEDBACK = 4000;

/** @param {string} words */
async function copy(words) {
  try {
    await navigator.clipboard.writeText(words);
    return true;
  } catch {
    return false;
  }
}

/** @param {HTMLElement} root @param {Context} context */
export function mount(root, { store, actions, help }) {
  /** @type {'' | 'copied' | 'cannotReplay' | 'copyByHand'} */
  let feedback = '';
  /** @type {number | undefined} */
  let timer;

  const copyLink = async () => {
    const done = actions.tuned ? 'cannotReplay' : 'copied';
    feedback = (await copy(location.href)) ? done : 'copyByHand';
    clearTimeout(timer);
    timer = setTimeout(() => {
      feedback = '';
      draw();
    }, FEEDBACK);
    draw();
  };

  function draw() {
    const chinese = language() === 'zh';
    render(
      html`<div class="brand">
          <img src="icons/downhill.svg" alt="" width="28" height="28" />
          <h1>Downhill</h1>
          <p class="tagline">${t('tagline')}</p>
        </div>
        <div class="tools">
          <button type="button" class="labelled" @click=${copyLink}>${icon('link')}<span class="words">${t(feedback === 'copied' || feedback === 'cannotReplay' ? 'copied' : 'copyLink')}</span></button>
          <span class="unseen" role="status">${feedback ? t(feedback) : ''}</span>
          <button type="button" lang=${chinese ? 'en' : 'zh-Hans'} title=${chinese ? 'English' : '中文'} @click=${() => toggleLanguage(store)}>${chinese ? 'EN' : '中文'}</button>
          <button type="button" class="square" aria-label=${t(isDark() ? 'toLight' : 'toDark')} title=${t(isDark() ? 'toLight' : 'toDark')}
            @click=${() => toggleTheme(store)}>${icon(isDark() ? 'light' : 'dark')}</button>
          <button type="button" class="square" aria-label=${t('help')} title=${`${t('help')} (?)`} @click=${help}>?</button>
        </div>
        ${feedback === 'copyByHand' || feedback === 'cannotReplay' ? html`<p class="by-hand">${t(feedback)}</p>` : ''}`,
      root,
    );
  }

  const end = store.on(['lang', 'theme'], draw);
  return { destroy: end };
}
