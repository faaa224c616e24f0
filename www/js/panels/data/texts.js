// What stands beside the data.

import { withTexts } from '../../state/texts.js';

export const { t, text } = withTexts({
  sources: { en: 'Sources and licences', zh: '来源与许可证' },
  allData: { en: 'All data sets', zh: '全部数据集' },
  split: {
    en: '{train} samples to learn from, {validation} to check with while it learns, {test} that it never sees until the end.',
    zh: '{train} 个样本用于学习，{validation} 个用于训练中验证，{test} 个留到最后测试，训练时从不使用。',
  },
});
