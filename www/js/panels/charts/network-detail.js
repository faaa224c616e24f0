// A unit of a drawn network, large: its picture with what its rows and columns are, and the pictures that stand behind
// it, as kernels or gates.

import { number } from '../../ui/format.js';
import { say } from '../../ui/language.js';
import { html, nothing, styles } from '../../ui/lit.js';
import { t } from './network-texts.js';
import { pixels } from './pixels.js';

/** @typedef {import('../../protocol.js').Text} Text */
/** @typedef {Extract<import('../../protocol.js').Figure, { type: 'network' }>['columns'][number]} Column */
/** @typedef {[negative: import('./pixels.js').Rgb, positive: import('./pixels.js').Rgb]} Ends */

/**
 * A picture on a diverging scale, and what it is of.
 * @typedef {object} Picture
 * @property {string} name
 * @property {number} width In values.
 * @property {number} height
 * @property {Uint8Array} values
 * @property {number} range What the fullest colour stands for.
 * @property {Text[]} across What its columns are; empty where they have no names.
 * @property {Text[]} down
 */

/** CSS pixels of the longer side of a picture without names, and of one with them. */
const LONG = 94;
const NAMED = 176;

/** CSS pixels of the longer side of one of several pictures; of a strip, its width and height. */
const ONE = 52;
const STRIP = [260, 15];

/** The least that one side of a picture is of the other. */
const NARROWEST = 0.4;

/** Names that an axis has room for. */
const AXIS = 16;

/** @param {HTMLCanvasElement | null | undefined} canvas @param {Pick<Picture, 'width' | 'height' | 'values'>} picture @param {Ends} ends */
export function paint(canvas, { width, height, values }, ends) {
  if (!canvas) return;
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  canvas.getContext('2d')?.putImageData(new ImageData(pixels(values, 1, 'diverging', ends), width, height), 0, 0);
}

/** The picture of a unit. @param {Column} column @param {number} place @returns {Picture} */
export function pictureOf({ width, height, values, units, across, down }, place) {
  const own = values.subarray(place * width * height, (place + 1) * width * height);
  return { name: '', width, height, values: own, range: units[place].range, across, down };
}

/** The pictures that stand behind a unit. @param {Column} column @param {number} place @returns {Picture[]} */
function behind({ details }, place) {
  if (!details) return [];
  const { names, width, height, values, ranges, across, down } = details;
  const size = width * height;
  return names.map((/** @type {Text} */ name, /** @type {number} */ index) => {
    const at = place * names.length + index;
    const own = values.subarray(at * size, (at + 1) * size);
    return { name: say(name), width, height, values: own, range: ranges[at], across, down };
  });
}

/** Names along a side; of very many some. @param {Text[]} names @param {string} side @param {number} [most] */
export function axis(names, side, most = AXIS) {
  const every = Math.ceil(names.length / most);
  return names.length === 0
    ? nothing
    : html`<span class=${`axis ${side}`} aria-hidden="true">${names.map((name, at) => html`<span>${at % every === 0 ? say(name) : nothing}</span>`)}</span>`;
}

/** @param {Picture} picture @param {[width: number, height: number]} size */
const framed = ({ across, down }, [width, height]) =>
  html`<span class="framed" ${styles({ '--width': `${width}px`, '--height': `${height}px` })}>${axis(down, 'down')}<canvas aria-hidden="true"></canvas>${axis(across, 'across')}</span>`;

/** The numbers of pictures, for reading. @param {Picture[]} pictures */
function table(pictures) {
  const cell = (/** @type {Picture} */ { values, range }, /** @type {number} */ at) =>
    html`<td>${number((range * (values[at] - 127.5)) / 127.5, 2)}</td>`;
  const rows = pictures.flatMap((picture) =>
    Array.from({ length: picture.height }, (_, row) => {
      const name = [picture.name, picture.down[row] ? say(picture.down[row]) : picture.height > 1 ? row + 1 : ''];
      return html`<tr><th scope="row">${name.filter(Boolean).join(' · ')}</th>${Array.from({ length: picture.width }, (_, column) => cell(picture, row * picture.width + column))}</tr>`;
    }),
  );
  const [{ width, across }] = pictures;
  return html`<div class="scroll" data-keys tabindex="0" role="group" aria-label=${t('numbers')}><table>
    <thead><tr><td></td>${Array.from({ length: width }, (_, at) => html`<th scope="col">${across[at] ? say(across[at]) : at + 1}</th>`)}</tr></thead>
    <tbody>${rows}</tbody></table></div>`;
}

/** @param {number} width @param {number} height @param {number} longest @returns {[number, number]} */
const sized = (width, height, longest) => {
  const times = longest / Math.max(width, height);
  return [Math.max(NARROWEST * longest, width * times), Math.max(NARROWEST * longest, height * times)];
};

/**
 * The large picture of a unit, and what stands behind it.
 * @param {Column} column
 * @param {number} place
 * @param {{ open: boolean, toggle: (open: boolean) => void }} numbers Whether its numbers are read, where they are worth it.
 */
export function detail(column, place, { open, toggle }) {
  const own = pictureOf(column, place);
  const all = behind(column, place);
  const isNamed = own.down.length > 0;
  const isStrip = all[0]?.height === 1 && all[0].across.length > 0;
  const read = all.length > 0 ? all : isNamed ? [own] : [];
  // A single value needs no large picture, and what is behind a strip shows it too.
  const large = own.width * own.height > 1 && !isStrip;
  return {
    large: large ? framed(own, sized(own.width, own.height, isNamed ? NAMED : LONG)) : nothing,
    behind:
      read.length === 0
        ? nothing
        : html`<div class="behind">
      ${
        all.length > 0
          ? html`<h4>${column.details ? say(column.details.title) : nothing}</h4>
      <ul role="list" class=${isStrip ? 'strips' : ''}>${all.map((picture, index) => {
        const size = isStrip
          ? /** @type {[number, number]} */ (STRIP)
          : sized(picture.width, picture.height, picture.down.length > 0 ? NAMED : ONE);
        // Strips have one axis, below the last.
        const last = !isStrip || index === all.length - 1;
        return html`<li><span>${picture.name} <small>±${number(picture.range, 2)}</small></span>${framed({ ...picture, across: last ? picture.across : [] }, size)}</li>`;
      })}</ul>`
          : nothing
      }
      <details ?open=${open} @toggle=${(/** @type {Event} */ { target }) => toggle(/** @type {HTMLDetailsElement} */ (target).open)}><summary>${t('numbers')}</summary>${open ? table(read) : nothing}</details>
    </div>`,
    /** @param {HTMLElement} root @param {Ends} ends */
    paint(root, ends) {
      if (large) paint(root.querySelector('canvas'), own, ends);
      root.querySelectorAll('.behind canvas').forEach((canvas, index) => {
        paint(/** @type {HTMLCanvasElement} */ (canvas), all[index], ends);
      });
    },
  };
}
