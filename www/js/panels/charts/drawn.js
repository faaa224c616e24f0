// A picture that the worker has drawn, with a cursor laid over it.

import { t } from '../../state/texts.js';
import { say } from '../../ui/language.js';
import { html, nothing, render } from '../../ui/lit.js';
import { mount as mountCursor } from './cursor.js';

/** @type {import('./forms.js').Mount} */
export function mount(place, { presenting }) {
  place.classList.add('frame');
  const draw = () =>
    render(html`<canvas role="img"></canvas><p class="hint none" aria-hidden="true">${t('nothingDrawn')}</p>`, place);
  draw();
  const canvas = /** @type {HTMLCanvasElement} */ (place.querySelector('canvas'));
  const picture = canvas.getContext('bitmaprenderer');
  const cursor = mountCursor(place, () => presenting.scale);

  return {
    show(form, bitmap) {
      draw();
      canvas.setAttribute('aria-label', form ? say(form.sentence) : t('nothingDrawn'));
      const { figure } = form ?? {};
      if (!form) {
        place.classList.remove('drawn');
        cursor.read(null);
      } else if (bitmap && (figure?.type === 'lines' || figure?.type === 'field')) {
        // What is laid out by its own size, on paper, has that of its picture.
        canvas.width = bitmap.width;
        canvas.height = bitmap.height;
        picture?.transferFromImageBitmap(bitmap);
        place.classList.add('drawn');
        cursor.read(figure);
      }
    },

    picture: () => canvas,

    destroy() {
      cursor.destroy();
      render(nothing, place);
      place.classList.remove('frame', 'drawn');
    },
  };
}
