// The parts of the page: where each stands, and what it needs to be shown. What is seen at first comes with the page;
// everything else is loaded, with its stylesheets, when it is first needed.

import * as charts from './charts/charts.js';
import * as downloads from './downloads/downloads.js';
import * as experiments from './experiments/experiments.js';
import * as header from './header/header.js';
import * as notices from './notices/notices.js';
import * as samples from './samples/needed.js';
import * as symptoms from './symptoms/symptoms.js';
import * as transport from './transport/transport.js';

/** @typedef {import('../state/context.js').Context} Context */
/** @typedef {{ destroy: () => void, open?: () => void }} View */
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
 * @property {string[]} styles Its stylesheets, relative to this folder.
 * @property {() => Promise<M & { build?: string }>} load
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
  { id: 'transport', mount: transport.mount },
  { id: 'notices', mount: notices.mount },
  { id: 'experiments', mount: experiments.mount },
  { id: 'downloads', mount: downloads.mount },
  { id: 'charts', mount: charts.mount },
  { id: 'symptoms', mount: symptoms.mount },
];

/** @type {LaterPanel[]} */
export const LATER = [
  {
    id: 'setup',
    title: 'setup',
    styles: ['setup/setup.css', '../parts/param.css'],
    load: () => import('./setup/setup.js'),
    // Always, but what is seen at first and the worker come before it.
    needed: () => true,
  },
  {
    id: 'pad',
    title: 'draw',
    styles: ['pad/pad.css', '../parts/samples.css'],
    load: () => import('./pad/pad.js'),
    needed: ({ opened }) => opened?.drawable,
  },
  {
    id: 'writing',
    title: 'writing',
    styles: ['writing/writing.css', '../parts/param.css'],
    load: () => import('./writing/writing.js'),
    needed: ({ opened }) => opened?.writes,
  },
  {
    id: 'samples',
    title: 'sampleTitle',
    styles: ['../parts/samples.css'],
    load: () => import('./samples/samples.js'),
    needed: ({ opened }) => opened && samples.needed(opened),
  },
  {
    id: 'help',
    title: 'help',
    styles: ['help/help.css'],
    load: () => import('./help/help.js'),
  },
];
