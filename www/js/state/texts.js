// Texts of the page itself, in both languages; a part that is loaded later brings its own. All others come from the worker, filled in.

import { number, percent } from '../ui/format.js';
import { say, textsOf } from '../ui/language.js';

/** @typedef {import('../protocol.js').Text} Text */
/** @typedef {import('../ui/language.js').Words} Words */

const TEXTS = /** @satisfies {Record<string, Words>} */ ({
  title: { en: 'Downhill: a neural network learns in front of you', zh: 'Downhill：神经网络就在你眼前学习' },
  tagline: { en: 'A neural network learns in front of you', zh: '神经网络就在你眼前学习' },
  skipTo: { en: 'Skip to the experiment', zh: '跳到实验' },
  loading: { en: 'Loading…', zh: '正在加载…' },

  copyLink: { en: 'Copy link', zh: '复制链接' },
  copied: { en: 'Copied', zh: '已复制' },
  cannotReplay: {
    en: 'Copied. The link begins with the values of now: it can’t replay what was changed while it trained.',
    zh: '已复制。链接会从当前的值开始，无法重现训练中途的更改。',
  },
  copyByHand: {
    en: 'The browser does not allow copying here. The link is in the address bar.',
    zh: '浏览器不允许在此复制。链接就在地址栏中。',
  },
  choosePoint: {
    en: 'Choose a point: it goes through the network. Arrow keys move it',
    zh: '选择一个点，让它通过网络。可用方向键移动',
  },
  chosenPoint: { en: 'Chosen point: x₁ {x}, x₂ {y}', zh: '所选点：x₁ {x}，x₂ {y}' },
  chosenInput: { en: 'Chosen input: {x}', zh: '所选输入：{x}' },
  toLight: { en: 'Light theme', zh: '浅色主题' },
  toDark: { en: 'Dark theme', zh: '深色主题' },
  embed: { en: 'Embed in your pages', zh: '嵌入到网页' },
  help: { en: 'Help and shortcuts', zh: '帮助与快捷键' },
  close: { en: 'Close', zh: '关闭' },

  controls: { en: 'Training controls', zh: '训练控制' },
  start: { en: 'Start', zh: '开始' },
  pause: { en: 'Pause', zh: '暂停' },
  startPause: { en: 'Start or pause', zh: '开始或暂停' },
  oneStep: { en: 'One step', zh: '单步' },
  sameStart: { en: 'Back to start', zh: '重新开始' },
  newSeed: { en: 'New seed', zh: '更换随机种子' },

  redo: { en: 'Redo', zh: '重做' },
  undoWhat: { en: 'Undo: {what}', zh: '撤销：{what}' },
  redoWhat: { en: 'Redo: {what}', zh: '重做：{what}' },
  undone: { en: 'Undone: {what}.', zh: '已撤销：{what}。' },
  redone: { en: 'Done again: {what}.', zh: '已重做：{what}。' },
  beganAnew: {
    en: 'What this experiment had learnt is no longer kept, so it begins anew.',
    zh: '此实验先前的训练结果已不再保留，因此从头开始。',
  },

  saidStart: { en: 'Training.', zh: '开始训练。' },
  saidPause: { en: 'Paused at step {step}.', zh: '已在第 {step} 步暂停。' },
  saidStep: { en: 'Step {step}, training loss {loss}.', zh: '第 {step} 步，训练损失 {loss}。' },
  saidBack: { en: 'Back at step 0.', zh: '已回到第 0 步。' },
  saidSeed: { en: 'Seed {seed}.', zh: '随机种子：{seed}。' },

  step: { en: 'Step', zh: '步' },
  epoch: { en: 'Epoch', zh: '轮' },
  slowly: {
    en: 'This would be over in a moment: it begins slowly, so that you can watch.',
    zh: '这个实验一瞬间就会结束，因此先放慢速度，便于观察。',
  },
  fullSpeed: { en: 'At full speed', zh: '全速训练' },
  stepsPerSecond: { en: 'Steps/s', zh: '步/秒' },
  parametersTitle: { en: 'Parameters', zh: '参数' },
  dispatches: { en: 'Dispatches/step', zh: 'GPU 调度/步' },
  cpu: { en: 'Processor', zh: 'CPU' },
  gpu: { en: 'Graphics card', zh: 'GPU' },
  software: { en: 'software', zh: '软件模拟' },

  messages: { en: 'Messages', zh: '消息' },
  error: { en: 'Error:', zh: '错误：' },
  partNotLoaded: {
    en: 'A part of this page could not be loaded: {what}. Please check the connection.',
    zh: '此页面的“{what}”部分未能加载，请检查网络连接。',
  },
  partNotRun: {
    en: 'A part of this page could not be loaded: {what} ({detail}). Please reload the page.',
    zh: '此页面的“{what}”部分未能加载（{detail}）。请重新加载页面。',
  },
  reload: { en: 'Reload the page', zh: '重新加载页面' },
  useVersion: { en: 'Use it', zh: '使用新版本' },
  dismiss: { en: 'Dismiss', zh: '关闭' },
  experiment: { en: 'Experiment', zh: '实验' },
  allExperiments: { en: '{count} experiments', zh: '{count} 个实验' },
  symptoms: { en: 'What goes wrong', zh: '哪里出了问题' },

  downloading: { en: 'Downloading {file}: {received}', zh: '正在下载 {file}：{received}' },
  downloadFailed: {
    en: '{why} Trying again {when}.',
    zh: '{why}{when}重试。',
  },
  inSeconds: { en: 'in {seconds} s', zh: '将在 {seconds} 秒后' },
  now: { en: 'now', zh: '正在' },
  tryNow: { en: 'Try again now', zh: '立即重试' },
  waitNoLonger: { en: 'Wait no longer', zh: '不再等待' },
  waitsForData: { en: 'waits for data', zh: '等待数据' },
  silent: {
    en: 'The training program has not answered for {seconds} s. It may still be computing.',
    zh: '训练程序已 {seconds} 秒没有响应，可能仍在计算。',
  },
  interrupt: { en: 'Stop it', zh: '终止它' },
  downloadingOf: { en: 'Downloading {file}: {received} of {total}', zh: '正在下载 {file}：{received} / {total}' },

  train: { en: 'training', zh: '训练' },
  validation: { en: 'validation', zh: '验证' },
  test: { en: 'test', zh: '测试' },
  atStep: { en: 'at step {step}', zh: '（第 {step} 步）' },
  atCount: { en: 'at {what} {place}', zh: '（第 {place} {what}）' },
  atPlace: { en: 'at {what} {place}', zh: '（{what} {place}）' },
  ofStep: { en: 'at step {step}', zh: '第 {step} 步' },
  show: { en: 'Show', zh: '显示' },
  showAgain: { en: 'Show again', zh: '重新显示' },
  whyTest: {
    en: 'The test set is looked at only when training rests, so that nobody tunes on it.',
    zh: '测试集只在训练暂停或结束后评估，以免有人照着它调参。',
  },
  evaluateNow: { en: 'Evaluate now', zh: '立即评估' },
  ofBefore: {
    en: 'Until the new experiment is open, this is still “{name}”.',
    zh: '新实验打开之前，这里仍是“{name}”。',
  },
  logarithmic: { en: 'Logarithmic', zh: '对数坐标' },
  table: { en: 'Numbers as a table', zh: '数值表格' },
  saveView: { en: 'Save “{what}” as a file', zh: '将“{what}”保存为文件' },
  saveAs: { en: 'Save “{what}” as {format}', zh: '将“{what}”保存为 {format}' },
  tuneView: { en: 'Options of “{what}”', zh: '“{what}”的选项' },
  nothingDrawn: { en: 'Nothing to show yet', zh: '暂无可显示的内容' },

  draw: { en: 'Draw one', zh: '手写一个' },
  undo: { en: 'Undo', zh: '撤销' },
  share: { en: 'Share: link and QR code', zh: '分享：链接与二维码' },
  services: { en: 'printing, files dropped on the page, work that was kept', zh: '打印、拖放文件与恢复训练' },
  sampleTitle: { en: 'Samples', zh: '样本' },
  writing: { en: 'Writes', zh: '生成文本' },

  setup: { en: 'All settings', zh: '所有设置' },
  quick: { en: 'Settings', zh: '常用设置' },
  gallery: { en: 'Experiments and data sets', zh: '实验与数据集' },
  data: { en: 'Data', zh: '数据' },
  chooser: { en: 'What to look at', zh: '选择要看的内容' },
  look: { en: 'Look at', zh: '查看' },
  explain: { en: 'What this is', zh: '这是什么' },
  enlarge: { en: 'Enlarge “{what}”', zh: '放大“{what}”' },
  shrink: { en: '“{what}” beside the others again', zh: '还原“{what}”' },
  hide: { en: 'Hide “{what}”', zh: '隐藏“{what}”' },
  noSuchPanel: {
    en: 'The link names a panel that does not exist: {ids}. Everything else is as it says.',
    zh: '链接中提到的面板不存在：{ids}。其余内容均按链接显示。',
  },
  noSuchView: {
    en: 'This experiment has nothing to show in: {what}.',
    zh: '此实验没有可在以下面板中显示的内容：{what}。',
  },
  present: { en: 'Present', zh: '演示模式' },
  presentNoMore: { en: 'End presenting', zh: '退出演示模式' },
  presenting: { en: 'Present on a projector', zh: '演示模式' },

  dataset: { en: 'Data set', zh: '数据集' },
  network: { en: 'Network', zh: '网络' },
  ownExperiment: { en: 'Your own', zh: '自定义实验' },
  init: { en: 'Initial weights', zh: '权重初始化' },

  optimizer: { en: 'Optimiser', zh: '优化器' },
  loss: { en: 'Loss', zh: '损失函数' },
  schedule: { en: 'Learning rate schedule', zh: '学习率调度' },

  shuffle: { en: 'Shuffle every epoch', zh: '每轮打乱顺序' },
  device: { en: 'Device', zh: '设备' },

  openFailed: { en: 'The experiment could not be opened ({detail}).', zh: '无法打开实验（{detail}）。' },
  dataWithNetwork: { en: '{data}, {network}', zh: '{data}，{network}' },
  networkOf: { en: 'a network with {count} parameters', zh: '{count} 个参数的网络' },
  goOn: { en: 'Continue', zh: '继续' },
  startFresh: { en: 'Forget it', zh: '不用了' },
  browserTooOld: {
    en: 'This browser lacks WebAssembly, workers or OffscreenCanvas, which training needs. Please use a current version of Firefox, Chrome, Edge or Safari.',
    zh: '此浏览器缺少训练所需的 WebAssembly、Worker 或 OffscreenCanvas。请使用较新版本的 Firefox、Chrome、Edge 或 Safari。',
  },

  keys: { en: 'Shortcuts', zh: '快捷键' },
});

