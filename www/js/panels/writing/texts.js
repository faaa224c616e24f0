// What the panel of writing says.

import { withTexts } from '../../state/texts.js';

export const { t, text } = withTexts({
  prompt: { en: 'Begins with', zh: '开头文字' },
  unknownLetters: {
    en: 'Left out, because they are not in its training text: {letters}',
    zh: '训练文本中没有这些字符，已略去：{letters}',
  },
  temperature: { en: 'Temperature', zh: '温度' },
  top_k: { en: 'Top-k (0: all)', zh: 'Top-k（0：全部）' },
  untrained: { en: 'Not trained yet.', zh: '尚未训练。' },
});
