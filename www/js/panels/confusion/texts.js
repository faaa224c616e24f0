// What the panel of confusion says.

import { withTexts } from '../../state/texts.js';

export const { t, text } = withTexts({
  confusionHint: {
    en: 'Rows: true class; columns: predicted class; {which}, at step {step}.',
    zh: '行：真实类别；列：预测类别；{which}，第 {step} 步。',
  },
  mostConfused: {
    en: 'Most often mistaken: {right} for {wrong}, {count} times out of {all}.',
    one: 'Most often mistaken: {right} for {wrong}, once out of {all}.',
    zh: '最常混淆：{all} 个“{right}”中有 {count} 个被预测为“{wrong}”。',
  },
  noneConfused: { en: 'No sample is mistaken for another class.', zh: '没有样本被预测为其他类别。' },
});
