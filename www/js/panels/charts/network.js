// The network as itself: columns of units, each with its picture, and lines for the weights between them. Pointing at a
// unit, or going to it with the arrow keys, shows its numbers and only the lines that lead to it and from it.

import { number } from '../../ui/format.js';
import { language, say } from '../../ui/language.js';
import { html, nothing, render, styles } from '../../ui/lit.js';
import { tools } from './network-editing.js';
import { t } from './network-texts.js';
import { pixels, rgb } from './pixels.js';

/** @typedef {Extract<import('../../protocol.js').Figure, { type: 'network' }>} Network */
/** @typedef {Network['columns'][number]} Column */
/** @typedef {{ column: number, place: number }} Place Of a unit, among those that are shown. */

/** Units that stand one below the other; of more, where they have no names, two stand in a row. */
const MANY = 8;

/** CSS pixels of a picture's side. */
const SIDE = { large: 56, small: 40, value: 24 };

/** How much larger one is that stands alone, and the least that its other side is of it: steps of a sequence are seen. */
const ALONE = 1.6;
const NARROWEST = 0.4;

/** Columns beside which pictures of the usual size still have room, and how much smaller they are beside more. */
const ROOMY = 6;
const SMALLER = 0.75;

/** Lines between two columns that are seen one by one; of more each is fainter. */
const FEW = 64;

/** Weights that are named for a unit. */
const NAMED = 6;

/** CSS pixels of the widest line. */
const WIDEST = 5;

/** The size of a column's pictures. @param {Column} column @param {number} columns Beside which it stands, with it. */
function size({ width, height, units }, columns) {
  if (width * height === 1) return [SIDE.value, SIDE.value];
  const longest = (units.length > MANY / 2 ? SIDE.small : SIDE.large) * (columns > ROOMY ? SMALLER : 1);
  const side = units.length === 1 ? ALONE * longest : longest;
  const scale = side / Math.max(width, height);
  return [Math.max(NARROWEST * side, width * scale), Math.max(NARROWEST * side, height * scale)];
}

/** What a unit is called aloud. @param {Column} column @param {number} place */
const nameOf = (column, place) =>
  `${column.titles.map(say).join(', ')}: ${t('unit', { name: say(column.units[place].name) })}`;

/**
 * The numbers of a unit: what it answers, what it adds, and the largest of the weights that lead to it.
 * @param {Column[]} columns
 * @param {Place} place
 */
function numbersOf(columns, { column, place }) {
  const { units, weights } = columns[column];
  const unit = units[place];
  const before = columns[column - 1]?.units ?? [];
  const own = weights.length > 0 ? weights.slice(place * before.length, (place + 1) * before.length) : [];
  const strongest = own
    .map((weight, from) => ({ weight, from }))
    .sort((one, other) => Math.abs(other.weight) - Math.abs(one.weight))
    .slice(0, NAMED)
    .map(({ weight, from }) => t('weightFrom', { name: say(before[from].name), weight: number(weight, 3) }));
  return [
    t('meanAnswer', { value: number(unit.mean, 3) }),
    ...(unit.bias === null ? [] : [t('biasOf', { value: number(unit.bias, 3) })]),
    ...(strongest.length > 0 ? [t('strongest', { weights: strongest.join(language() === 'zh' ? '，' : ', ') })] : []),
  ].join(language() === 'zh' ? '' : ' ');
}

