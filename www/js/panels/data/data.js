// What is learned from: the data set, chosen by its picture among those of its kind, and the numbers that matter most.

import { paramFields } from '../../parts/param.js';
import { chooseDataset, isBeside, offered } from '../../state/datasets.js';
import { fileAddress } from '../../ui/files.js';
import { number } from '../../ui/format.js';
import { say } from '../../ui/language.js';
import { html, nothing, render } from '../../ui/lit.js';
import { t } from './texts.js';

/** @typedef {import('../../state/context.js').Context} Context */

/** Data sets of a kind that are shown at once. */
const SHOWN = 9;

/** @param {HTMLElement} root @param {Context} context */
export function mount(root, context) {
  const { store, open } = context;
  const end = store.on(['catalog', 'recipe', 'opened', 'lang'], () => {
    const { catalog, draft, opened } = store;
    if (!catalog || !draft) return;
    const all = offered(context);
    const entry = catalog.datasets.find(({ id }) => id === draft.data.id);
    const alike = all.filter(({ group }) => group === entry?.group);
    const at = alike.findIndex(({ id }) => id === entry?.id);
    const first = Math.max(0, Math.min(at - SHOWN + 1, alike.length - SHOWN));
    const params = entry?.params ?? [];
    const isOpen = opened?.recipe.data.id === draft.data.id;
    render(
      html`<section class="panel data-panel" aria-labelledby="data-panel-title">
        <header><h2 id="data-panel-title">${t('dataset')}</h2></header>
        <div class="body">
          ${
            entry
              ? html`<div class="thumbs" role="group" aria-label=${t('dataset')}>
                  ${alike
                    .slice(first, first + SHOWN)
                    .map(
                      ({ id, title }) =>
                        html`<button type="button" aria-pressed=${String(id === entry.id)} aria-label=${say(title)} title=${say(title)} @click=${() => id !== entry.id && chooseDataset(context, id)}><img src=${fileAddress(`gallery/data/${id}.svg`)} alt="" width="96" height="72" loading="lazy" /></button>`,
                    )}
                </div>
                <p class="chosen"><strong>${say(entry.title)}</strong> <button type="button" class="plain" aria-haspopup="dialog" @click=${() => open('gallery', 'data')}>${t('allData')}</button></p>
                <p class="hint">${say(entry.about)} <a href=${fileAddress('licences.html#data')} target="_blank">${t('sources')}</a></p>
                ${paramFields(
                  context,
                  'data',
                  params.filter((param) => isBeside(params, param)),
                )}`
              : nothing
          }
          ${
            opened && isOpen
              ? html`<p class="hint">${t('split', {
                  train: number(opened.train_samples),
                  validation: number(opened.validation_samples),
                  test: number(opened.test_samples),
                })}</p>`
              : nothing
          }
        </div>
      </section>`,
      root,
    );
  });
  return { destroy: end };
}
