// The parts of the page: where each stands, and what it needs to be shown. What is seen at first comes with the page;
// everything else is loaded, with its stylesheets, when it is first needed.
//
// To add a panel, copy `where/` (it comes with the page) or `data/` (it comes later):
//
// 1. A folder here, with a module that has `mount(root, context) → { destroy() }`, its texts in both languages
//    (`withTexts`), and its stylesheet. It reads `context.store`, asks for nothing but `context.actions`, and imports
//    nothing of another panel; what two of them need goes to `parts/`.
// 2. Its place, an element with its id, in www/index.html: in the left, middle or right column of the stage, which
//    css/layout.css puts into one column, in its own order, on a phone.
// 3. Its line in PANELS, with its stylesheet in index.html; or in LATER, with its stylesheets there and, unless it waits
//    to be opened (`context.open`), when it is needed.
// 4. What a person sees and does there, tested in tests/web by keyboard and pointer; `looks.test.js` runs axe over it in
//    both languages and themes.
//
// What shows something of the network needs no panel: it is a view (src/inspect/view.rs), and no JavaScript.

import * as charts from './charts/charts.js';
import * as chooser from './charts/chooser.js';
import * as downloads from './downloads/downloads.js';
import * as experiments from './experiments/experiments.js';
import * as header from './header/header.js';
import * as notices from './notices/notices.js';
import * as samples from './samples/needed.js';
import * as symptoms from './symptoms/symptoms.js';
import * as tools from './tools/tools.js';
import * as transport from './transport/transport.js';
import * as where from './where/where.js';

/** @typedef {import('../state/context.js').Context} Context */
/** @typedef {{ destroy: () => void, open?: (about?: string) => void }} View */
/** @typedef {(root: HTMLElement, context: Context) => View} Mount */

/**
 * A panel that comes with the page.
 * @typedef {object} Panel
 * @property {string} id Of its place in index.html.
 * @property {Mount} mount
 */

/**
 * A part of the page that is loaded when it is needed.
 * @template M
 * @typedef {object} LaterPart
 * @property {string} id
 * @property {import('../state/texts.js').Key | import('../protocol.js').Text} title What it is called where it can't be
 *   loaded.
 * @property {string[]} styles Its stylesheets, below `js/`.
 * @property {() => Promise<M>} load
 */

/**
 * A panel that is loaded when it is needed, and then stays: it shows and hides itself. Its id is of its place in
 * index.html. `needed` is asked whenever an experiment was opened or a report has come; a panel without it waits to be
 * opened.
 * @typedef {LaterPart<{ mount: Mount }> & { needed?: (store: import('../state/store.js').Store) => unknown }} LaterPanel
 */

/** @type {Panel[]} In the order in which they are drawn. */
export const PANELS = [
  { id: 'header', mount: header.mount },
  { id: 'experiments', mount: experiments.mount },
  { id: 'transport', mount: transport.mount },
  { id: 'tools', mount: tools.mount },
  { id: 'notices', mount: notices.mount },
  { id: 'stage', mount: charts.mount },
  { id: 'chooser', mount: chooser.mount },
  { id: 'downloads', mount: downloads.mount },
  { id: 'symptoms', mount: symptoms.mount },
  { id: 'where', mount: where.mount },
];

/** @type {LaterPanel[]} */
export const LATER = [
  {
    id: 'quick',
    title: 'quick',
    styles: ['panels/quick/quick.css', 'parts/param.css'],
    load: () => import('./quick/quick.js'),
    needed: () => true,
  },
  {
    id: 'data',
    title: 'data',
    styles: ['panels/data/data.css', 'parts/param.css'],
    load: () => import('./data/data.js'),
    needed: () => true,
  },
  {
    id: 'setup',
    title: 'setup',
    styles: ['panels/setup/setup.css', 'parts/param.css'],
    load: () => import('./setup/setup.js'),
    // Always, but what is seen at first and the worker come before it.
    needed: () => true,
  },
  {
    id: 'pad',
    title: 'draw',
    styles: ['panels/pad/pad.css', 'parts/bars.css', 'parts/samples.css'],
    load: () => import('./pad/pad.js'),
    needed: ({ opened }) => opened?.drawable,
  },
  {
    id: 'writing',
    title: 'writing',
    styles: ['panels/writing/writing.css', 'parts/param.css'],
    load: () => import('./writing/writing.js'),
    needed: ({ opened }) => opened?.writes,
  },
  {
    id: 'samples',
    title: 'sampleTitle',
    styles: ['parts/samples.css'],
    load: () => import('./samples/samples.js'),
    needed: ({ opened }) => opened && samples.needed(opened),
  },
  {
    id: 'gallery',
    title: 'gallery',
    styles: ['parts/dialog.css', 'panels/gallery/gallery.css'],
    load: () => import('./gallery/gallery.js'),
  },
  {
    id: 'share',
    title: 'share',
    styles: ['parts/dialog.css', 'panels/share/share.css'],
    load: () => import('./share/share.js'),
  },
  {
    id: 'help',
    title: 'help',
    styles: ['parts/dialog.css', 'panels/help/help.css'],
    load: () => import('./help/help.js'),
  },
  {
    id: 'embed',
    title: 'embed',
    styles: ['parts/dialog.css', 'panels/embed/embed.css'],
    load: () => import('./embed/embed.js'),
  },
];
