// Small pictures side by side, each with its caption, which says to those who do not see it what it is.

import { number } from '../../ui/format.js';
import { say } from '../../ui/language.js';
import { html, nothing, render, styles } from '../../ui/lit.js';
import { hints } from './hints.js';
import { pixels, rgb } from './pixels.js';

/** @typedef {Extract<import('../../protocol.js').Figure, { type: 'pictures' }>} Pictures */

/** CSS pixels of a picture's longer side, at least: its pixels are as many whole ones as that takes. */
const SIDE = 48;

/** What the two ends of the colours stand for. @param {Pictures} figure */
const ramp = ({ range }) =>
  html`<p class="ramp"><span>${number(range[0], 2)}</span><span class="colours" aria-hidden="true"></span><span>${number(range[1], 2)}</span></p>`;

/** A picture; one of a sample lights it up wherever it is shown. @param {import('../../protocol.js').Text} caption @param {boolean} lights */
const tile = (caption, lights) => {
  const picture = html`<canvas aria-hidden="true"></canvas>`;
  return lights ? html`<button type="button" aria-label=${say(caption)}>${picture}</button>` : picture;
};

/** @type {import('./forms.js').Mount} */
export function mount(place) {
  /** @param {Pictures} figure */
  function paint({ width, height, channels, scale, values }) {
    const style = getComputedStyle(place);
    const [negative, positive] = [0, 1].map((index) => rgb(style.getPropertyValue(`--class-${index}`)));
    const length = width * height * channels;
    for (const [index, canvas] of place.querySelectorAll('canvas').entries()) {
      // Setting it anew empties it.
      if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
      const picture = values.subarray(index * length, (index + 1) * length);
      const image = new ImageData(pixels(picture, channels, scale, [negative, positive]), width, height);
      canvas.getContext('2d')?.putImageData(image, 0, 0);
    }
  }

  return {
    show(form) {
      const figure = form?.figure;
      if (!form || figure?.type !== 'pictures') {
        render(nothing, place);
        return;
      }
      const { width, height, scale, captions } = figure;
      const times = Math.max(1, Math.ceil(SIDE / Math.max(width, height)));
      const size = styles({ '--width': `${times * width}px`, '--height': `${times * height}px` });
      render(
        html`${hints(form.sentence, form.note)}<ul class="tiles" role="list" aria-label=${say(form.sentence)} ${size}>
            ${captions.map((caption, index) => html`<li data-sample=${form.samples[index] ?? nothing}><figure>${tile(caption, index in form.samples)}<figcaption>${say(caption)}</figcaption></figure></li>`)}
          </ul>
          ${scale === 'diverging' ? ramp(figure) : nothing}`,
        place,
      );
      paint(figure);
    },
    destroy: () => render(nothing, place),
  };
}
