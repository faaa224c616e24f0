// Which Device trains, and why.

import { t } from '../../state/texts.js';
import { say } from '../../ui/language.js';
import { html, nothing, render } from '../../ui/lit.js';

/** @typedef {import('../../state/context.js').Context} Context */

/** @param {HTMLElement} root @param {Context} context */
export function mount(root, { store }) {
  const end = store.on(['device', 'lang'], () => {
    const { device } = store;
    const adapter = device?.adapter
      ? ` · ${device.adapter.name}${device.adapter.software ? ` (${t('software')})` : ''}`
      : '';
    render(
      device
        ? html`<p class="device" role="status"><strong>${t(device.device === 'gpu' ? 'gpu' : 'cpu')}</strong>${adapter}
          <span class="reason">${say(device.reason)}</span></p>`
        : nothing,
      root,
    );
  });
  return { destroy: end };
}
