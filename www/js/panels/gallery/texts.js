// What the gallery says.

import { withTexts } from '../../state/texts.js';

export const { t, text } = withTexts({
  gallery: { en: 'What would you like to see learn?', zh: '想看什么学习？' },
  experiments: { en: 'Experiments', zh: '实验' },
  data: { en: 'Data sets', zh: '数据集' },
  seek: { en: 'Search', zh: '搜索' },
  nothingFound: { en: 'Nothing is called “{words}”.', zh: '没有找到“{words}”。' },
});
