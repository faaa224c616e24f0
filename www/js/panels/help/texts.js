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
  space: { en: 'Space', zh: '空格' },
  keysOn: { en: 'Shortcuts are on', zh: '启用快捷键' },
  keysHint: { en: 'They rest while you type or draw.', zh: '输入或手写时快捷键不起作用。' },
});
