// What is said about sharing.

import { withTexts } from '../../state/texts.js';

export const { t } = withTexts({
  link: { en: 'Link', zh: '链接' },
  carries: { en: 'The link carries', zh: '链接内容' },
  settings: { en: 'the settings', zh: '仅设置' },
  startWeights: { en: 'and the start weights', zh: '设置与初始权重' },
  nowWeights: { en: 'and the weights of step {step}', zh: '设置与第 {step} 步的权重' },
  opensAtStart: {
    en: 'It opens with these weights at step 0. Curves and optimiser state are in the file only.',
    zh: '打开后以这些权重从第 0 步开始。曲线和优化器状态只保存在文件中。',
  },
  saveInstead: { en: 'Save to file', zh: '保存到文件' },
  code: { en: 'QR code of the link', zh: '链接的二维码' },
  tooLong: {
    en: 'This link is too long for a QR code that is read from afar.',
    zh: '链接过长，无法生成可从远处扫描的二维码。',
  },
});
