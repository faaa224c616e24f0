// One chart: a frame for the picture that the worker draws, its legend, a cursor, a table, and a download.

import { isPrinting } from '../../state/appearance.js';
import { download, fileName } from '../../state/download.js';
import { t } from '../../state/texts.js';
import { icon } from '../../ui/icons.js';
import { say } from '../../ui/language.js';
import { html, nothing, render } from '../../ui/lit.js';
import { mount as mountCursor } from './cursor.js';
import { hasLog, legend } from './legend.js';
import { reportTable } from './table.js';

/** @typedef {import('../../state/context.js').Context} Context */
/** @typedef {Extract<import('../../protocol.js').Event, { type: 'drawn' }>} Drawn */

/** @param {HTMLElement} root @param {Context} context @param {string} id */
export function mount(root, context, id) {
  const { store, actions, lab, watch } = context;
  const titleId = `chart-${id}`;
  render(
    html`<header></header><div class="body"><div class="frame"><canvas role="img"></canvas></div><div class="legend"></div></div>`,
    root,
  );
  const header = /** @type {HTMLElement} */ (root.querySelector('header'));
  const body = /** @type {HTMLElement} */ (root.querySelector('.body'));
  const frame = /** @type {HTMLElement} */ (root.querySelector('.frame'));
  const canvas = /** @type {HTMLCanvasElement} */ (root.querySelector('canvas'));
  const legendRoot = /** @type {HTMLElement} */ (root.querySelector('.legend'));
  const picture = canvas.getContext('bitmaprenderer');
  root.setAttribute('aria-labelledby', titleId);
  const cursor = mountCursor(frame, context, id);

  /** @type {Drawn | null} */
  let newest = null;
  let frameAsked = false;
  let visible = false;
  let tableOpen = false;
  /** @type {Drawn['alt'] | null} */
  let alt = null;

  const closed = () => (store.view.get('closed') ?? '').split(',').includes(id);
  const log = () => hasLog(id) && store.view.get('log') === id;

  /** Of the picture on screen; paper has a layout of its own. */
  let size = { width: 0, height: 0 };

  function look() {
    // An observer may still have something to tell afterwards, when another chart of this kind is on screen.
    if (!frame.isConnected) return;
    if (!isPrinting()) size = { width: frame.clientWidth, height: frame.clientHeight };
    watch.set(id, (visible || isPrinting()) && !closed() ? { ...size, log: log() } : null);
  }

  function toggle() {
    const all = new Set((store.view.get('closed') ?? '').split(',').filter(Boolean));
    if (!all.delete(id)) all.add(id);
    actions.setView('closed', [...all].join(','));
  }

  async function saveSvg() {
    const chart = watch.request(id);
    if (!chart) return;
    try {
      const { svg } = await lab.request({ type: 'draw', chart });
      download(svg, 'image/svg+xml', fileName(context, `${id}.svg`));
    } catch {
      // Told as an event of the Lab, and shown there.
    }
  }

  function drawHeader() {
    const title = say(store.catalog?.charts.find((chart) => chart.id === id)?.title ?? { en: id, zh: id });
    const isClosed = closed();
    body.hidden = isClosed;
    render(
      html`<h2 id=${titleId}>${title}</h2>
        <div class="tools">
          ${
            hasLog(id) && !isClosed
              ? html`<label class="check"><input type="checkbox" .checked=${log()} @change=${() => actions.setView('log', log() ? '' : id)} />${t('logarithmic')}</label>`
              : nothing
          }
          ${
            isClosed
              ? nothing
              : html`<button type="button" class="square" aria-label=${t('saveSvg', { what: title })} title=${t('saveSvg', { what: title })} @click=${saveSvg}>${icon('save')}</button>`
          }
          <button type="button" class="square" aria-expanded=${String(!isClosed)} aria-label=${title} @click=${toggle}>${icon(isClosed ? 'down' : 'up')}</button>
        </div>`,
      header,
    );
    look();
  }

  function drawLegend() {
    const table = hasLog(id)
      ? html`<details @toggle=${(/** @type {globalThis.Event} */ event) => {
          tableOpen = /** @type {HTMLDetailsElement} */ (event.target).open;
          drawLegend();
        }}><summary>${t('table')}</summary>${tableOpen ? reportTable(context) : nothing}</details>`
      : nothing;
    render(html`${legend(context, id)}${table}`, legendRoot);
  }

  function name() {
    canvas.setAttribute('aria-label', alt ? say(alt) : t('nothingDrawn'));
  }

  const sizes = new ResizeObserver(look);
  sizes.observe(frame);
  const sight = new IntersectionObserver((entries) => {
    // On a busy page several come at once; the newest is the last.
    visible = entries.at(-1)?.isIntersecting ?? false;
    look();
  });
  sight.observe(root);
  const ends = [
    store.on(['view', 'lang', 'theme', 'catalog'], drawHeader),
    store.on(['report', 'lang', 'opened'], drawLegend),
    store.on(['lang'], name),
  ];

  return {
    /** @param {Drawn} drawn */
    show(drawn) {
      newest?.bitmap.close();
      newest = drawn;
      if (frameAsked) return;
      frameAsked = true;
      requestAnimationFrame(() => {
        frameAsked = false;
        if (!newest) return;
        // What is laid out by its own size, on paper, has that of its picture.
        canvas.width = newest.bitmap.width;
        canvas.height = newest.bitmap.height;
        picture?.transferFromImageBitmap(newest.bitmap);
        frame.classList.add('drawn');
        alt = newest.alt;
        cursor.move(newest.plot);
        newest = null;
        name();
      });
    },

    destroy() {
      newest?.bitmap.close();
      newest = null; // a frame may still be asked for
      sizes.disconnect();
      sight.disconnect();
      cursor.destroy();
      for (const end of ends) end();
      watch.set(id, null);
    },
  };
}
