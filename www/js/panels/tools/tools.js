// What the page offers as a whole: presenting, the link, a figure of it, language, theme, help.

import { isDark, toggleLanguage, toggleTheme } from '../../state/appearance.js';
import { copy } from '../../state/copy.js';
import { t } from '../../state/texts.js';
import { icon } from '../../ui/icons.js';
import { language } from '../../ui/language.js';
import { html, nothing, render } from '../../ui/lit.js';

/** @typedef {import('../../state/context.js').Context} Context */

/** Milliseconds for which a button says that it worked. */
const FEEDBACK = 4000;

/** @param {HTMLElement} root @param {Context} context */
export function mount(root, { store, actions, open, presenting }) {
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
    const link = t(feedback === 'copied' || feedback === 'cannotReplay' ? 'copied' : 'copyLink');
    const present = t(presenting.on ? 'presentNoMore' : 'present');
    render(
      html`<button type="button" class="square present" aria-pressed=${String(presenting.on)} aria-keyshortcuts="F" aria-label=${present} title=${`${present} (F)`} @click=${() => presenting.toggle()}>${icon(presenting.on ? 'shrink' : 'enlarge')}</button>
        <button type="button" class="square" aria-label=${link} title=${link} @click=${copyLink}>${icon('link')}</button>
        <button type="button" class="square" aria-label=${t('share')} title=${t('share')} aria-haspopup="dialog" @click=${() => open('share')}>${icon('code')}</button>
        <span class="unseen" role="status">${feedback ? t(feedback) : ''}</span>
        <button type="button" class="square" aria-haspopup="dialog" aria-label=${t('embed')} title=${t('embed')} @click=${() => open('embed')}>${icon('embed')}</button>
        <button type="button" class="square" lang=${chinese ? 'en' : 'zh-Hans'} title=${chinese ? 'English' : '中文'} @click=${() => toggleLanguage(store)}>${chinese ? 'EN' : '中'}</button>
        <button type="button" class="square" aria-label=${t(isDark() ? 'toLight' : 'toDark')} title=${t(isDark() ? 'toLight' : 'toDark')}
          @click=${() => toggleTheme(store)}>${icon(isDark() ? 'light' : 'dark')}</button>
        <button type="button" class="square" aria-label=${t('help')} title=${`${t('help')} (?)`} @click=${() => open('help')}>?</button>
        ${feedback ? html`<p class="said" aria-hidden="true">${t(feedback)}</p>` : nothing}`,
      root,
    );
  }

  const end = store.on(['lang', 'theme', 'view'], draw);
  return { destroy: end };
}
