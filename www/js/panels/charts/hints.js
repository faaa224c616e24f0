// What stands above a figure that the page shows itself: what it shows, and how it is read.

import { language, say } from '../../ui/language.js';
import { html, nothing } from '../../ui/lit.js';

/** @param {import('../../protocol.js').Text | null} sentence @param {import('../../protocol.js').Text | null} note */
export function hints(sentence, note) {
  const words = [sentence, note].flatMap((text) => (text && say(text) ? [say(text)] : []));
  return words.length > 0 ? html`<p class="hint">${words.join(language() === 'zh' ? '' : ' ')}</p>` : nothing;
}
