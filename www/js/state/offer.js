// Work that was kept in the browser is offered.

import { number, time } from '../ui/format.js';
import { forget, lostWork } from './keep.js';
import { withTexts } from './texts.js';

const { text } = withTexts({
  continueWork: {
    en: 'Continue “{title}” at step {step}? You left it on {when}.',
    zh: '要从第 {step} 步继续“{title}”吗？上次离开的时间：{when}。',
  },
  continueAt: { en: 'Continue where you left off, at step {step}?', zh: '要从上次的第 {step} 步继续吗？' },
});

/**
 * What was learnt before a reload, or in a tab that is no more, if anything was kept.
 * @param {import('./context.js').Context} context
 * @param {import('./keep.js').Keeper} keeper
 */
export async function offerWork(context, keeper) {
  const { store, actions } = context;
  const [kept] = await lostWork();
  if (!kept) return;
  const { name, step, checkpoint, title, when } = kept;
  const both = (/** @type {(lang: import('../ui/language.js').Language) => string} */ write) => ({
    en: write('en'),
    zh: write('zh'),
  });
  const at = both((lang) => number(step, 6, lang));
  const words =
    title && when
      ? text('continueWork', { title, step: at, when: both((lang) => time(when, lang)) })
      : text('continueAt', { step: at });
  const answer = (/** @type {() => unknown} */ run) => () => {
    store.dismiss('kept');
    run();
  };
  store.notify({
    id: 'kept',
    level: 'note',
    text: words,
    actions: [
      {
        label: 'goOn',
        run: answer(async () => {
          if (await actions.openCheckpoint(checkpoint)) keeper.goOnFrom(name, step);
        }),
      },
      {
        label: 'startFresh',
        run: answer(async () => {
          await forget(name);
          await offerWork(context, keeper);
        }),
      },
    ],
  });
}
