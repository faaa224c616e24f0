// What is said of samples.

import { withTexts } from '../state/texts.js';

export const { t, text } = withTexts({
  examples: { en: 'Never trained on', zh: '从未训练过的样本' },
  example: { en: 'Example: {name}', zh: '示例：{name}' },
  curve: {
    en: '{count} steps, values from {low} to {high}',
    one: '{count} step, values from {low} to {high}',
    zh: '{count} 个时间步，取值从 {low} 到 {high}',
  },
  goesThrough: { en: 'Let it go through the network: {name}', zh: '让它通过网络：{name}' },
  ownText: { en: 'Your own', zh: '自己输入' },
  otherExamples: { en: 'Other samples', zh: '换一批' },
});
