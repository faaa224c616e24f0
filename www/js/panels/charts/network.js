// The network as itself: columns of units, each with its picture, and lines for the weights between them. Pointing at a
// unit, or going to it with the arrow keys, shows its numbers and only the lines that lead to it and from it.

import { get } from '../../recipe/path.js';
import { number } from '../../ui/format.js';
import { language, say } from '../../ui/language.js';
import { html, nothing, render, styles } from '../../ui/lit.js';
import { tools } from './network-editing.js';
import { numbersEditor } from './network-numbers.js';
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
const SPARSE = 4;
const NARROWEST = 0.4;

/** Columns beside which pictures of the usual size still have room, and how much smaller they are beside more. */
const ROOMY = 6;
const SMALLER = 0.75;

/** Lines between two columns that are seen one by one; of more each is fainter. */
const FEW = 64;

/** Weights that are named for a unit. */
const NAMED = 5;

/** CSS pixels of the longer side of a chosen unit's picture. */
const ENLARGED = 94;

/** CSS pixels of the widest line. */
const WIDEST = 5;

/** The size of a column's pictures. @param {Column} column @param {number} columns Beside which it stands, with it. */
function size({ width, height, units }, columns) {
  if (width * height === 1) return [SIDE.value, SIDE.value];
  const longest = (units.length > MANY / 2 ? SIDE.small : SIDE.large) * (columns > ROOMY ? SMALLER : 1);
  // Few columns leave room for what stands alone.
  const side = units.length === 1 ? ALONE * longest * (columns <= SPARSE ? 2 : 1) : longest;
  const scale = side / Math.max(width, height);
  return [Math.max(NARROWEST * side, width * scale), Math.max(NARROWEST * side, height * scale)];
}

/** What a unit is called: one of many by its number, an input or a class by its name. @param {Column['units'][number]} unit */
const called = ({ name, index }) => (name.en === String(index + 1) ? t('unit', { name: say(name) }) : say(name));

/** What a unit is called aloud, with its layer. @param {Column} column @param {number} place */
const nameOf = (column, place) => `${column.titles.map(say).join(', ')}: ${called(column.units[place])}`;

/** A number that is added to others, with its sign. @param {number} value @param {boolean} first */
const added = (value, first) => {
  const size = number(Math.abs(value), 3);
  return first ? `${value < 0 ? '−' : ''}${size}` : `${value < 0 ? ' − ' : ' + '}${size}`;
};

/**
 * What a unit computes, as a sum: the largest of the weights that lead to it, how many more there are, and its bias.
 * None where no weights are known one by one.
 * @param {Column[]} columns
 * @param {Place} place
 */
function sumOf(columns, { column, place }) {
  const { units, weights } = columns[column];
  const before = columns[column - 1];
  if (!before || weights.length === 0) return null;
  const given = before.units
    .map((unit, from) => ({ unit, weight: weights[place * before.units.length + from] }))
    .filter(({ unit }) => unit.switch?.on ?? true);
  const strongest = given
    .slice()
    .sort((one, other) => Math.abs(other.weight) - Math.abs(one.weight))
    .slice(0, NAMED);
  const terms = strongest.map(({ unit, weight }, index) => `${added(weight, index === 0)} × ${called(unit)}`);
  const more = given.length - strongest.length + before.all - before.units.length;
  const { bias } = units[place];
  return [
    ...terms,
    ...(more > 0 ? [` + ${t('andMore', { count: number(more) })}`] : []),
    ...(bias === null ? [] : [`${added(bias, false)} ${t('bias')}`]),
  ].join('');
}

/**
 * The numbers of a unit.
 * @param {Column[]} columns
 * @param {Place} place
 * @param {boolean} everywhere Whether its picture is of all inputs.
 */
