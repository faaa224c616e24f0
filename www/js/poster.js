// A figure before somebody wants it: a picture and a button, which cost nothing beyond themselves. What is chosen by then
// is kept in the frame's own address, from which the figure reads it (figure.js).

import { pictureOf, readConfig } from './embed/config.js';
import { tellHeight } from './embed/height.js';
import { Port } from './embed/port.js';

/** @typedef {import('./embed/protocol.js').Message} Message */
/** @typedef {import('./figure.js').Figure} Figure */
/** @typedef {import('./protocol.js').Text} Text */

const TEXTS = {
  title: { en: 'A neural network that learns', zh: '可训练的神经网络' },
  play: { en: 'Train this network', zh: '训练此网络' },
  loading: { en: 'Loading…', zh: '正在加载…' },
  tab: { en: 'Open in a new tab', zh: '在新标签页中打开' },
};

/** @param {string} detail @returns {Text} */
const notStarted = (detail) => ({
  en: `The figure could not be started here (${detail}). In a tab of its own it may run.`,
  zh: `此图无法在这里启动（${detail}）。可尝试在新标签页中打开。`,
});

/** What a figure is made of, relative to this file. */
const STYLES = [
  '../css/controls.css',
  '../css/layout.css',
  './parts/parts.css',
  './parts/param.css',
  './panels/transport/transport.css',
  './panels/charts/charts.css',
  '../css/figure.css',
];

/** @param {string} id */
const part = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

const config = readConfig(location.href);
const prefersDark = matchMedia('(prefers-color-scheme: dark)');
const root = document.documentElement;

/** @type {Promise<Figure | null> | null} */
let figure = null;

const port = new Port(config.host, hear);

/** Keeps what the page around says in the frame's address. @param {(url: URL) => void} change */
function remember(change) {
  const url = new URL(location.href);
  change(url);
  history.replaceState(null, '', url);
}

function language() {
  const said = new URLSearchParams(location.search).get('lang');
  const known = [said, ...navigator.languages].find((lang) => lang && /^(en|zh)\b/i.test(lang));
  return known?.toLowerCase().startsWith('zh') ? 'zh' : 'en';
}

/** @param {Text} text */
const say = (text) => text[language()];

/** Where the same experiment stands as a page of its own. */
function address() {
  const url = new URL('./', location.href);
  url.searchParams.set('lang', language());
  url.hash = location.hash;
  return url.href;
}

function draw() {
  const theme = new URLSearchParams(location.search).get('theme');
  const dark = theme === 'dark' || (theme !== 'light' && prefersDark.matches);
  root.lang = language() === 'zh' ? 'zh-Hans' : 'en';
  root.dataset.theme = dark ? 'dark' : 'light';
  document.title = say(TEXTS.title);
  part('title').textContent = say(TEXTS.title);
  part('play-words').textContent = say(figure ? TEXTS.loading : TEXTS.play);
  const picture = /** @type {HTMLImageElement} */ (part('picture'));
  const ours = pictureOf(location.hash);
  const file = ours ? `gallery/${ours}.svg` : 'icons/downhill.svg';
  const source = config.poster || new URL(`../${file}`, import.meta.url).href;
  if (picture.src !== source) picture.src = source;
}

/** Says why there is no figure, in both languages' words and with a way out. @param {string} code @param {Text} words */
function giveUp(code, words) {
  const place = part('problem');
  place.hidden = false;
  part('poster').hidden = true;
  part('figure').hidden = true;
  part('problem-words').textContent = say(words);
  const way = /** @type {HTMLAnchorElement} */ (part('problem-tab'));
  way.href = address();
  way.textContent = say(TEXTS.tab);
  port.fail(code, words);
  port.tell('phase', { phase: 'failed' });
}

/** @param {string} file */
function addStyle(file) {
  const sheet = document.createElement('link');
  sheet.rel = 'stylesheet';
  sheet.href = new URL(file, import.meta.url).href;
  const added = new Promise((resolve, reject) => {
    sheet.onload = resolve;
    sheet.onerror = () => reject(new Error(file));
  });
  document.head.append(sheet);
  return added;
}

/** Loads the figure; the worker loads while the panels are still on their way. @param {boolean} run @returns {Promise<Figure | null>} */
async function load(run) {
  try {
    const [{ start }] = await Promise.all([import('./figure.js'), import('./begin.js'), ...STYLES.map(addStyle)]);
    const place = part('figure');
    place.hidden = false;
    part('poster').hidden = true;
    return start({ place, config, port, run });
  } catch (error) {
    reportError(error);
    giveUp('figure_not_started', notStarted(error instanceof Error ? error.message : String(error)));
    return null;
  }
}

/** @param {boolean} run Train at once, because somebody asked for it. */
function reveal(run) {
  if (figure) return figure;
  figure = load(run);
  part('play').setAttribute('aria-disabled', 'true');
  draw();
  port.tell('phase', { phase: 'loading' });
  return figure;
}

/** @param {Message} message */
function hear(message) {
  // Whoever wants to see a step wants the figure.
  if (figure || message.type === 'run' || message.type === 'step') {
    reveal(message.type === 'run').then((shown) => shown?.hear(message));
    return;
  }
  if (message.type === 'set-theme') remember((url) => url.searchParams.set('theme', message.theme));
  if (message.type === 'set-language') remember((url) => url.searchParams.set('lang', message.language));
  if (message.type === 'set-recipe') {
    remember((url) => {
      url.hash = message.link.replace(/^[^#]*#/, '');
    });
  }
  draw();
}

root.classList.toggle('fits', config.fits);
part('picture').addEventListener('error', () => {
  part('picture').hidden = true;
});
part('play').addEventListener('click', async () => {
  if (figure) return;
  const shown = await reveal(true);
  shown?.focus();
});
prefersDark.addEventListener('change', () => !figure && draw());
draw();
document.getElementById('not-started')?.remove();
port.tell('ready', { revealed: config.reveal === 'auto' });
port.tell('phase', { phase: 'poster' });
if (config.fits) tellHeight(port);
if (config.reveal === 'auto') reveal(false);
if (config.reveal === 'visible') {
  const sight = new IntersectionObserver((entries) => {
    if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
    sight.disconnect();
    reveal(false);
  });
  sight.observe(document.body);
}
