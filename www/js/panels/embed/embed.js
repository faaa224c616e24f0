// The dialog in which a figure of the present experiment is made for somebody's own pages: what it shows, what its reader
// may change, how it will look, and the lines to copy.

import { PLACES } from '../../embed/arrangement.js';
import { controlKeys, controlTitle } from '../../embed/controls.js';
import { dialogView } from '../../ui/dialog.js';
import { language, say } from '../../ui/language.js';
import { html, nothing, render } from '../../ui/lit.js';
import { elementOf, linesFor } from './code.js';
import { copyable } from './lines.js';
import { t } from './texts.js';

/** @typedef {import('../../state/context.js').Context} Context */

/** Of the page's own parts, when an experiment has them. @type {Record<string, (opened: import('../../protocol.js').Opened) => boolean>} */
const FITS = { pad: ({ drawable }) => drawable, writing: ({ writes }) => writes };

/** What the page calls them. */
const NAMES = /** @type {const} */ ({ pad: 'draw', writing: 'writing' });

const REVEALS = /** @type {const} */ ({ click: 'revealClick', visible: 'revealVisible', auto: 'revealAuto' });

/** Where Downhill is. */
const home = () => new URL('./', location.href).href;

/** @param {HTMLElement} root @param {Context} context */
export function mount(root, { store, actions }) {
  /** Ids in the order in which they were ticked. @type {string[]} */
  let panels = [];
  /** @type {string[]} */
  let controls = [];
  let columns = 2;
  /** @type {keyof typeof REVEALS} */
  let reveal = 'click';
  const copying = copyable(() => draw());
  let isOpen = false;

  const dialog = () => /** @type {HTMLDialogElement} */ (root.querySelector('dialog'));

  /** What this experiment can show. */
  function shown() {
    const { opened, catalog } = store;
    if (!opened || !catalog) return [];
    const views = catalog.views.filter(({ id }) => opened.views.includes(id));
    const places = PLACES.filter((id) => FITS[id]?.(opened));
    return [
      ...views.map(({ id, title }) => ({ id, title: say(title) })),
      ...places.map((id) => ({ id, title: t(NAMES[/** @type {keyof typeof NAMES} */ (id)]) })),
    ];
  }

  /** What this experiment's controls could be. */
  function changeable() {
    const { draft, catalog } = store;
    if (!draft || !catalog) return [];
    return controlKeys(catalog, draft).map((key) => {
      const title = controlTitle(catalog, draft, key);
      return { id: key, title: typeof title === 'string' ? title : say(title) };
    });
  }

  function rows() {
    const there = panels.filter((id) => shown().some((one) => one.id === id));
    const starts = there.map((_, index) => index).filter((index) => index % columns === 0);
    return starts.map((start) => there.slice(start, start + columns).join(' ')).join(' / ');
  }

  const attributes = () => ({
    src: `#${actions.shortLink}`,
    panels: rows(),
    controls: controls.filter((key) => changeable().some(({ id }) => id === key)).join(' '),
    reveal: reveal === 'click' ? '' : reveal,
  });

  /** @param {{ id: string, title: string }[]} list @param {string[]} ticked @param {(ticked: string[]) => void} take */
  const ticks = (list, ticked, take) =>
    list.map(
      ({ id, title }) =>
        html`<label class="check"><input type="checkbox" data-id=${id} .checked=${ticked.includes(id)} @change=${() => {
          take(ticked.includes(id) ? ticked.filter((one) => one !== id) : [...ticked, id]);
          draw();
        }} />${title}</label>`,
    );

  function content() {
    const said = attributes();
    const address = `${home()}${said.src}`;
    const code = linesFor(home(), elementOf({ ...said }, { address, words: t('learnsHere') }));
    const chosen = code[copying.tool];
    return html`<p>${t('embedWhat')} <a href=${`./examples.html?lang=${language()}`} target="_blank">${t('examples')}</a></p>
      <div class="embed-parts">
        <div class="choices">
          <fieldset><legend>${t('panels')}</legend><p class="hint">${t('panelsHint')}</p>
            ${ticks(shown(), panels, (now) => {
              panels = now;
            })}
            <label class="field"><span>${t('columns')}</span><select @change=${(/** @type {Event} */ event) => {
              columns = Number(/** @type {HTMLSelectElement} */ (event.target).value);
              draw();
            }}>${[1, 2, 3, 4].map((count) => html`<option value=${count} ?selected=${count === columns}>${count}</option>`)}</select></label>
          </fieldset>
          <fieldset class="controls-place"><legend>${t('readerMay')}</legend>${ticks(changeable(), controls, (now) => {
            controls = now;
          })}</fieldset>
          <label class="field"><span>${t('reveal')}</span><select @change=${(/** @type {Event} */ event) => {
            reveal = /** @type {keyof typeof REVEALS} */ (/** @type {HTMLSelectElement} */ (event.target).value);
            draw();
          }}>${Object.entries(REVEALS).map(([id, words]) => html`<option value=${id} ?selected=${id === reveal}>${t(words)}</option>`)}</select></label>
        </div>
        <div class="made">
          <p class="part">${t('preview')}</p>
          <downhill-lab lang=${language() === 'zh' ? 'zh-Hans' : 'en'} src=${said.src} panels=${said.panels} controls=${said.controls} reveal=${said.reveal}></downhill-lab>
          <p class="part">${t('code')}</p>
          ${copying.tools(code)}
          ${copying.lines('script', t('script', { file: chosen.script.file }), chosen.script.code)}
          ${copying.lines('element', t('element'), chosen.element)}
          ${copying.outcome()}
        </div>
      </div>`;
  }

  function draw() {
    render(
      dialogView({
        id: 'embed',
        title: t('embed'),
        close: t('close'),
        kind: 'dialog embed',
        closed: () => {
          isOpen = false;
          draw();
        },
        content: isOpen ? content() : nothing,
      }),
      root,
    );
  }

  /** The element is what authors use, too. */
  const loadElement = () => import(`${home()}embed.js`).catch(reportError);

  const end = store.on(['catalog', 'opened', 'recipe', 'lang'], draw);
  return {
    destroy: end,
    open() {
      loadElement();
      isOpen = true;
      copying.forget();
      draw();
      dialog().showModal();
    },
  };
}
