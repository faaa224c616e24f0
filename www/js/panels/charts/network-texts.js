// What the drawing of a network says.

import { withTexts } from '../../state/texts.js';

export const { t, text } = withTexts({
  learns: { en: '{count} parameters', zh: '{count} 个参数' },
  unit: { en: 'unit {name}', zh: '单元 {name}' },
  between: { en: '{count} more', zh: '还有 {count} 个' },
  chooseUnit: {
    en: 'Point at a unit, or go to it with the arrow keys, to see it large, with its numbers.',
    zh: '将指针移到单元上，或用方向键选中它，即可放大查看并显示其数值。',
  },
  meanAnswer: { en: 'Mean answer {value}.', zh: '平均响应 {value}。' },
  biasOf: { en: 'Bias {value}.', zh: '偏置 {value}。' },
  bias: { en: '(bias)', zh: '（偏置）' },
  sum: { en: 'Sum: {sum}.', zh: '加权和：{sum}。' },
  sumThen: { en: 'Sum: {sum}; then {then}.', zh: '加权和：{sum}；再经 {then}。' },
  andMore: { en: '{count} more', zh: '另外 {count} 项' },
  scale: { en: 'Blue/orange at their fullest: ±{value}.', zh: '蓝/橙色最深处为 ±{value}。' },
  silent: { en: 'It never responds: its answer is 0 everywhere.', zh: '该单元从不响应：其输出处处为 0。' },
  isOff: { en: 'Switched off: the network is not given it.', zh: '已关闭：网络不接收此输入。' },
  pressInputs: { en: 'press to switch', zh: '点按开关' },
  switchOn: { en: 'Press to switch it on', zh: '点按以打开' },
  switchOff: { en: 'Press to switch it off', zh: '点按以关闭' },
  lastOn: { en: 'At least one input stays on', zh: '至少保留一个输入' },
  fewer: { en: 'Fewer: {what}', zh: '减少：{what}' },
  more: { en: 'More: {what}', zh: '增加：{what}' },
  again: { en: 'One more layer like this: {what}', zh: '再加一层：{what}' },
  remove: { en: 'Remove: {what}', zh: '移除：{what}' },
  numberOf: { en: 'Number', zh: '参数' },
  biasName: { en: 'bias', zh: '偏置' },
  weightFrom: { en: 'weight of {name}', zh: '{name} 的权重' },
  setTo: { en: 'Set to', zh: '设为' },
  follow: { en: 'Follow it', zh: '追踪它' },
  ofUnit: { en: '{number}, {unit}', zh: '{unit}的{number}' },
  edit: { en: 'Change {what}', zh: '修改{what}' },
});
