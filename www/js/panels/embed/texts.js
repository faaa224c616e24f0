// What the dialog for embedding says.

import { withTexts } from '../../state/texts.js';

export const { t, text } = withTexts({
  embedWhat: {
    en: 'A figure of this experiment for your own pages. It costs its reader nothing until the button is pressed.',
    zh: '把此实验作为可交互的图放进自己的网页。读者按下按钮之前，它几乎不占用任何资源。',
  },
  examples: { en: 'Figures to copy from', zh: '可复制的示例图' },
  panels: { en: 'Panels', zh: '面板' },
  panelsHint: {
    en: 'In the order in which they are ticked. None: the whole stage.',
    zh: '按勾选的先后排列。不勾选则显示整个页面。',
  },
  columns: { en: 'Side by side', zh: '每行面板数' },
  readerMay: { en: 'What the reader may change', zh: '读者可更改的设置' },
  reveal: { en: 'Loaded', zh: '加载时机' },
  revealClick: { en: 'when its button is pressed', zh: '按下按钮时' },
  revealVisible: { en: 'when it is seen', zh: '滚动到可见时' },
  revealAuto: { en: 'at once', zh: '立即' },
  preview: { en: 'As its reader sees it', zh: '读者看到的效果' },
  code: { en: 'To copy', zh: '复制代码' },
  copyLines: { en: 'Copy', zh: '复制' },
  copyCode: { en: 'Select the text and copy it.', zh: '请选中文字后复制。' },
  script: { en: 'Once in {file}', zh: '在 {file} 中加一次' },
  element: { en: 'In the page', zh: '写入页面' },
  learnsHere: { en: 'A network that learns: open it in Downhill', zh: '可训练的神经网络：在 Downhill 中打开' },
});