/** @type {import('./forms.js').Mount} */
export function mount(place, context) {
  /** @type {import('../../protocol.js').Form | null} */
  let form = null;
  /** @type {Place | null} */
  let chosen = null;
  /** @type {Place | null} */
  let pointed = null;
  /** The one that Tab comes to. @type {Place} */
  let stop = { column: 0, place: 0 };

  const columns = () => (form?.figure.type === 'network' ? form.figure.columns : []);
  /** @param {Place} at */
  const canvasOf = ({ column, place: unit }) =>
    /** @type {HTMLCanvasElement | null} */ (place.querySelector(`[data-unit="${column} ${unit}"] canvas`));

  const colours = () => {
    const style = getComputedStyle(place);
    return /** @type {[import('./pixels.js').Rgb, import('./pixels.js').Rgb]} */ (
      [0, 1].map((index) => rgb(style.getPropertyValue(`--class-${index}`)))
    );
  };

  function paintUnits() {
    const ends = colours();
    columns().forEach(({ units, width, height, values }, column) => {
      units.forEach((_, unit) => {
        const canvas = canvasOf({ column, place: unit });
        if (!canvas) return;
        if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
        const own = values.subarray(unit * width * height, (unit + 1) * width * height);
        canvas.getContext('2d')?.putImageData(new ImageData(pixels(own, 1, 'diverging', ends), width, height), 0, 0);
      });
    });
  }

  /** Lines from units to units: weights, or that all of a layer goes into the next. */
  function paintLines() {
    const root = /** @type {HTMLElement | null} */ (place.querySelector('.network'));
    const canvas = /** @type {HTMLCanvasElement | null} */ (root?.querySelector('.lines'));
    const context = canvas?.getContext('2d');
    if (!root || !canvas || !context) return;
    const [width, height, scale] = [root.scrollWidth, root.clientHeight, Math.min(2, devicePixelRatio)];
    Object.assign(canvas.style, { width: `${width}px`, height: `${height}px` });
    Object.assign(canvas, { width: width * scale, height: height * scale });
    context.scale(scale, scale);
    const origin = canvas.getBoundingClientRect();
    const style = getComputedStyle(place);
    const [negative, positive, plain] = ['--class-0', '--class-1', '--muted'].map((name) =>
      style.getPropertyValue(name),
    );
    const edges = columns().map(({ units }, column) =>
      units.map((_, unit) => {
        const box = canvasOf({ column, place: unit })?.getBoundingClientRect();
        if (!box) return null;
        const y = box.top + box.height / 2 - origin.top;
        return { left: box.left - origin.left, right: box.right - origin.left, y };
      }),
    );
    const shown = pointed ?? chosen;
    columns().forEach(({ weights, heaviest, units, parameters }, column) => {
      if (column === 0) return;
      const before = edges[column - 1];
      // Pooling and what else has nothing to learn does to each map the same, by itself.
      const alone = parameters === 0 && units.length === before.length;
      const faint = Math.sqrt(FEW / Math.max(FEW, units.length * before.length));
      units.forEach((_, unit) => {
        before.forEach((from, other) => {
          const to = edges[column][unit];
          if (!from || !to || (alone && unit !== other)) return;
          const weight = weights[unit * before.length + other];
          const isShown =
            !shown ||
            (shown.column === column && shown.place === unit) ||
            (shown.column === column - 1 && shown.place === other);
          const share = weight === undefined || !(heaviest > 0) ? 0 : Math.abs(weight) / heaviest;
          context.globalAlpha = isShown ? (0.35 + 0.65 * share) * (weight === undefined ? faint : 1) : 0.06;
          context.lineWidth = weight === undefined ? 0.7 : Math.max(0.5, WIDEST * share);
          context.strokeStyle = weight === undefined ? plain : weight < 0 ? negative : positive;
          context.setLineDash(weight < 0 ? [5, 4] : []);
          const middle = (from.right + to.left) / 2;
          context.beginPath();
          context.moveTo(from.right, from.y);
          context.bezierCurveTo(middle, from.y, middle, to.y, to.left, to.y);
          context.stroke();
        });
      });
    });
  }

  /** Goes to a unit with the arrow keys. @param {KeyboardEvent} event */
  function go(event) {
    const all = columns();
    const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (!step) return;
    event.preventDefault();
    const column = Math.min(all.length - 1, Math.max(0, stop.column + step[0]));
    const last = all[column].units.length - 1;
    stop = { column, place: Math.min(last, Math.max(0, stop.place + step[1])) };
    draw();
    const unit = /** @type {HTMLElement | null} */ (place.querySelector(`[data-unit="${stop.column} ${stop.place}"]`));
    unit?.focus();
    unit?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }

  /** @param {Column} column @param {number} at */
  function columnOf(column, at) {
    const [width, height] = size(column, columns().length);
    const { units, all } = column;
    // Layers of the columns before it; the input is none.
    const first = columns()
      .slice(0, at)
      .reduce((count, { titles }) => count + titles.length, 0);
    const { walked } = context.store;
    const isWalked = walked !== null && walked >= first - 1 && walked < first - 1 + column.titles.length;
    const named = at === 0 || at === columns().length - 1;
    const gap = units.findIndex(({ index }, unit) => index !== unit);
    return html`<div class=${`column${isWalked ? ' walked' : ''}`}>
      <div class="head"><h3>${say(column.titles[0])}${column.titles.slice(1, 3).map((title) => html` <span>${say(title)}</span>`)}</h3>
      <p class="shape">${column.shape}${column.parameters > 0 ? html`<br />${t('learns', { count: number(column.parameters) })}` : nothing}</p></div>
      <ul class=${`units${units.length > MANY && !named ? ' many' : ''}`}>
        ${units.map((unit, index) => {
          const here = { column: at, place: index };
          const isChosen = chosen?.column === at && chosen.place === index;
          const isStop = stop.column === at && stop.place === index;
          return html`${index === gap ? html`<li class="between">${t('between', { count: number(all - units.length) })}</li>` : nothing}
          <li><button type="button" class="unit" data-unit=${`${at} ${index}`} tabindex=${isStop ? '0' : '-1'}
            aria-pressed=${String(isChosen)} aria-label=${nameOf(column, index)} aria-describedby="network-number"
            @pointerenter=${() => point(here)} @pointerleave=${() => point(null)}
            @focus=${() => choose(here)} @click=${() => choose(here)}
            ><canvas aria-hidden="true" ${styles({ '--width': `${width}px`, '--height': `${height}px` })}></canvas>${named && units.length > 1 ? say(unit.name) : nothing}</button></li>`;
        })}
      </ul>
      ${at === 0 ? nothing : tools(context, first - 1, column.titles)}
    </div>`;
  }

  /** @param {Place | null} at */
  function point(at) {
    pointed = at;
    drawNumber();
    paintLines();
  }

  /** @param {Place} at */
  function choose(at) {
    if (chosen?.column === at.column && chosen.place === at.place) return;
    chosen = at;
    stop = at;
    draw();
  }

  function drawNumber() {
    const foot = /** @type {HTMLElement | null} */ (place.querySelector('.network-number'));
    if (!foot) return;
    const at = pointed ?? chosen;
    render(
      at
        ? html`<strong>${nameOf(columns()[at.column], at.place)}</strong> ${numbersOf(columns(), at)}`
        : html`<span class="hint">${t('chooseUnit')}</span>`,
      foot,
    );
  }

  function draw() {
    const all = columns();
    if (!form || all.length === 0) {
      render(nothing, place);
      return;
    }
    const exists = (/** @type {Place | null} */ at) => Boolean(at && all[at.column]?.units[at.place]);
    if (!exists(stop)) stop = { column: 0, place: 0 };
    if (!exists(chosen)) chosen = null;
    if (!exists(pointed)) pointed = null;
    render(
      html`<div class=${`network${form.figure.type === 'network' && form.figure.smooth ? ' smooth' : ''}`} role="group" aria-label=${say(form.sentence)} @keydown=${go}>
          <canvas class="lines" aria-hidden="true"></canvas>${all.map(columnOf)}
        </div>
        <p class="network-number" id="network-number"></p>
        ${form.note ? html`<p class="hint">${say(form.note)}</p>` : nothing}`,
      place,
    );
    drawNumber();
    paintUnits();
    paintLines();
  }

  const resized = new ResizeObserver(() => paintLines());
  resized.observe(place);
  const end = context.store.on(['recipe', 'opened', 'walked'], draw);
  return {
    show(next) {
      form = next;
      draw();
    },
    destroy() {
      end();
      resized.disconnect();
      render(nothing, place);
    },
  };
}
