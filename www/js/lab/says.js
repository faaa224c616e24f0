// What this page itself has to say about workers and Devices, in both languages. Everything else is said by the worker.

/** @typedef {import('../protocol.js').Text} Text */
/** @typedef {import('../protocol.js').Error} Problem */

/**
 * @param {string} code
 * @param {Text} text
 * @returns {Problem}
 */
const problem = (code, text) => ({ key: 'worker', code, text });

/** @param {string} [detail] */
const inBrackets = (detail) => (detail ? { en: ` (${detail})`, zh: `（${detail}）` } : { en: '', zh: '' });

/** A ratio as people say it: 1.2, 3.5, 12. @param {number} ratio */
const ratio = (ratio) => (ratio < 10 ? ratio.toFixed(1) : String(Math.round(ratio)));

export const says = {
  // Why a worker is no more.

  gone: () =>
    problem('worker_gone', {
      en: 'The browser ended the training program.',
      zh: '浏览器结束了训练程序。',
    }),
  unreadable: () =>
    problem('worker_unreadable', {
      en: 'A message of the training program could not be read.',
      zh: '无法读取训练程序发来的消息。',
    }),
  /** @param {string} [detail] */
  notLoaded: (detail) =>
    problem('worker_not_loaded', {
      en: `The training program could not be loaded${inBrackets(detail).en}.`,
      zh: `无法加载训练程序${inBrackets(detail).zh}。`,
    }),
  otherVersion: () =>
    problem('other_version', {
      en: 'This page and its training program are of different versions. Please reload the page.',
      zh: '此页面与训练程序的版本不一致，请重新加载页面。',
    }),
  standsNot: () =>
    problem('worker_not_loaded', {
      en: 'The training program was loaded, but did not start.',
      zh: '训练程序已加载，但未能启动。',
    }),
  interrupted: () =>
    problem('interrupted', {
      en: 'The training program was stopped because it did not answer.',
      zh: '训练程序因无响应而被终止。',
    }),
  notOpened: () =>
    problem('opening_interrupted', {
      en: 'The experiment was not opened: opening it was stopped.',
      zh: '实验未打开：打开过程已被终止。',
    }),
  /** @param {Problem} why */
  givenUp: ({ code, text }) =>
    code === 'worker_not_loaded'
      ? problem('worker_given_up', {
          en: `${text.en} That happened three times. Please check the connection and reload the page.`,
          zh: `${text.zh}已连续发生三次。请检查网络连接后重新加载页面。`,
        })
      : problem('worker_given_up', {
          en: `${text.en} That happened three times without any progress, so training is not started again. Please choose a smaller network or reload the page.`,
          zh: `${text.zh}已连续三次在毫无进展的情况下发生，因此不再重新启动。请换用较小的网络，或重新加载页面。`,
        }),
  disposed: () =>
    problem('closed', {
      en: 'This experiment was closed.',
      zh: '此实验已关闭。',
    }),
  opensBadly: () =>
    problem('worker_ended_opening', {
      en: 'The training program ended twice while it opened this experiment; it may need more memory than the browser has. The experiment before goes on. Try a smaller network or batch.',
      zh: '训练程序在打开此实验时两次意外结束，可能是内存不足。之前的实验会继续。请尝试更小的网络或批量。',
    }),
  replaced: () =>
    problem('replaced', {
      en: 'Another experiment was opened instead.',
      zh: '已改为打开另一个实验。',
    }),

  // After a worker was replaced.

  /**
   * @param {Text} why
   * @param {number} lostSteps
   * @returns {Text}
   */
  recovered: (why, lostSteps) =>
    lostSteps > 0
      ? {
          en: `${why.en} Training was started again and goes on from the last checkpoint; ${lostSteps} ${lostSteps === 1 ? 'step was' : 'steps were'} lost.`,
          zh: `${why.zh}训练已重新启动，并从最近的检查点继续，损失了 ${lostSteps} 步。`,
        }
      : {
          en: `${why.en} Training was started again and goes on; nothing was lost.`,
          zh: `${why.zh}训练已重新启动并继续，没有损失任何进度。`,
        },

  /**
   * @param {Text} why
   * @param {number} lostSteps
   * @returns {Text}
   */
  pausedAt: (why, lostSteps) => ({
    en: `${why.en} The experiment is paused at its last checkpoint${lostSteps > 0 ? `; ${lostSteps} ${lostSteps === 1 ? 'step was' : 'steps were'} lost` : ''}. What was changed after it is undone.`,
    zh: `${why.zh}实验已恢复到最近的检查点并暂停${lostSteps > 0 ? `，损失了 ${lostSteps} 步` : ''}。此后的更改已撤销。`,
  }),

  // Which Device runs, and why.

  /** @returns {Text} */
  smallNetwork: () => ({
    en: 'Runs on the processor: a network this small is faster there than on a graphics card.',
    zh: '在 CPU 上运行：这样小的网络，CPU 比 GPU 更快。',
  }),
  /** @returns {Text} */
  trying: () => ({
    en: 'Runs on the processor for now; the graphics card is tried once training goes on.',
    zh: '暂时在 CPU 上运行；训练开始后会试用 GPU。',
  }),
  /** @returns {Text} */
  noWebGpu: () => ({
    en: 'Runs on the processor: this browser offers no WebGPU to this page.',
    zh: '在 CPU 上运行：此浏览器未向本页提供 WebGPU。',
  }),
  /** @returns {Text} */
  noAdapter: () => ({
    en: 'Runs on the processor: WebGPU finds no graphics card here.',
    zh: '在 CPU 上运行：WebGPU 在此设备上找不到可用的 GPU。',
  }),
  /** @returns {Text} */
  adapterSilent: () => ({
    en: 'Runs on the processor: the browser does not say whether there is a graphics card.',
    zh: '在 CPU 上运行：浏览器未答复是否有可用的 GPU。',
  }),
  /** @returns {Text} */
  softwareAdapter: () => ({
    en: 'Runs on the processor: the only graphics adapter here is emulated by software.',
    zh: '在 CPU 上运行：此处唯一的 GPU 适配器由软件模拟。',
  }),
  /** @returns {Text} */
  noTimestamps: () => ({
    en: 'Runs on the processor: the graphics card lacks a WebGPU feature that training needs (timestamp-query).',
    zh: '在 CPU 上运行：GPU 缺少训练所需的 WebGPU 功能（timestamp-query）。',
  }),
  /** @param {number} times @returns {Text} */
  measuredSlower: (times) => ({
    en: `Runs on the processor: it was measured to be ${ratio(times)} times as fast as the graphics card.`,
    zh: `在 CPU 上运行：实测速度是 GPU 的 ${ratio(times)} 倍。`,
  }),
  /** @param {number} times @returns {Text} */
  measuredFaster: (times) => ({
    en: `Runs on the graphics card: it was measured to be ${ratio(times)} times as fast as the processor.`,
    zh: `在 GPU 上运行：实测速度是 CPU 的 ${ratio(times)} 倍。`,
  }),
  /** @param {Text} why @returns {Text} */
  graphicsFailed: (why) => ({
    en: `Runs on the processor, because the graphics card could not be used. ${why.en}`,
    zh: `在 CPU 上运行，因为 GPU 无法使用。${why.zh}`,
  }),
  /** @returns {Text} */
  chosenProcessor: () => ({
    en: 'Runs on the processor, as chosen.',
    zh: '按所选设置，在 CPU 上运行。',
  }),
  /** @returns {Text} */
  chosenGraphics: () => ({
    en: 'Runs on the graphics card, as chosen.',
    zh: '按所选设置，在 GPU 上运行。',
  }),
  /** @returns {Text} */
  chosenSoftwareGraphics: () => ({
    en: 'Runs on a graphics adapter emulated by software, as chosen; the processor itself would be faster.',
    zh: '按所选设置，在软件模拟的 GPU 适配器上运行；直接用 CPU 会更快。',
  }),
  /** @returns {Text} */
  lostOnce: () => ({
    en: 'Runs on the graphics card again, after it was lost once.',
    zh: 'GPU 曾中断一次，现已重新在 GPU 上运行。',
  }),
  /** @returns {Text} */
  lostTwice: () => ({
    en: 'Runs on the processor: the graphics card was lost twice.',
    zh: '在 CPU 上运行：GPU 已中断两次。',
  }),
};
