// What can be done to a layer where it is drawn: more and fewer units, a larger kernel, another activation, one more like
// it, another before it, to and fro, and away with it. What cannot stand is said there. All else is in the list of layers
// beside it.

import { choosing, menu } from '../../parts/choice.js';
import { get } from '../../recipe/path.js';
import { changeLayers } from '../../state/layers.js';
import { icon } from '../../ui/icons.js';
import { say } from '../../ui/language.js';
import { html, nothing } from '../../ui/lit.js';
import { t } from './network-texts.js';

/** @typedef {import('../../state/context.js').Context} Context */
/** @typedef {import('../../protocol.js').Entry} Entry */
/** @typedef {import('../../protocol.js').Param} Param */
/** @typedef {Extract<import('../../protocol.js').Figure, { type: 'network' }>['columns'][number]} Column */

/** The group of the catalog's layers that are activations. */
const ACTIVATION = 'activation';

/** CSS pixels by which a head is dragged before it counts. */
const SLIP = 8;

/** The Recipe's key of the list of layers; none where the architecture has no such list. @param {Context} context */
function keyOf({ store }) {
  const { catalog, draft } = store;
  const architecture = catalog?.architectures.find(({ id }) => id === draft?.network.id);
  const param = architecture?.params.find(({ kind }) => kind.type === 'layers');
  return param ? `network.${param.id}` : null;
}

/** Numbers that are often changed: the first, and those that are more than their least where nobody says otherwise. @param {Param[]} params */
const usual = (params) =>
  params.filter(({ kind }, index) => kind.type === 'integer' && (index === 0 || kind.default !== kind.min));

/**
 * @param {Context} context
 * @param {() => Column[]} columns
 * @param {(column: number, tool: string) => void} goTo Goes to a tool once what was changed is drawn.
 */
