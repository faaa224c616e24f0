// What the steps of a calculation say.

import { withTexts } from '../../state/texts.js';

export const { t, text } = withTexts({
  parameter: { en: 'Parameter', zh: '参数' },
  unitIndex: { en: 'Index', zh: '下标' },
  row: { en: 'Row', zh: '行' },
  column: { en: 'Column', zh: '列' },
  filter: { en: 'Filter', zh: '卷积核' },
  channel: { en: 'Channel', zh: '通道' },
  back: { en: 'Back', zh: '上一步' },
  next: { en: 'Next', zh: '下一步' },
  all: { en: 'All steps', zh: '全部步骤' },
  stepOf: { en: 'Step {step} of {count}: {title}', zh: '第 {step} 步（共 {count} 步）：{title}' },
  forward: { en: 'Forward', zh: '前向' },
  backward: { en: 'Backward', zh: '反向' },
  update: { en: 'Update', zh: '更新' },
  steps: { en: 'Steps', zh: '步骤' },
});
