// The network as itself: columns of units, each with its picture, and lines for the weights between them. Pointing at a
// unit, or going to it with the arrow keys, shows its numbers and only the lines that lead to it and from it.

import { get } from '../../recipe/path.js';
import { number } from '../../ui/format.js';
import { say } from '../../ui/language.js';
import { html, nothing, render, styles } from '../../ui/lit.js';
import { axis, detail, paint, pictureOf } from './network-detail.js';
import { layerEditor } from './network-editing.js';
import { paintLines } from './network-lines.js';
import { numbersEditor } from './network-numbers.js';
import { t } from './network-texts.js';
import { nameOf, told } from './network-words.js';
import { rgb } from './pixels.js';

/** @typedef {import('./network-words.js').Network} Network */
/** @typedef {import('./network-words.js').Column} Column */
/** @typedef {import('./network-words.js').Place} Place */

/** Units that stand one below the other; of more, where they have no names, two stand in a row. */
const MANY = 8;

/** CSS pixels of a picture's side. */
const SIDE = { large: 56, small: 40, value: 24 };

/** CSS pixels of a state over its steps. */
const STRIP = [84, 16];

/** CSS pixels of the height of a table. */
const TABLE = 160;

/** Names that stand below a picture: letters, and what is longer. */
const MOST_LETTERS = 12;
const MOST_NUMBERS = 3;

/** How much larger one is that stands alone, and the least that its other side is of it: steps of a sequence are seen. */
const ALONE = 1.6;
const SPARSE = 4;
const NARROWEST = 0.4;

/** Columns beside which pictures of the usual size still have room, and how much smaller they are beside more. */
const ROOMY = 6;
const SMALLER = 0.75;

/** The size of a column's pictures. @param {Column} column @param {number} columns Beside which it stands, with it. */
function size({ width, height, units, across, down }, columns) {
  if (width * height === 1) return [SIDE.value, SIDE.value];
  if (height === 1 && across.length > 0) return STRIP;
  // The halves of a table.
  if (down.length > 0 && across.length === 0) return [Math.max(NARROWEST * TABLE, (width * TABLE) / height), TABLE];
  const longest = (units.length > MANY / 2 ? SIDE.small : SIDE.large) * (columns > ROOMY ? SMALLER : 1);
  // Few columns leave room for what stands alone.
  const side = units.length === 1 ? ALONE * longest * (columns <= SPARSE ? 2 : 1) : longest;
  const scale = side / Math.max(width, height);
  return [Math.max(NARROWEST * side, width * scale), Math.max(NARROWEST * side, height * scale)];
}

