// What was done, in a sentence for those who don't see it: starting, pausing, stepping, going back, another seed.

import { number } from '../ui/format.js';
import { text } from './texts.js';

/** Milliseconds without another change before it is said: whoever holds a key down hears where it ended. */
const QUIET = 400;

/** @param {import('./store.js').Store} store */
function look({ running, step, opened }) {
  // The layers are those of one opening; a number that is tuned leaves them as they are.
  return {
    running,
    step,
    seed: opened?.recipe.seed,
    layers: opened?.layers,
  };
}

/** @param {import('./context.js').Context} context */
export function announce({ store }) {
  let [spoken, last] = [look(store), look(store)];
  let fell = false;
  /** @type {number | undefined} */
  let timer;

  function speak() {
    const now = look(store);
    const step = { en: number(now.step, 6, 'en'), zh: number(now.step, 6, 'zh') };
    /** @type {import('../protocol.js').Text[]} */
    const said = [];
    if (spoken.layers && spoken.seed !== now.seed) said.push(text('saidSeed', { seed: now.seed ?? '' }));
    if (fell) said.push(text('saidBack'));
    if (now.running && !spoken.running) said.push(text('saidStart'));
    // Why training ended by itself is told as a message.
    else if (spoken.running && !now.running && !store.notices.some(({ id }) => id === 'finished')) {
      said.push(text('saidPause', { step }));
    } else if (!now.running && !fell && said.length === 0 && now.step !== spoken.step) {
      const loss = store.report?.train_loss ?? null;
      said.push(text('saidStep', { step, loss: loss === null ? '–' : number(loss, 3) }));
    }
    spoken = now;
    fell = false;
    const join = (/** @type {'en' | 'zh'} */ lang) => said.map((words) => words[lang]).join(lang === 'en' ? ' ' : '');
    if (said.length > 0) store.announce({ en: join('en'), zh: join('zh') });
  }

  store.on(['running', 'report', 'opened'], () => {
    const now = look(store);
    const same = now.layers === last.layers;
    if (!same) spoken = { ...spoken, layers: last.layers, step: now.step };
    const back = same && now.step < last.step;
    const stepped = !now.running && now.step !== last.step;
    const news = back || stepped || now.running !== last.running || now.seed !== last.seed;
    fell ||= back;
    last = now;
    if (!news) return;
    clearTimeout(timer);
    timer = setTimeout(speak, QUIET);
  });
}
