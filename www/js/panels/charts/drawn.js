// A picture that the worker has drawn, with a cursor laid over it.

import { t } from '../../state/texts.js';
import { say } from '../../ui/language.js';
import { html, nothing, render } from '../../ui/lit.js';
import { mount as mountCursor } from './cursor.js';
import { mount as mountDots } from './dots.js';
import { isDrawn } from './formats.js';
import { mount as mountPlace } from './place.js';

/** Histograms of several layers, and dots of several classes, need more height than a curve. */
const TALL = 'max(var(--chart-height, 220px), 320px)';

/** @type {import('./forms.js').Mount} */
export function mount(place, context) {
  const { presenting } = context;
  place.classList.add('frame');
  const draw = () =>
    render(html`<canvas role="img"></canvas><p class="hint none" aria-hidden="true">${t('nothingDrawn')}</p>`, place);
  draw();
  const canvas = /** @type {HTMLCanvasElement} */ (place.querySelector('canvas'));
  const picture = canvas.getContext('bitmaprenderer');
  const cursor = mountCursor(place, () => presenting.scale);
  const dots = mountDots(place, context, () => presenting.scale);
  const chosen = mountPlace(place, context, dots, () => presenting.scale);

  return {
    show(form, bitmap) {
      draw();
      canvas.setAttribute('aria-label', form ? say(form.sentence) : t('nothingDrawn'));
      if (!form) {
        place.classList.remove('drawn');
        cursor.read(null);
        dots.read(null);
        chosen.read(null);
      } else if (bitmap && isDrawn(form)) {
        // What is laid out by its own size, on paper, has that of its picture.
        canvas.width = bitmap.width;
        canvas.height = bitmap.height;
        picture?.transferFromImageBitmap(bitmap);
        place.classList.add('drawn');
        place.style.flexBasis = ['points', 'bars'].includes(form.figure.type) ? TALL : '';
        // Histograms have an axis each: there is no place to read.
        cursor.read('plot' in form.figure ? form.figure : null);
        dots.read(form);
        chosen.read(form.figure);
      }
    },

    destroy() {
      cursor.destroy();
      dots.destroy();
      chosen.destroy();
      render(nothing, place);
      place.classList.remove('frame', 'drawn');
      place.style.flexBasis = '';
    },
  };
}