/** @typedef {keyof typeof TEXTS} Key */

/** Titles of the catalog's groups; a group without one is shown by its id. @type {Record<string, Text>} */
const GROUPS = {
  activation: { en: 'Activations', zh: '激活函数' },
  layer: { en: 'Layers', zh: '层' },
  sequence: { en: 'Sequences', zh: '序列' },
  regularization: { en: 'Regularisation', zh: '正则化' },
  plane: { en: 'Points in the plane', zh: '平面上的点' },
  plane_values: { en: 'Values in the plane', zh: '平面上的数值' },
  line: { en: 'Values on a line', zh: '直线上的数值' },
  table: { en: 'Tables', zh: '表格' },
  pictures: { en: 'Pictures', zh: '图片' },
  signals: { en: 'Signals', zh: '信号' },
  sequences: { en: 'Sequences', zh: '序列' },
  tokens: { en: 'Symbols', zh: '符号' },
  text: { en: 'Text', zh: '文本' },
  ratings: { en: 'Ratings', zh: '评分' },
  own: { en: 'Your own', zh: '自己的数据' },
};

export const { t, text } = textsOf(TEXTS);

/**
 * These texts and a part's own, which come when it is loaded.
 * @template {Record<string, Words>} T
 * @param {T} own
 */
export const withTexts = (own) => textsOf({ ...TEXTS, ...own });

/** @param {string} group */
export const groupTitle = (group) => (GROUPS[group] ? say(GROUPS[group]) : group);

/** @param {import('../protocol.js').Measure | undefined} measure */
export const measured = (measure) =>
  measure?.share ? percent(measure.value) : measure ? number(measure.value, 4) : '–';