function numbersOf(columns, place, everywhere) {
  const { units, titles } = columns[place.column];
  const unit = units[place.place];
  const sum = sumOf(columns, place);
  const then = titles.slice(1).map(say).join(', ');
  const silent = unit.range === 0 && unit.mean === 0;
  return [
    ...(unit.switch && !unit.switch.on ? [t('isOff')] : []),
    ...(sum ? [then ? t('sumThen', { sum, then }) : t('sum', { sum })] : []),
    ...(sum || unit.bias === null ? [] : [t('biasOf', { value: added(unit.bias, true) })]),
    ...(silent && everywhere ? [t('silent')] : [t('meanAnswer', { value: added(unit.mean, true) })]),
    ...(unit.range > 0 ? [t('scale', { value: number(unit.range, 3) })] : []),
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

  const editor = numbersEditor(context, () => drawNumber());
  const columns = () => (form?.figure.type === 'network' ? form.figure.columns : []);
  /** @param {Place} at */
  const canvasOf = ({ column, place: unit }) =>
    /** @type {HTMLCanvasElement | null} */ (place.querySelector(`[data-unit="${column} ${unit}"] canvas`));

  /**
   * Whether the network is given it: what was just pressed counts before another network stands.
   * @param {Column['units'][number]} unit
   */
  const isOn = ({ switch: own }) => {
    const { draft } = context.store;
    return !own || (draft ? (get(draft, own.key) ?? Number(own.on)) === 1 : own.on);
  };
  /** Whether no line leads from it. @param {Column['units'][number]} unit */
  const isLeftOut = (unit) => unit.switch?.on === false || !isOn(unit);
  /** Whether nothing else is on: a network has at least one input. @param {Column['units'][number]} unit */
  const isLast = (unit) =>
    Boolean(unit.switch) && isOn(unit) && columns()[0].units.every((other) => other === unit || !isOn(other));

  const colours = () => {
    const style = getComputedStyle(place);
    return /** @type {[import('./pixels.js').Rgb, import('./pixels.js').Rgb]} */ (
      [0, 1].map((index) => rgb(style.getPropertyValue(`--class-${index}`)))
    );
  };

  function paintUnits() {
    const ends = colours();
    columns().forEach(({ units }, column) => {
      units.forEach((_, unit) => {
        paintUnit(canvasOf({ column, place: unit }), { column, place: unit }, ends);
      });
    });
  }

  /**
   * A unit's picture.
   * @param {HTMLCanvasElement | null} canvas
   * @param {Place} at
   * @param {[import('./pixels.js').Rgb, import('./pixels.js').Rgb]} ends
   */
  function paintUnit(canvas, { column, place: unit }, ends) {
    if (!canvas) return;
    const { width, height, values } = columns()[column];
    if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
    const own = values.subarray(unit * width * height, (unit + 1) * width * height);
    canvas.getContext('2d')?.putImageData(new ImageData(pixels(own, 1, 'diverging', ends), width, height), 0, 0);
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
      const given = columns()[column - 1].units;
      const taken = given.flatMap((unit, index) => (unit.switch?.on === false ? [] : [index]));
      // Pooling and what else has nothing to learn does to each map the same, by itself.
      const alone = parameters === 0 && units.length === taken.length;
      const faint = Math.sqrt(FEW / Math.max(FEW, units.length * before.length));
      units.forEach((_, unit) => {
        before.forEach((from, other) => {
          const to = edges[column][unit];
          if (!from || !to || isLeftOut(given[other]) || (alone && taken[unit] !== other)) return;
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
      <p class="shape">${column.shape}${column.parameters > 0 ? html`<br />${t('learns', { count: number(column.parameters) })}` : nothing}${units.some((unit) => unit.switch) ? html`<br />${t('pressInputs')}` : nothing}</p></div>
      <ul class=${`units${units.length > MANY && !named ? ' many' : ''}`}>
        ${units.map((unit, index) => {
          const here = { column: at, place: index };
          const isChosen = chosen?.column === at && chosen.place === index;
          const isStop = stop.column === at && stop.place === index;
          return html`${index === gap ? html`<li class="between">${t('between', { count: number(all - units.length) })}</li>` : nothing}
          <li><button type="button" class=${`unit${isChosen ? ' chosen' : ''}${isOn(unit) ? '' : ' off'}`} data-unit=${`${at} ${index}`} tabindex=${isStop ? '0' : '-1'}
            aria-pressed=${String(unit.switch ? isOn(unit) : isChosen)} aria-disabled=${isLast(unit) ? 'true' : nothing}
            title=${isLast(unit) ? t('lastOn') : unit.switch ? t(isOn(unit) ? 'switchOff' : 'switchOn') : nothing}
            aria-label=${nameOf(column, index)} aria-describedby="network-number"
            @pointerenter=${() => point(here)} @pointerleave=${() => point(null)}
            @focus=${() => choose(here)} @click=${() => press(here)}
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

  /** Switches an input on or off, where it can be; chooses every other unit. @param {Place} at */
  function press(at) {
    const unit = columns()[at.column]?.units[at.place];
    choose(at);
    if (unit?.switch && !isLast(unit)) context.actions.setValue(unit.switch.key, isOn(unit) ? 0 : 1);
  }

  function drawNumber() {
    const foot = /** @type {HTMLElement | null} */ (place.querySelector('.network-foot'));
    if (!foot || form?.figure.type !== 'network') return;
    const at = pointed ?? chosen;
    const column = at && columns()[at.column];
    const { smooth } = form.figure;
    // A single value needs no large picture.
    const large = column && column.width * column.height > 1;
    const side = (/** @type {number} */ pixels) =>
      column ? Math.max(NARROWEST, pixels / Math.max(column.width, column.height)) * ENLARGED : 0;
    render(
      html`${large ? html`<canvas class="large" aria-hidden="true" ${styles({ '--width': `${side(column.width)}px`, '--height': `${side(column.height)}px` })}></canvas>` : nothing}
        <div><p class="network-number" id="network-number">${
          at && column
            ? html`<strong>${nameOf(column, at.place)}</strong> ${numbersOf(columns(), at, smooth)}`
            : html`<span class="hint">${t('chooseUnit')}</span>${form.note ? html` <span class="hint">${say(form.note)}</span>` : nothing}`
        }</p>
        <div class="network-numbers">${chosen ? editor.of(form.figure, chosen) : nothing}</div></div>`,
      foot,
    );
    if (at && large) paintUnit(foot.querySelector('canvas'), at, colours());
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
        <div class=${`network-foot${form.figure.type === 'network' && form.figure.smooth ? ' smooth' : ''}`}></div>`,
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
