// A list of layers that can be added, removed, moved and changed, with the shape of what comes out of each.

import { choiceField } from '../../parts/choice.js';
import { about } from '../../parts/entry.js';
import { complaint, idOf } from '../../parts/field.js';
import { paramField } from '../../parts/param.js';
import { get } from '../../recipe/path.js';
import { changeLayers } from '../../state/layers.js';
import { number } from '../../ui/format.js';
import { afterDrawing } from '../../ui/frames.js';
import { icon } from '../../ui/icons.js';
import { say } from '../../ui/language.js';
import { html, nothing } from '../../ui/lit.js';
import { t, text } from './texts.js';

/** @typedef {import('../../state/context.js').Context} Context */
/** @typedef {import('../../protocol.js').Catalog} Catalog */
/** @typedef {import('../../protocol.js').Recipe} Recipe */
/** @typedef {import('../../protocol.js').Entry} Entry */
/** @typedef {import('../../protocol.js').LayerInfo} LayerInfo */

const ADDER = 'add-layer';

/** @param {LayerInfo | undefined} info */
function built(info) {
  if (!info) return html`<span class="shape">…</span>`;
  const learnt = info.parameters > 0 ? t('parameters', { count: number(info.parameters) }) : '';
  return html`<span class="shape"><span class="unseen">${t('shape')} </span>${info.output.map((size) => number(size)).join(' × ')}</span>
    ${learnt ? html`<span class="learnt">${learnt}</span>` : nothing}`;
}

/**
 * @param {Context} context
 * @param {Catalog} catalog
 * @param {Recipe} recipe
 * @param {import('../../protocol.js').Param} param
 */
export function layerList(context, catalog, recipe, param) {
  const key = `network.${param.id}`;
  const value = get(recipe, key);
  const layers = /** @type {Entry[]} */ (Array.isArray(value) ? value : []);
  const infos = context.store.opened?.layers ?? [];
  const listed = infos.filter((info) => info.listed);
  const matches = listed.length === layers.length && listed.every((info, index) => info.id === layers[index].id);

  const change = (/** @type {(list: Entry[]) => Entry[]} */ edit) => changeLayers(context, key, edit);
  const fresh = (/** @type {string} */ id) => {
    const defaults = catalog.layers.find((entry) => entry.id === id)?.defaults;
    return { id, params: { ...defaults } };
  };

  return html`<div class="layers" id=${idOf(key)} tabindex="-1">
    <h4 id="layers-title">${say(param.title)}</h4>
    <ol class="layer-list" aria-labelledby="layers-title">
      ${layers.map((layer, index) => row(context, catalog, { key, layer, index, count: layers.length, info: matches ? listed[index] : undefined, change }))}
      ${infos
        .filter((info) => !info.listed)
        .map(
          (info) =>
            html`<li class="layer fixed"><span class="layer-title">${say(info.title)}</span><span class="layer-built">${built(info)}</span><p class="hint">${t('fixedLayer')}</p></li>`,
        )}
    </ol>
    ${complaint(context, key)}
    ${choiceField(context, {
      key: ADDER,
      label: t('addLayer'),
      chosen: '',
      options: [{ id: '', title: text('chooseLayer') }, ...catalog.layers],
      onChoose: (id) => change((list) => [...list, fresh(id)]),
    })}
  </div>`;
}

/**
 * @param {Context} context
 * @param {Catalog} catalog
 * @param {{ key: string, layer: Entry, index: number, count: number, info: LayerInfo | undefined,
 *   change: (edit: (list: Entry[]) => Entry[]) => void }} place
 */
function row(context, catalog, { key, layer, index, count, info, change }) {
  const entry = catalog.layers.find(({ id }) => id === layer.id);
  const title = entry ? say(entry.title) : layer.id;
  const name = `${index + 1}. ${title}`;
  const own = `${key}[${index}]`;
  // Where the layer is now, and never at what removes it: whoever presses Enter once more means the same again.
  const focus = (/** @type {number} */ at, /** @type {('up' | 'down')[]} */ ...wanted) =>
    afterDrawing(() => {
      const buttons = wanted.map((what) => document.getElementById(`${idOf(key)}-${what}-${at}`));
      const button = buttons.find((one) => one?.matches(':enabled'));
      (button ?? document.getElementById(idOf(`${key}[${at}]`)) ?? document.getElementById(idOf(ADDER)))?.focus();
    });
  const move = (/** @type {number} */ by) => {
    change((list) => {
      const [moved] = list.splice(index, 1);
      list.splice(index + by, 0, moved);
      return list;
    });
    focus(index + by, ...(by < 0 ? /** @type {const} */ (['up', 'down']) : /** @type {const} */ (['down', 'up'])));
  };
  const remove = () => {
    change((list) => list.filter((_, at) => at !== index));
    focus(Math.min(index, count - 2));
  };
  const button = (
    /** @type {'up' | 'down' | 'remove'} */ what,
    /** @type {boolean} */ off,
    /** @type {() => void} */ run,
  ) =>
    html`<button type="button" class="small" id="${idOf(key)}-${what}-${index}" ?disabled=${off}
      aria-label=${t(what === 'up' ? 'moveUp' : what === 'down' ? 'moveDown' : 'remove', { what: name })}
      @click=${run}>${icon(what === 'remove' ? 'close' : what)}</button>`;

  return html`<li class="layer" id=${idOf(own)} tabindex="-1">
    <span class="layer-title" title=${about(entry) ?? nothing}><span class="index">${index + 1}</span>${title}</span>
    <span class="layer-built">${built(info)}</span>
    <span class="layer-tools">
      ${button('up', index === 0, () => move(-1))}
      ${button('down', index === count - 1, () => move(1))}
      ${button('remove', false, remove)}
    </span>
    ${entry ? layerParams(context, own, layer, entry.params) : nothing}
    ${complaint(context, own)}
  </li>`;
}

/**
 * The parameters of a layer. Numbers after the first that stand at their least, where they usually are, are folded away.
 * @param {Context} context
 * @param {string} own The layer's key.
 * @param {Entry} layer
 * @param {import('../../protocol.js').Param[]} params
 */
function layerParams(context, own, layer, params) {
  const rare = params.filter(
    ({ id, kind }, index) =>
      index > 0 && 'min' in kind && kind.default === kind.min && (layer.params?.[id] ?? kind.default) === kind.default,
  );
  const fields = (/** @type {typeof params} */ some) =>
    some.map((param) =>
      paramField(context, `${own}.${param.id}`, param, { form: param.kind.type === 'integer' ? 'stepper' : 'box' }),
    );
  if (params.length === 0) return nothing;
  return html`<div class="layer-params">
    ${fields(params.filter((param) => !rare.includes(param)))}
    ${rare.length > 0 ? html`<details><summary>${t('further')}</summary>${fields(rare)}</details>` : nothing}
  </div>`;
}