/** A screen on which a layer's tools have no room at their layer. */
const NARROW = matchMedia('(max-width: 699px)');

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

  /** The step of a sequence that lights up, of so many. @type {{ at: number, of: number } | null} */
  let lit = null;
  /** Whether the numbers of the chosen unit's pictures are read. */
  let reading = false;
  /** A tool to go to once another network is drawn. @type {string | null} */
  let wanted = null;

  const figure = () => (form?.figure.type === 'network' ? form.figure : null);
  const columns = () => figure()?.columns ?? [];
  const editor = numbersEditor(context, () => drawNumber());
  const layers = layerEditor(context, columns, (column, tool) => {
    wanted = `${column} ${tool}`;
    // Below the drawing are the tools of the chosen layer alone.
    if (NARROW.matches) chosen = { column, place: 0 };
  });
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
        paint(canvasOf({ column, place: unit }), pictureOf(columns()[column], unit), ends);
      });
    });
  }

  function drawLines() {
    const root = /** @type {HTMLElement | null} */ (place.querySelector('.network'));
    const drawing = figure();
    if (root && drawing) paintLines(root, drawing, pointed ?? chosen, isLeftOut);
  }

  /** Lights a step up in every picture that has it. @param {number | null} at @param {number} [of] How many there are. */
  function light(at, of = 0) {
    if (lit?.at === at || (!lit && at === null)) return;
    lit = at === null ? null : { at: Math.min(of - 1, Math.max(0, at)), of };
    draw();
  }

  /** A step lights up under the pointer. @param {PointerEvent} event */
  function over({ target, clientX }) {
    const found = target instanceof Element ? target.closest('[data-column]') : null;
    const { across } = columns()[Number(found?.getAttribute('data-column') ?? -1)] ?? { across: [] };
    const box = found?.getBoundingClientRect();
    if (!box || across.length === 0) light(null);
    else light(Math.floor((across.length * (clientX - box.left)) / box.width), across.length);
  }

  /** Goes to a unit with the arrow keys, and with Shift to a step. @param {KeyboardEvent} event */
  function go(event) {
    const all = columns();
    const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    // Menus and boxes have keys of their own.
    if (!step || (event.target instanceof Element && event.target.closest('select, input, .scroll'))) return;
    event.preventDefault();
    const { length } = all[stop.column]?.across ?? [];
    if (event.shiftKey && length > 0) {
      light((lit?.at ?? -step[0]) + step[0], length);
      return;
    }
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
    const { units, all, first, gap: leftOut } = column;
    const { walked } = context.store;
    const count = column.titles.length - (at === 0 ? 1 : 0);
    const isWalked = walked !== null && walked >= first && walked < first + count;
    const drawing = figure();
    const isLettered = column.across.every((name) => say(name).length === 1);
    const isLit = lit !== null && lit.of === column.across.length;
    const isTable = column.down.length > 0 && column.across.length === 0;
    const named = isTable || at === 0 || at === columns().length - 1;
    const gap = units.findIndex(({ index }, unit) => index !== unit);
    return html`${leftOut > 0 ? html`<p class="left-out">⋯<br />${t('leftOut', { count: number(leftOut) })}</p>` : nothing}<div class=${`column${isWalked ? ' walked' : ''}`} @pointerleave=${() => point(null)}>
      ${layers.before(at)}
      <div class=${`head${layers.isMovable(at) ? ' movable' : ''}`} @pointerdown=${(/** @type {PointerEvent} */ event) => layers.drag(event, at)}><h3>${say(column.titles[0])}</h3>${layers.titles(at)}
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
            @pointerenter=${() => point(here)}
            @focus=${() => choose(here)} @click=${() => press(here)}
            ><span class="picture" data-column=${at} ${styles({ '--width': `${width}px`, '--height': `${height}px` })}><canvas aria-hidden="true"></canvas>${drawing?.place ? html`<span class="at" ${styles({ left: `${100 * drawing.place[0]}%`, top: `${100 * drawing.place[1]}%` })}></span>` : nothing}${isLit && lit ? html`<span class="lit" ${styles({ left: `${(100 * lit.at) / lit.of}%`, width: `${100 / lit.of}%` })}></span>` : nothing}</span>${named && units.length > 1 ? say(unit.name) : nothing}${unit.answer === null ? nothing : html`<span class="answer">${number(unit.answer, 2)}</span>`}</button>${
              column.across.length > 0 && index === units.length - 1
                ? html`<span class="steps" data-column=${at} ${styles({ '--width': `${width}px` })}>${axis(column.across, 'across', isLettered ? MOST_LETTERS : MOST_NUMBERS)}</span>`
                : nothing
            }</li>`;
        })}
      </ul>
      ${NARROW.matches ? nothing : layers.tools(at)}
    </div>`;
  }

  /** @param {Place | null} at */
  function point(at) {
    pointed = at;
    drawNumber();
    drawLines();
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
    const drawing = figure();
    if (!foot || !form || !drawing) return;
    const at = pointed ?? chosen;
    const column = at && drawing.columns[at.column];
    const shown = column
      ? detail(column, at.place, {
          open: reading,
          toggle: (open) => {
            if (open === reading) return;
            reading = open;
            drawNumber();
          },
        })
      : null;
    render(
      html`${shown?.large ?? nothing}
        <div><p class="network-number" id="network-number">${
          at && column
            ? html`<strong>${nameOf(column, at.place)}</strong> ${lit && column.across[lit.at] ? `${t('step', { step: lit.at + 1, name: say(column.across[lit.at]) })} ` : ''}${told(drawing, at)}`
            : html`<span class="hint">${t('chooseUnit')}</span>${form.note ? html` <span class="hint">${say(form.note)}</span>` : nothing}`
        }</p>
        <div class="network-numbers">${chosen ? editor.of(drawing, chosen) : nothing}</div></div>
        ${shown?.behind ?? nothing}${NARROW.matches && chosen ? layers.tools(chosen.column) : nothing}`,
      foot,
    );
    shown?.paint(foot, colours());
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
    const { smooth, arcs } = /** @type {Network} */ (figure());
    render(
      html`${layers.complaint()}<div class=${`network${smooth ? ' smooth' : ''}${arcs.length > 0 ? ' arched' : ''}`} role="group" aria-label=${say(form.sentence)} @keydown=${go} @pointermove=${over} @pointerleave=${() => light(null)}>
          <canvas class="lines" aria-hidden="true"></canvas>${all.map(columnOf)}
        </div>
        <div class=${`network-foot${smooth ? ' smooth' : ''}`}></div>`,
      place,
    );
    drawNumber();
    paintUnits();
    drawLines();
    if (context.store.problems.length > 0) wanted = null;
    if (wanted && all.length > 0 && layers.isMovable(Number.parseInt(wanted, 10))) {
      const tool = /** @type {HTMLElement | null} */ (place.querySelector(`[data-tool="${wanted}"]`));
      wanted = null;
      tool?.focus();
    }
  }

  const resized = new ResizeObserver(() => drawLines());
  resized.observe(place);
  NARROW.addEventListener('change', draw);
  const end = context.store.on(['recipe', 'opened', 'walked'], draw);
  return {
    show(next) {
      form = next;
      draw();
    },
    destroy() {
      end();
      NARROW.removeEventListener('change', draw);
      resized.disconnect();
      render(nothing, place);
    },
  };
}