export function layerEditor(context, columns, goTo) {
  /** The Recipe's list of layers with what is known of them; none while the drawing is of another one. */
  function now() {
    const { catalog, draft, opened } = context.store;
    const key = keyOf(context);
    if (!catalog || !draft || !opened || !key) return null;
    const list = get(draft, key);
    const layers = /** @type {Entry[]} */ (Array.isArray(list) ? list : []);
    const listed = opened.layers.filter((info) => info.listed);
    const last = columns().at(-1);
    const isDrawn =
      listed.length === layers.length &&
      listed.every(({ id }, index) => id === layers[index].id) &&
      // The output stands last, whatever is left out between.
      last !== undefined &&
      last.first + last.titles.length === opened.layers.length;
    return { catalog, key, layers, infos: opened.layers, isDrawn };
  }

  /** The layers of a column in the list; none of the input, and of what follows from the data. @param {number} at */
  function own(at) {
    const column = columns()[at];
    const all = now();
    if (!column || !all || at === 0) return null;
    const { first, titles } = column;
    const infos = all.infos.slice(first, first + titles.length);
    return infos.length > 0 && infos.every(({ listed }) => listed)
      ? { ...all, first, count: infos.length, infos }
      : null;
  }

  /** @param {(list: Entry[]) => Entry[]} edit */
  const change = (edit) => {
    const all = now();
    if (all?.isDrawn) changeLayers(context, all.key, edit);
  };

  /** A column's layers go before those of another, or to the end. @param {number} at @param {number} before */
  function move(at, before) {
    const place = own(at);
    if (!place) return;
    const { first, count } = place;
    const goal = own(before)?.first ?? place.layers.length;
    change((list) => {
      const moved = list.splice(first, count);
      list.splice(goal > first ? goal - count : goal, 0, ...moved);
      return list;
    });
  }

  /** @param {number} at @param {string} name @param {Parameters<typeof icon>[0]} sign @param {string} label @param {boolean} off @param {() => void} run */
  const button = (at, name, sign, label, off, run) =>
    html`<button type="button" class=${`small ${name}`} data-tool=${`${at} ${name}`} aria-disabled=${String(off)} aria-label=${label} title=${label}
      @click=${() => !off && run()}>${icon(sign)}</button>`;

  /** @param {string} label @param {string} chosen @param {Parameters<typeof menu>[0]} options @param {string} name @param {number} at @param {(id: string) => void} choose */
  const choice = (label, chosen, options, name, at, choose) => {
    const use = choosing(context, `drawn ${name} ${at}`, choose);
    return html`<select class=${name} aria-label=${label} title=${label} @change=${use.change} @keydown=${use.keydown} @pointerdown=${use.pointerdown} @blur=${use.blur}>${menu(options, chosen)}</select>`;
  };

  return {
    /** A way to put a layer before those of a column. @param {number} at */
    before(at) {
      const all = now();
      const column = columns()[at];
      if (!all?.isDrawn || at === 0 || column.gap > 0) return nothing;
      const { catalog } = all;
      const place = own(at)?.first ?? all.layers.length;
      const label = t('insert', { what: say(column.titles[0]) });
      return choice(label, '', [{ id: '', title: { en: '+', zh: '+' } }, ...catalog.layers], 'insert', at, (id) => {
        const params = { ...catalog.layers.find((entry) => entry.id === id)?.defaults };
        change((list) => [...list.slice(0, place), { id, params }, ...list.slice(place)]);
      });
    },

    /** The titles of a column's later layers; an activation is another one at a press. @param {number} at */
    titles(at) {
      const { titles, first } = columns()[at];
      const place = own(at);
      const all = now();
      const activations = all?.catalog.layers.filter(({ group }) => group === ACTIVATION) ?? [];
      return titles.slice(1, 4).map((title, index) => {
        const layer = first + index + 1;
        const id = all?.infos[layer]?.id ?? '';
        if (!place || !all?.isDrawn || !activations.some((entry) => entry.id === id))
          return html`<p class="with">${say(title)}</p>`;
        return choice(
          t('activation', { what: `${layer + 1}. ${say(title)}` }),
          id,
          activations,
          'with',
          layer,
          (next) => change((list) => list.map((entry, at) => (at === layer ? { id: next, params: {} } : entry))),
        );
      });
    },

    /** The tools of a column. @param {number} at */
    tools(at) {
      const place = own(at);
      if (!place) return nothing;
      const { catalog, layers, first, count, infos, isDrawn } = place;
      const entry = catalog.layers.find(({ id }) => id === infos[0].id);
      if (!entry) return nothing;
      const what = `${first + 1}. ${say(entry.title)}`;
      const by = (/** @type {Param} */ { id, kind }, /** @type {number} */ step) => {
        if (kind.type !== 'integer') return;
        change((all) => {
          const value = Number(all[first].params?.[id] ?? kind.default) + step;
          const params = { ...all[first].params, [id]: Math.min(kind.max, Math.max(kind.min, value)) };
          return all.map((layer, index) => (index === first ? { ...layer, params } : layer));
        });
      };
      const off = !isDrawn;
      const steppers = usual(entry.params).map((param, index) => {
        const of = `${say(param.title)} (${what})`;
        const { kind, id } = param;
        const value = layers[first]?.params?.[id] ?? ('default' in kind ? kind.default : 0);
        return html`<span class="stepper">${index > 0 ? html`<span>${say(param.title)} ${value}</span>` : nothing}${button(at, `fewer-${id}`, 'minus', t('fewer', { what: of }), off, () => by(param, -1))}${button(at, `more-${id}`, 'plus', t('more', { what: of }), off, () => by(param, 1))}</span>`;
      });
      const to = (/** @type {number} */ other, /** @type {string} */ name) => {
        move(at, other < at ? other : other + 1);
        goTo(other, name);
      };
      return html`<div class="edit" role="group" aria-label=${t('edit', { what })}>
        ${steppers}
        ${button(at, 'earlier', 'up', t('earlier', { what }), off || !own(at - 1), () => to(at - 1, 'earlier'))}
        ${button(at, 'later', 'up', t('later', { what }), off || !own(at + 1), () => to(at + 1, 'later'))}
        ${button(at, 'again', 'layer', t('again', { what }), off, () =>
          change((all) => [
            ...all.slice(0, first + count),
            ...structuredClone(all.slice(first, first + count)),
            ...all.slice(first + count),
          ]),
        )}
        ${button(at, 'remove', 'close', t('remove', { what }), off, () => change((all) => all.filter((_, index) => index < first || index >= first + count)))}
      </div>`;
    },

    /** What cannot stand as it was changed, and the way back. */
    complaint() {
      const key = keyOf(context);
      const found = context.store.problems.filter((problem) => key && problem.key.startsWith(key));
      return found.length === 0
        ? nothing
        : html`<p class="complaint" role="alert">${found.map((problem) => say(problem.text)).join(' ')} <button type="button" @click=${() => context.actions.takeBack()}>${t('takeBack')}</button></p>`;
    },

    /** Whether a column can be dragged. @param {number} at */
    isMovable: (at) => own(at) !== null && now()?.isDrawn === true,

    /** Drags a column by its head, by mouse or pen: a finger scrolls there. @param {PointerEvent} event @param {number} at */
    drag(event, at) {
      const head = /** @type {HTMLElement} */ (event.currentTarget);
      const isControl = event.target instanceof Element && event.target.closest('select, button');
      if (event.pointerType === 'touch' || event.button !== 0 || isControl || !this.isMovable(at)) return;
      const column = /** @type {HTMLElement} */ (head.closest('.column'));
      const all = [...(column.parentElement?.querySelectorAll('.column') ?? [])];
      const middles = all.map((one) => one.getBoundingClientRect()).map(({ left, width }) => left + width / 2);
      head.setPointerCapture(event.pointerId);
      let by = 0;
      const over = (/** @type {PointerEvent} */ { clientX }) => {
        by = clientX - event.clientX;
        column.style.translate = `${by}px`;
        column.classList.toggle('dragged', Math.abs(by) > SLIP);
      };
      const end = (/** @type {PointerEvent} */ { type, clientX }) => {
        head.removeEventListener('pointermove', over);
        head.removeEventListener('pointerup', end);
        head.removeEventListener('pointercancel', end);
        column.style.translate = '';
        column.classList.remove('dragged');
        const found = middles.findIndex((middle) => clientX < middle);
        // Not before the input, and not after the output.
        const before = Math.max(1, found < 0 ? all.length - 1 : found);
        if (type === 'pointerup' && Math.abs(by) > SLIP && before !== at && before !== at + 1) move(at, before);
      };
      head.addEventListener('pointermove', over);
      head.addEventListener('pointerup', end);
      head.addEventListener('pointercancel', end);
    },
  };
}
