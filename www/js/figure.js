// A figure in somebody else's page: the panels of the page (panels/), those that its author chose, with the buttons to
// start, step and go back. Loaded by poster.js when somebody wants it. As a guest it keeps nothing, neither in storage nor
// in the browser's history.

import { lab } from './begin.js';
import { arrange, placesOf } from './embed/arrangement.js';
import { mount as mountControls } from './embed/controls.js';
import { Resting } from './embed/resting.js';
import { linkNow, obey, tellAll } from './embed/telling.js';
import { LATER, PANELS } from './panels/index.js';
import { mountLater } from './panels/later.js';
import { mount as mountNotices } from './panels/notices/notices.js';
import { Actions } from './state/actions.js';
import { announce } from './state/announce.js';
import { isDark, startAppearance } from './state/appearance.js';
import { Asking } from './state/asking.js';
import { Keeper } from './state/keep.js';
import { Lighting } from './state/lighting.js';
import { listen } from './state/listen.js';
import { startPrinting } from './state/print.js';
import { startShortcuts } from './state/shortcuts.js';
import { Store } from './state/store.js';
import { text, withTexts } from './state/texts.js';
import { Watch } from './state/watch.js';
import { keepFocus } from './ui/focus.js';
import { language } from './ui/language.js';
import { html, nothing, render } from './ui/lit.js';

const { t } = withTexts({
  openInDownhill: { en: 'Open in Downhill', zh: '在 Downhill 中打开' },
  figure: { en: 'A neural network that learns', zh: '可训练的神经网络' },
});

/** Keys that a figure answers to: those of its buttons. */
const KEYS = [' ', 's', 'ArrowRight', 'r'];

/**
 * @typedef {object} Figure
 * @property {(message: import('./embed/protocol.js').Message) => void} hear Does what the page around asks for.
 * @property {() => void} focus
 */

/**
 * @typedef {object} Wanted
 * @property {HTMLElement} place
 * @property {import('./embed/config.js').Config} config
 * @property {import('./embed/port.js').Port} port
 * @property {boolean} run Train at once, whatever the link says.
 */

/** The places of its parts, as www/index.html has them. @param {Wanted} wanted @param {string[]} places */
function skeleton({ place, config }, places) {
  const empty = (/** @type {string} */ id) => (places.includes(id) ? html`<div id=${id}></div>` : nothing);
  const charts = (/** @type {string} */ of) => html`<div class="charts" data-place=${of}></div>`;
  render(
    html`<div class="figure-top">
        <h1 class="unseen"></h1>
        <section class="transport" id="transport"></section>
        <a class="open-in" target="_blank" rel="noopener"></a>
      </div>
      ${config.controls.length > 0 ? html`<div class="controls" id="controls" role="group"></div>` : nothing}
      <div class="page"><div class="stage" id="stage" tabindex="-1">
        ${['data', 'samples', 'where'].map(empty)}
        <div class="middle">${charts('network')}</div>
        <div class="right">${charts('result')}${empty('pad')}${empty('writing')}${charts('curve')}</div>
        ${charts('probe')}
        <div class="dock"><div id="notices"></div><div id="downloads"></div>${empty('symptoms')}</div>
      </div></div>`,
    place,
  );
}

/** @param {Wanted} wanted @returns {Figure} */
export function start(wanted) {
  const { place, config, port } = wanted;
  const { panels: rows } = config;
  const places = placesOf(rows);
  const store = new Store();
  startAppearance(store);
  skeleton(wanted, places);
  const part = (/** @type {string} */ selector) => /** @type {HTMLElement} */ (place.querySelector(selector));
  if (!lab) {
    store.dead = true;
    store.notify({ id: 'browser', level: 'error', text: text('browserTooOld') });
    mountNotices(part('#notices'), /** @type {import('./state/context.js').Context} */ ({ store }));
    port.fail('browser_too_old', text('browserTooOld'));
    return { hear: () => {}, focus: () => {} };
  }

  const actions = new Actions(store, lab);
  const watch = new Watch(lab, () => ({ dark: isDark(), lang: language(), larger: 1 }));
  // Whoever presents has the page around.
  const presenting = /** @type {import('./state/presenting.js').Presenting} */ (
    /** @type {unknown} */ ({ on: false, scale: 1, toggle: () => {} })
  );
  // Nothing is worth keeping here.
  const keeper = new Keeper(() => false);
  /** @type {import('./state/context.js').Context} */
  const context = {
    store,
    lab,
    actions,
    watch,
    asking: new Asking(lab, store),
    lighting: new Lighting(store),
    presenting,
    keeper,
    open: () => {},
  };
  listen(context, keeper);
  const begun = actions.begin().then(() => {
    if (wanted.run && !store.running) actions.train();
  });

  for (const { id, mount } of PANELS) {
    if (['transport', 'notices', 'stage', 'downloads', ...places].includes(id)) mount(part(`#${id}`), context);
  }
  for (const panel of LATER) if (places.includes(panel.id)) mountLater(part(`#${panel.id}`), context, panel);
  if (config.controls.length > 0) mountControls(part('#controls'), context, config.controls);
  arrange(part('#stage'), context, rows);

  const resting = new Resting(context, () => tellPhase());
  const tellPhase = tellAll(context, port, { rows, resting });
  const way = /** @type {HTMLAnchorElement} */ (part('.open-in'));
  store.on(['lang', 'link', 'opened', 'theme'], () => {
    part('h1').textContent = t('figure');
    document.title = t('figure');
    way.textContent = `${t('openInDownhill')} ↗`;
    const address = new URL('./', location.href);
    address.searchParams.set('lang', language());
    address.hash = linkNow(rows);
    way.href = address.href;
  });
  store.on(['lang', 'theme', 'view'], () => watch.tell());
  addEventListener('resize', () => watch.tell());
  keepFocus(part('#stage'));
  startShortcuts(context, KEYS);
  startPrinting(context);
  announce(context);
  return {
    hear: (message) => begun.then(() => obey(context, message)),
    focus: () =>
      begun.then(() => /** @type {HTMLElement | null} */ (place.querySelector('.transport .primary'))?.focus()),
  };
}
