// What is said of parameters and their values.

import { withTexts } from '../state/texts.js';
import { number } from '../ui/format.js';

export const { t, text } = withTexts({
  cited: { en: ' ({citation})', zh: '（{citation}）' },
  less: { en: 'Less: {what}', zh: '减少：{what}' },
  more: { en: 'More: {what}', zh: '增加：{what}' },
  mixed: { en: 'Mixed', zh: '混合' },
  putBack: { en: 'Back to the default: {what}', zh: '恢复默认值：{what}' },
  notWhole: { en: 'A whole number from {min} to {max}, please.', zh: '请输入 {min} 到 {max} 的整数。' },
  notNumber: { en: 'A number from {min} to {max}, please.', zh: '请输入 {min} 到 {max} 的数。' },
  percent: { en: '{count}%', zh: '{count}%' },
  steps: { en: '{count} steps', one: '{count} step', zh: '{count} 步' },
  epochs: { en: '{count} epochs', one: '{count} epoch', zh: '{count} 轮' },
  seconds: { en: '{count} seconds', one: '{count} second', zh: '{count} 秒' },
  pixels: { en: '{count} pixels', one: '{count} pixel', zh: '{count} 像素' },
  degrees: { en: '{count} degrees', one: '{count} degree', zh: '{count} 度' },
});

/** A number with what it counts, as it is read aloud. @param {number} value @param {import('../protocol.js').Unit | null} unit */
export const quantity = (value, unit) => (unit ? t(unit, { count: number(value) }) : number(value));
