// What the drawing of a network says.

import { withTexts } from '../../state/texts.js';

export const { t, text } = withTexts({
  learns: { en: '{count} parameters', zh: '{count} 个参数' },
  unit: { en: 'unit {name}', zh: '单元 {name}' },
  between: { en: '{count} more', zh: '还有 {count} 个' },
  chooseUnit: {
    en: 'Point at a unit, or go to it with the arrow keys, to see its numbers.',
    zh: '将指针移到单元上，或用方向键选中它，即可查看其数值。',
  },
  meanAnswer: { en: 'Mean answer {value}.', zh: '平均响应 {value}。' },
  biasOf: { en: 'Bias {value}.', zh: '偏置 {value}。' },
  strongest: { en: 'Largest weights: {weights}.', zh: '绝对值最大的权重：{weights}。' },
  weightFrom: { en: '{weight} from {name}', zh: '来自 {name}：{weight}' },
  fewer: { en: 'Fewer: {what}', zh: '减少：{what}' },
  more: { en: 'More: {what}', zh: '增加：{what}' },
  again: { en: 'One more layer like this: {what}', zh: '再加一层：{what}' },
  remove: { en: 'Remove: {what}', zh: '移除：{what}' },
  edit: { en: 'Change {what}', zh: '修改{what}' },
});
