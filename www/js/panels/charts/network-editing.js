// What can be done to a layer where it is drawn: more and fewer units, one more like it, and away with it. All else is
// in the list of layers beside it.

import { get } from '../../recipe/path.js';
import { changeLayers } from '../../state/layers.js';
import { icon } from '../../ui/icons.js';
import { say } from '../../ui/language.js';
import { html, nothing } from '../../ui/lit.js';
import { t } from './network-texts.js';

/** @typedef {import('../../state/context.js').Context} Context */
/** @typedef {import('../../protocol.js').Entry} Entry */

/** The Recipe's key of the list of layers; none where the architecture has no such list. @param {Context} context */
function keyOf({ store }) {
  const { catalog, draft } = store;
  const architecture = catalog?.architectures.find(({ id }) => id === draft?.network.id);
  const param = architecture?.params.find(({ kind }) => kind.type === 'layers');
  return param ? `network.${param.id}` : null;
}

/**
 * The tools of a column.
 * @param {Context} context
 * @param {number} first Position of its first layer in the network.
 * @param {import('../../protocol.js').Text[]} titles Of the layers that stand in it.
 */
export function tools(context, first, titles) {
  const count = titles.length;
  const { catalog, draft, opened } = context.store;
  const key = keyOf(context);
  if (!catalog || !draft || !opened || !key || count === 0) return nothing;
  const infos = opened.layers.slice(first, first + count);
  // The output layer follows from the data.
  if (infos.length < count || !infos.every((info) => info.listed)) return nothing;
  const list = get(draft, key);
  const layers = /** @type {Entry[]} */ (Array.isArray(list) ? list : []);
  const listed = opened.layers.filter((info) => info.listed);
  // While another network is being built, and until it is drawn, the drawing is still that of before.
  const isNow =
    listed.length === layers.length &&
    listed.every(({ id }, index) => id === layers[index].id) &&
    infos.every(({ title }, index) => title.en === titles[index].en);
  const entry = catalog.layers.find(({ id }) => id === infos[0].id);
  if (!entry) return nothing;
  const what = `${first + 1}. ${say(entry.title)}`;
  const units = entry.params.find(({ kind }) => kind.type === 'integer');

  const change = (/** @type {(list: Entry[]) => Entry[]} */ edit) => {
    if (isNow) changeLayers(context, key, edit);
  };
  const by = (/** @type {number} */ step) => {
    if (units?.kind.type !== 'integer') return;
    const { id, kind } = units;
    change((all) => {
      const own = all[first];
      const value = Number(own.params?.[id] ?? kind.default) + step;
      const params = { ...own.params, [id]: Math.min(kind.max, Math.max(kind.min, value)) };
      return all.map((layer, index) => (index === first ? { ...own, params } : layer));
    });
  };
  const again = () =>
    change((all) => [
      ...all.slice(0, first + count),
      ...structuredClone(all.slice(first, first + count)),
      ...all.slice(first + count),
    ]);
  const remove = () => change((all) => all.filter((_, index) => index < first || index >= first + count));
  const button = (
    /** @type {'fewer' | 'more' | 'again' | 'remove'} */ name,
    /** @type {Parameters<typeof icon>[0]} */ sign,
    /** @type {string} */ of,
    /** @type {() => void} */ run,
  ) =>
    html`<button type="button" class="small" aria-disabled=${String(!isNow)} aria-label=${t(name, { what: of })} title=${t(name, { what: of })} @click=${run}>${icon(sign)}</button>`;
  const ofUnits = units ? `${say(units.title)} (${what})` : '';
  return html`<div class="edit" role="group" aria-label=${t('edit', { what })}>
    ${units ? html`${button('fewer', 'minus', ofUnits, () => by(-1))}${button('more', 'plus', ofUnits, () => by(1))}` : nothing}
    ${button('again', 'layer', what, again)}${button('remove', 'close', what, remove)}
  </div>`;
}
