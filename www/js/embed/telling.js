// What a figure tells the page around it, and does for it.

import { showLanguage, showTheme } from '../state/appearance.js';
import { language } from '../ui/language.js';
import { withoutPanels } from './arrangement.js';

/** @typedef {import('../state/context.js').Context} Context */
/** @typedef {import('../protocol.js').Event} WorkerEvent */
/** @typedef {import('./port.js').Port} Port */
/** @typedef {import('./resting.js').Resting} Resting */

/** What was not measured, or is no number, is `null`. @param {number | null | undefined} value */
const finite = (value) => (Number.isFinite(value) ? value : null);

/** The experiment as it stands, as a link. @param {string[][]} rows */
export const linkNow = (rows) => withoutPanels(location.hash.slice(1), rows);

/** @param {Context} context @param {Resting} resting */
function phaseOf({ store }, resting) {
  if (store.dead) return 'failed';
  if (!store.opened || store.opening) return 'loading';
  if (store.running) return resting.resting ? 'resting' : 'running';
  return store.notices.some(({ id }) => id === 'finished') ? 'finished' : 'paused';
}

/**
 * @param {Context} context
 * @param {Port} port
 * @param {{ rows: string[][], resting: Resting }} figure
 */
export function tellAll(context, port, { rows, resting }) {
  const { store, lab, actions } = context;
  let phase = '';
  let link = '';
  /** Errors that were told. @type {Set<string>} */
  let told = new Set();
  const tellPhase = () => {
    const now = phaseOf(context, resting);
    if (now !== phase) port.tell('phase', { phase: now });
    phase = now;
  };
  store.on(['running', 'opened', 'notices'], tellPhase);
  store.on(['link', 'opened'], () => {
    if (!store.opened || store.opening) return;
    const now = `${linkNow(rows)} ${actions.tuned}`;
    if (now !== link) port.tell('recipe', { link: linkNow(rows), tuned: actions.tuned });
    link = now;
  });
  store.on(['notices'], () => {
    // What of a link could not be used is a warning: the rest of it stands.
    const errors = store.notices.filter(({ level }) => level !== 'note');
    for (const { id, text } of errors) if (!told.has(id)) port.fail(id.split(' ')[0], text);
    told = new Set(errors.map(({ id }) => id));
  });
  lab.addEventListener('report', (event) => {
    const report = /** @type {CustomEvent<import('../protocol.js').Report>} */ (event).detail;
    // What was on its way when it began anew is of the run before.
    if (store.rewinding && report.step > 0) return;
    port.tell('report', {
      step: report.step,
      epoch: report.epoch,
      trainLoss: finite(report.train_loss),
      validationLoss: finite(report.validation?.loss),
      accuracy: finite(report.validation?.accuracy),
      stepsPerSecond: finite(report.steps_per_second) ?? 0,
    });
  });
  lab.addEventListener('predicted', (event) => {
    const { logits, probabilities } = /** @type {CustomEvent<Extract<WorkerEvent, { type: 'predicted' }>>} */ (event)
      .detail;
    const names = (store.opened?.outputs ?? []).map((name) => name[language()]);
    port.tell('predicted', { outputs: [...logits], probabilities: [...probabilities], names });
  });
  return tellPhase;
}

/**
 * Does what the page around asks for.
 * @param {Context} context
 * @param {import('./protocol.js').Message} message
 */
export function obey({ store, actions }, message) {
  switch (message.type) {
    case 'set-theme':
      return showTheme(store, message.theme);
    case 'set-language':
      return showLanguage(store, message.language);
    case 'set-recipe': {
      const url = new URL(location.href);
      url.hash = message.link.replace(/^[^#]*#/, '');
      history.replaceState(null, '', url);
      return actions.follow();
    }
    case 'run':
      return actions.train();
    case 'pause':
      return actions.pause();
    case 'step':
      return actions.step(message.count);
    case 'rewind':
      return actions.rewind();
  }
}
