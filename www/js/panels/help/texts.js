// What the help says.

import { withTexts } from '../../state/texts.js';

export const { t, text } = withTexts({
  colours: { en: 'Colours', zh: '颜色' },
  negative: { en: 'negative', zh: '负' },
  positive: { en: 'positive', zh: '正' },
  helpWhat: {
    en: 'Choose data and a network, press Start, and watch it learn. Learning rate, batch size, regularisation and stop conditions can change while it trains; every other change begins a new experiment. Undo, and the browser’s Back, bring back what stood before. The address always holds the whole experiment: copy it to share it.',
    zh: '选择数据和网络，按“开始”，看它如何学习。学习率、批量大小、正则化和停止条件可在训练中更改；其他更改会开始新的实验。用“撤销”或浏览器的“后退”可以回到之前的实验。地址栏始终包含整个实验，复制即可分享。',
  },
  helpPrivate: {
    en: 'Everything happens in this browser: nothing you choose, draw or train leaves it.',
    zh: '一切都在此浏览器中进行：你的选择、手写内容和训练结果都不会离开这里。',
  },
  licences: { en: 'Licences of the data and the libraries', zh: '数据与程序库的许可证' },
  offline: { en: 'Without a network', zh: '离线使用' },
  offlineNot: {
    en: 'This page needs the network here, or is still being kept.',
    zh: '此处需要网络，或页面尚未保存完毕。',
  },
  offlineUsed: { en: 'What you have used works without a network.', zh: '用过的内容可离线使用。' },
  offlineAll: { en: 'All of Downhill works without a network.', zh: '整个 Downhill 都可离线使用。' },
  offlineFailed: {
    en: 'Not all of the rest came. Please check the connection, and whether the disc is full.',
    zh: '其余内容未能全部下载，请检查网络连接和磁盘空间。',
  },
  offlineComing: { en: 'Fetching: {come} of {all}.', zh: '正在下载：{come} / {all}。' },
  offlineForgotten: { en: 'Until the next visit this page needs the network.', zh: '下次访问之前，此页面需要网络。' },
  fetchRest: {
    en: 'Fetch the rest (all data, programs and pictures): up to {size}',
    zh: '下载其余内容（全部数据、程序和图片）：最多 {size}',
  },
  kept: { en: 'What is kept', zh: '保存的内容' },
  keptWhat: {
    en: 'This browser keeps unfinished work, language, theme, shortcuts and the files of this page.',
    zh: '此浏览器保存未完成的训练、语言、主题、快捷键设置和页面文件。',
  },
  forget: { en: 'Forget everything', zh: '清除全部' },
  forgetReally: { en: 'Delete it, work of other tabs too', zh: '确认清除，其他标签页的训练也一并清除' },
  forgotten: { en: 'All is deleted. This visit keeps nothing any more.', zh: '已全部清除，本次访问不再保存任何内容。' },
  space: { en: 'Space', zh: '空格' },
  keysOn: { en: 'Shortcuts are on', zh: '启用快捷键' },
  keysHint: { en: 'They rest while you type or draw.', zh: '输入或手写时快捷键不起作用。' },
});
