// One view: a frame for what it shows, its legend, its numbers, and how it is saved.

import { isPrinting } from '../../state/appearance.js';
import { t } from '../../state/texts.js';
import { number } from '../../ui/format.js';
import { afterDrawing } from '../../ui/frames.js';
import { icon } from '../../ui/icons.js';
import { say } from '../../ui/language.js';
import { html, nothing, render } from '../../ui/lit.js';
import { controls } from './controls.js';
import { formatsOf, isDrawn } from './formats.js';
import { figureIn } from './forms.js';
import { formula } from './formula.js';
import { legend } from './legend.js';
import { isOpen, toggled } from './presence.js';
import { save } from './save.js';
import { tableOf } from './table.js';

/** @typedef {import('../../state/context.js').Context} Context */
/** @typedef {Extract<import('../../protocol.js').Event, { type: 'shown' }>} Shown */

/** Of what is saved without being on screen. */
const USUAL = { width: 600, height: 300 };

/** Milliseconds for which what was shown may stay after its experiment has gone. */
const GONE_MS = 400;

/** @param {HTMLElement} root @param {Context} context @param {string} id */
export function mount(root, context, id) {
  const { store, actions, lab, watch } = context;
  const titleId = `chart-${id}`;
  render(
    html`<header></header><div class="body"><div class="asking"></div><div class="choosing"></div><div class="figure-place"></div><div class="legend"></div></div>`,
    root,
  );
  const [header, asking, choosing, place, legendRoot] = [
    'header',
    '.asking',
    '.choosing',
    '.figure-place',
    '.legend',
  ].map((part) => /** @type {HTMLElement} */ (root.querySelector(part)));
  root.setAttribute('aria-labelledby', titleId);

  const entry = () =>
    store.catalog?.views.find((view) => view.id === id) ?? {
      id,
      title: { en: id, zh: id },
      about: { en: '', zh: '' },
      explanation: { en: '', zh: '' },
      formula: '',
      presence: /** @type {const} */ ('open'),
      place: /** @type {const} */ ('probe'),
    };
  const isAsked = () => entry().presence === 'asked';
  const open = () => isOpen(entry(), store.view);

  /** Newer than what is on screen. @type {Shown | null} */
  let newest = null;
  let frameAsked = false;
  /** What is on screen. @type {Shown | null} */
  let shown = null;
  let visible = false;
  let tableOpen = false;
  let saving = false;
  let explaining = false;
  /** Whether what can be chosen stands open, where it has no room of its own. */
  let tuning = false;
  /** As what it was asked for last. */
  let asked = '';
  /** Whether an answer is on its way. */
  let waiting = false;
  /** The run that what is shown is of. */
  let run = store.run;
  /** @type {number | undefined} */
  let going;

  const figure = figureIn(place, context, id, () => entry().title);
  const mayBeLog = () => shown?.form.figure.type === 'lines' && shown.form.figure.may_be_log;
  const log = () => store.view.get('log') === id;

  /** Of the figure on screen; paper has a layout of its own. */
  let size = { width: 0, height: 0 };

  function look() {
    // An observer may still have something to tell afterwards, when another view of this kind is on screen.
    if (!place.isConnected) return;
    if (!isPrinting()) size = { width: place.clientWidth, height: place.clientHeight };
    const seen = (visible || isPrinting()) && size.width > 0 && size.height > 0;
    const now = { ...(seen ? size : { width: 0, height: 0 }), log: log(), ...chosen() };
    watch.set(id, open() && !isAsked() ? now : null);
    askAgain();
  }

  /** What a person chose in it, which the link keeps under its id. */
  const choice = () => store.view.get(id);

  const chosen = () => (choice() ? { choice: choice() } : {});

  /** As it is asked for once: with a size, wherever it is. */
  const request = () => {
    const look = { ...(size.width > 0 && size.height > 0 ? size : USUAL), log: log() && mayBeLog() };
    return watch.request(id, { ...look, ...chosen() });
  };

  /** What decides whether an answer is still as it is wanted: what is drawn has a size, a theme and a language. */
  const wanted = () => (shown && isDrawn(shown.form) ? JSON.stringify(request()) : (choice() ?? ''));

  /** The button that brings it back has the focus then. */
  function hideIt() {
    actions.setView(...toggled(entry(), store.view));
    afterDrawing(() => {
      /** @type {HTMLElement | null} */ (document.querySelector(`.chooser [data-view="${id}"]`))?.focus();
    });
  }

  /** @param {boolean} [again] As it was, where the same is chosen. */
  async function ask(again = false) {
    if (waiting) return;
    waiting = true;
    drawAsking();
    const of = store.run;
    asked = wanted();
    try {
      const answer = /** @type {Shown} */ (await lab.request({ type: 'ask', view: request(), again }));
      if (of === store.run && place.isConnected) take(answer);
      else answer.bitmap?.close();
    } catch {
      // Told as an event of the Lab, and shown there.
    }
    waiting = false;
    drawAsking();
    askAgain();
  }

  /** Another choice is asked for at once, where an answer is on screen; and its picture at another size. */
  function askAgain() {
    if (isAsked() && open() && shown && !newest && !isPrinting() && wanted() !== asked) ask(true);
  }

  /** Curves share a screen with the network: what can be chosen there is opened. */
  const tunes = () => entry().place === 'curve' && Boolean(shown?.form.controls.length);

  function drawControls() {
    const all = shown && (tuning || !tunes()) ? shown.form.controls : [];
    const choose = (/** @type {string} */ choice) => actions.setView(id, choice);
    render(controls(all, choice(), choose, say(entry().title)), choosing);
  }

  function drawHeader() {
    const title = say(entry().title);
    const isClosed = !open();
    const formats = shown && !isClosed ? formatsOf(shown.form) : [];
    root.hidden = isClosed;
    const isLarge = store.view.get('large') === id && !isClosed;
    const enlarge = t(isLarge ? 'shrink' : 'enlarge', { what: title });
    const hide = t('hide', { what: title });
    const saveAs = async (/** @type {import('./formats.js').Format} */ format) => {
      saving = false;
      drawHeader();
      /** @type {HTMLElement | null} */ (header.querySelector('.save'))?.focus();
      await save(context, id, request(), format);
    };
    render(
      html`<h2 id=${titleId}><button type="button" class="explain" aria-expanded=${String(explaining)} title=${t('explain')} @click=${() => {
        explaining = !explaining;
        drawHeader();
      }}>${title}</button></h2>
        <div class="tools">
          ${
            mayBeLog() && !isClosed
              ? html`<label class="check"><input type="checkbox" .checked=${log()} @change=${() => actions.setView('log', log() ? '' : id)} />${t('logarithmic')}</label>`
              : nothing
          }
          ${
            tunes() && !isClosed
              ? html`<button type="button" class="square tune" aria-expanded=${String(tuning)} aria-label=${t('tuneView', { what: title })} title=${t('tuneView', { what: title })} @click=${() => {
                  tuning = !tuning;
                  drawHeader();
                }}>${icon('tune')}</button>`
              : nothing
          }
          ${
            formats.length > 0
              ? html`<button type="button" class="square save" aria-expanded=${String(saving)} aria-label=${t('saveView', { what: title })} title=${t('saveView', { what: title })} @click=${() => {
                  saving = !saving;
                  drawHeader();
                }}>${icon('save')}</button>`
              : nothing
          }
          <button type="button" class="square enlarge" aria-pressed=${String(isLarge)} aria-label=${enlarge} title=${enlarge} @click=${() => actions.setView('large', isLarge ? '' : id)}>${icon(isLarge ? 'shrink' : 'enlarge')}</button>
          <button type="button" class="square hide" aria-label=${hide} title=${hide} @click=${hideIt}>${icon('close')}</button>
        </div>
        ${
          saving && formats.length > 0
            ? html`<div class="row saves" role="group" aria-label=${t('saveView', { what: title })}>${formats.map(
                (format) =>
                  html`<button type="button" aria-label=${t('saveAs', { what: title, format: format.toUpperCase() })} @click=${() => saveAs(format)}>${format.toUpperCase()}</button>`,
              )}</div>`
            : nothing
        }
        ${
          explaining
            ? html`<div class="explanation"><p>${say(entry().explanation)}</p>${entry().formula ? formula(entry().formula) : nothing}${shown?.form.note ? html`<p>${say(shown.form.note)}</p>` : nothing}</div>`
            : nothing
        }`,
      header,
    );
    if (!isClosed && !isAsked()) figure.wait();
    drawAsking();
    drawControls();
    look();
  }

  function drawAsking() {
    const { about } = entry();
    render(
      isAsked()
        ? html`${shown ? nothing : html`<p class="hint">${say(about)}</p>`}
            <div class="row"><button type="button" class="ask" aria-disabled=${String(waiting)} @click=${() => ask()}>${t(shown ? 'showAgain' : 'show')}</button>
              <span role="status">${shown ? t('ofStep', { step: number(shown.step) }) : ''}</span></div>`
        : nothing,
      asking,
    );
    // What is asked for has no place before.
    place.hidden = isAsked() && !shown;
  }

  function drawLegend() {
    if (!shown) {
      render(nothing, legendRoot);
      return;
    }
    const { form } = shown;
    // A matrix is a table already, and so are rows.
    const table = ['matrix', 'rows'].includes(form.figure.type) ? null : form.table;
    render(
      html`${legend(context, form.key)}
      ${form.note && isDrawn(form) ? html`<p class="hint">${say(form.note)}</p>` : nothing}
      ${
        table
          ? html`<details ?open=${tableOpen} @toggle=${(/** @type {globalThis.Event} */ event) => {
              tableOpen = /** @type {HTMLDetailsElement} */ (event.target).open;
              drawLegend();
            }}><summary>${t('table')}</summary>${tableOpen ? tableOf(table) : nothing}</details>`
          : nothing
      }`,
      legendRoot,
    );
  }

  /** @param {Shown} answer */
  function take(answer) {
    clearTimeout(going);
    run = store.run;
    newest?.bitmap?.close();
    newest = answer;
    if (frameAsked) return;
    frameAsked = true;
    requestAnimationFrame(() => {
      frameAsked = false;
      if (!newest) return;
      const before = shown;
      shown = newest;
      newest = null;
      figure.show(shown.form, shown.bitmap);
      drawLegend();
      // What it can be saved as, and what can be chosen, comes with the first.
      if (before?.form.figure.type !== shown.form.figure.type) drawHeader();
      else {
        drawAsking();
        drawControls();
      }
      // The first answer was drawn for no place yet.
      if (isAsked()) look();
    });
  }

  /** What was shown is of an experiment or a run that is no more. */
  function forget() {
    newest?.bitmap?.close();
    newest = null;
    shown = null;
    figure.show(null, null);
    drawHeader();
    drawLegend();
  }

  const sizes = new ResizeObserver(look);
  sizes.observe(place);
  const sight = new IntersectionObserver((entries) => {
    // On a busy page several come at once; the newest is the last.
    visible = entries.at(-1)?.isIntersecting ?? false;
    look();
  });
  sight.observe(root);
  const ends = [
    store.on(['view', 'lang', 'theme', 'catalog'], drawHeader),
    store.on(['report', 'lang', 'opened'], () => {
      if (run !== store.run) {
        run = store.run;
        clearTimeout(going);
        // Most are shown anew in a moment, and need not vanish meanwhile.
        if (shown) going = setTimeout(forget, isAsked() ? 0 : GONE_MS);
      }
      drawLegend();
    }),
    store.on(['lang'], () => figure.show(shown?.form ?? null, null)),
  ];

  return {
    take,

    destroy() {
      newest?.bitmap?.close();
      newest = null; // a frame may still be asked for
      clearTimeout(going);
      sizes.disconnect();
      sight.disconnect();
      for (const end of ends) end();
      figure.destroy();
      watch.set(id, null);
    },
  };
}
