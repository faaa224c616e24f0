// Work that was kept in the browser is offered.

import { number, time } from '../ui/format.js';
import { forget, isOwn, lostWork } from './keep.js';
import { withTexts } from './texts.js';

const { text } = withTexts({
  continueWork: {
    en: 'Continue “{title}” at step {step}? You left it on {when}.',
    zh: '要从第 {step} 步继续“{title}”吗？上次离开的时间：{when}。',
  },
  continueAt: { en: 'Continue where you left off, at step {step}?', zh: '要从上次的第 {step} 步继续吗？' },
});

/** Resolves when an experiment stands. @param {import('./store.js').Store} store @returns {Promise<void>} */
const stands = (store) =>
  new Promise((resolve) => {
    const end = store.on(['opened'], () => {
      if (!store.opened) return;
      resolve();
      // It may stand while it is still being registered.
      queueMicrotask(() => end());
    });
  });

/**
 * What was learnt before a reload, or in a tab that is no more, if anything was kept. Whoever opens the link of another
 * experiment is not asked about this one.
 * @param {import('./context.js').Context} context
 * @param {import('./keep.js').Keeper} keeper
 */
export async function offerWork(context, keeper) {
  const { store, actions } = context;
  const works = await lostWork();
  await stands(store);
  const belongs = works.filter((work) => !actions.followed || isOwn(work) || !work.link || work.link === store.link);
  const [kept] = belongs;
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
