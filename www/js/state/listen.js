// What the Lab tells, brought into the store.

import { nameOf } from './names.js';
import { text } from './texts.js';

/** @typedef {import('./context.js').Context} Context */
/** @typedef {import('../protocol.js').Event} WorkerEvent */
/** @typedef {import('../protocol.js').Text} Text */

/** @typedef {{ device: string, adapter: { name: string, software: boolean } | null, reason: Text }} DeviceChosen */

/**
 * @param {Context} context
 * @param {import('./keep.js').Keeper} keeper
 */
export function listen({ store, lab, actions, watch }, keeper) {
  /**
   * @template {WorkerEvent['type']} T
   * @param {T} type
   * @param {(event: Extract<WorkerEvent, { type: T }>) => void} run
   */
  const on = (type, run) => lab.addEventListener(type, (event) => run(/** @type {CustomEvent} */ (event).detail));

  /** Whether it trained slowly at the last report. */
  let slowly = false;

  // The worker may have said it before anybody listened.
  store.catalog = lab.catalog;
  on('ready', ({ catalog }) => {
    store.catalog = catalog;
    store.touch('catalog');
  });
  on('opened', (opened) => {
    store.opened = opened;
    store.link = opened.link;
    store.symptoms = [];
    store.touch('opened', 'recipe', 'symptoms');
    watch.repeat();
  });
  on('report', (report) => {
    store.keep(report);
    const told = store.notices.some(({ id }) => id === 'slowly');
    if (told && !report.slowly) store.dismiss('slowly');
    // Whoever put it away has read it.
    if (report.slowly && !slowly) {
      store.notify({
        id: 'slowly',
        level: 'note',
        text: text('slowly'),
        actions: [{ label: 'fullSpeed', run: () => actions.hurry() }],
      });
    }
    slowly = report.slowly;
  });
  on('diagnosed', ({ symptoms }) => {
    store.symptoms = symptoms;
    store.touch('symptoms');
  });
  on('finished', ({ reason }) => {
    store.running = false;
    store.touch('running');
    store.notify({ id: 'finished', level: 'note', text: reason });
  });
  on('downloading', ({ file, received, total }) => {
    store.downloads.set(file, { received, total, failure: null });
    store.files.add(file);
    store.touch('downloads');
  });
  on('postponed', ({ file, seconds, error }) => {
    const failure = { text: error.text, again: performance.now() + seconds * 1000 };
    store.downloads.set(file, { received: 0, total: null, failure });
    store.touch('downloads');
  });
  on('saved', ({ step, checkpoint }) => {
    const { opened, catalog, link } = store;
    const title = opened && catalog ? nameOf(opened, catalog) : undefined;
    // At a pause this one is the last, and the one to go on from.
    keeper.take({ step, checkpoint, title, link, when: Date.now() }, !store.running);
  });
  on('tuned', ({ recipe, link }) => actions.hold(recipe, link));
  on('kept', ({ key, value }) => actions.staysAt(key, value));
  on('warned', ({ error }) => store.notify({ id: `${error.code} ${error.key}`, level: 'warning', text: error.text }));
  on('failed', ({ fatal, errors }) => {
    if (fatal) {
      store.dead = true;
      store.running = false;
      store.touch('running', 'opened');
    }
    /** @type {import('./store.js').Notice['actions']} */
    const remedies = fatal ? [{ label: 'reload', run: () => location.reload() }] : [];
    for (const { code, key, text } of errors) {
      store.notify({ id: `${code} ${key}`, level: 'error', text, actions: remedies });
    }
  });

  lab.addEventListener('device', (event) => {
    store.device = /** @type {CustomEvent<DeviceChosen>} */ (event).detail;
    store.touch('device');
  });
  lab.addEventListener('recovered', (event) => {
    const { detail } = /** @type {CustomEvent<{ text: Text, paused: boolean }>} */ (event);
    if (detail.paused) {
      store.running = false;
      // What could not be opened stays as it was typed, beside the reason.
      if (store.opened && store.problems.length === 0) store.draft = structuredClone(store.opened.recipe);
      store.touch('running', 'recipe');
      actions.address();
    }
    store.notify({ id: 'recovered', level: 'note', text: detail.text });
  });
  lab.addEventListener('silent', (event) => {
    const { seconds } = /** @type {CustomEvent<{ seconds: number }>} */ (event).detail;
    if (seconds === 0) store.dismiss('silent');
    else {
      store.notify({
        id: 'silent',
        level: 'warning',
        text: text('silent', { seconds }),
        actions: [{ label: 'interrupt', run: () => lab.interrupt() }],
      });
    }
  });
  // Whoever is connected again does not wait for the next attempt.
  addEventListener('online', () => lab.retry());

  addEventListener('pagehide', () => keeper.write());
  document.addEventListener('visibilitychange', () => keeper.write());
}
