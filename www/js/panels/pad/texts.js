// What the pad says.

import { withTexts } from '../../state/texts.js';

export const { t, text } = withTexts({
  padBlank: { en: 'Drawing pad, empty', zh: '手写板，空白' },
  padDrawn: { en: 'Drawing pad, {count} strokes', one: 'Drawing pad, {count} stroke', zh: '手写板，{count} 笔' },
  padKind: { en: 'drawing pad', zh: '手写板' },
  padHint: {
    en: 'With the keyboard: arrows move the pen, Space makes a dot, Shift with an arrow draws a line, Backspace undoes.',
    zh: '使用键盘：方向键移动画笔，空格键落笔，按住 Shift 再按方向键画线，退格键撤销。',
  },
  penAt: { en: 'Row {row}, column {column}', zh: '第 {row} 行，第 {column} 列' },
  clear: { en: 'Clear', zh: '清空' },
  seen: { en: 'What the network sees', zh: '网络看到的图像' },
  madeAlike: {
    en: 'What the network sees: your drawing, prepared as the pictures of its data were',
    zh: '网络看到的图像：手写内容按数据集图像的方式处理后的样子',
  },
  seenAs: {
    en: 'What the network sees, in {height} × {width} pixels: most likely {name}, {share}',
    zh: '网络看到的图像（{height} × {width} 像素）：最可能是 {name}，{share}',
  },
  seenNothing: { en: 'What the network sees: nothing yet', zh: '网络看到的图像：尚无内容' },
  givenBack: { en: 'What it gives back', zh: '网络还原的图像' },
  probabilities: { en: 'Probabilities', zh: '概率' },
  outputsNaN: {
    en: 'The network’s outputs are NaN or infinite: training has diverged. Lower the learning rate and begin anew.',
    zh: '网络的输出变为 NaN 或无穷大：训练已发散。请降低学习率并重新开始。',
  },
  drawSomething: { en: 'Draw something, or choose an example.', zh: '请手写一个，或选一个示例。' },
  looksLike: { en: 'Looks like {name}, {share}', zh: '看起来像 {name}，{share}' },
});
