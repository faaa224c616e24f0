// What stands in the row of settings.

import { withTexts } from '../../state/texts.js';

export const { t, text } = withTexts({
  quick: { en: 'Settings, pace, changes', zh: '设置、速度与更改' },
  reached: { en: 'The five settings used most', zh: '最常用的五项设置' },
  activation: { en: 'Activation', zh: '激活函数' },
  regularization: { en: 'L2 regularisation', zh: 'L2 正则化' },
  paceTitle: { en: 'Pace', zh: '速度' },
  pace: { en: '{count} steps/s', one: '{count} step/s', zh: '每秒 {count} 步' },
  fullPace: { en: 'Full speed', zh: '全速' },
  allSettings: { en: 'All settings', zh: '所有设置' },
  changedCount: { en: '{count} changed', zh: '{count} 项已更改' },
});
