// The lines of figures on a page: a row to choose the tool that they are for, and each with a button that copies it.

import { copy } from '../../state/copy.js';
import { html } from '../../ui/lit.js';
import { t } from './texts.js';

/** @param {() => void} draw Shows what a press has changed. */
export function copyable(draw) {
  let tool = 0;
  /** What was copied last, or `refused`. */
  let copied = '';
  return {
    /** Index of the chosen tool. */
    get tool() {
      return tool;
    },
    forget() {
      copied = '';
    },
    /** @param {{ name: string }[]} tools */
    tools: (tools) =>
      html`<div class="row" role="group" aria-label=${t('code')}>${tools.map(
        ({ name }, index) =>
          html`<button type="button" aria-pressed=${String(index === tool)} @click=${() => {
            tool = index;
            copied = '';
            draw();
          }}>${name}</button>`,
      )}</div>`,
    /** @param {string} what Tells lines of one page apart. @param {string} title @param {string} code */
    lines: (what, title, code) =>
      html`<div class="lines"><p class="part">${title}</p><pre tabindex="0" aria-label=${title}><code>${code}</code></pre>
        <button type="button" aria-label=${`${t('copyLines')}: ${title}`} @click=${async () => {
          copied = (await copy(code)) ? what : 'refused';
          draw();
        }}>${copied === what ? t('copied') : t('copyLines')}</button></div>`,
    outcome: () =>
      html`<p role="status" class="hint">${copied === 'refused' ? t('copyCode') : copied ? t('copied') : ''}</p>`,
  };
}
