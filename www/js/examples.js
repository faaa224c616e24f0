// The page of figures that authors copy from: each lives as its readers will see it, above the lines that put it into a
// page. The lines are those of the dialog in which figures are made (panels/embed).

import { elementOf, linesFor } from './panels/embed/code.js';
import { copyable } from './panels/embed/lines.js';
import { t } from './panels/embed/texts.js';
import { settings } from './state/settings.js';
import { language, say, setLanguage } from './ui/language.js';
import { html, render } from './ui/lit.js';

/** @typedef {{ title: import('./protocol.js').Text, about: import('./protocol.js').Text, figure: Record<string, string> }} Example */

/** @type {Example[]} */
const EXAMPLES = [
  {
    title: { en: 'The whole path', zh: '完整过程' },
    about: {
      en: 'The network with a picture in each unit, what it says of every point, and the loss below.',
      zh: '上方是网络（每个单元中都有图）和它对每个点的判断，下方是损失。',
    },
    figure: { src: '#experiment=spirals', panels: 'network surface / loss' },
  },
  {
    title: { en: 'A setting to play with', zh: '可调的设置' },
    about: {
      en: 'Readers change the activation and the learning rate, nothing else, and train again.',
      zh: '读者只能更改激活函数和学习率，然后重新训练。',
    },
    figure: { src: '#experiment=xor', panels: 'surface loss', controls: 'activation optimizer.rate' },
  },
  {
    title: { en: 'Draw a digit', zh: '手写数字' },
    about: {
      en: 'What readers draw is read while the network still learns.',
      zh: '网络边学习，边识别读者写下的数字。',
    },
    figure: { src: '#experiment=digits-8x8', panels: 'pad accuracy' },
  },
  {
    title: { en: 'Names that it makes up', zh: '网络编出的名字' },
    about: { en: 'A recurrent network, letter by letter.', zh: '循环神经网络，逐个字母生成。' },
    figure: { src: '#experiment=lstm-names', panels: 'writing loss' },
  },
  {
    title: { en: 'One panel, started by being seen', zh: '单个面板，滚动到时开始' },
    about: {
      en: 'Loaded when it is scrolled to, and trained at once because its link says run=1.',
      zh: '滚动到可见时加载；链接中的 run=1 让它立即开始训练。',
    },
    figure: { src: '#experiment=moons-noise&run=1', panels: 'surface', reveal: 'visible' },
  },
];

const TEXTS = {
  title: { en: 'Downhill: figures to copy', zh: 'Downhill：可复制的图' },
  heading: { en: 'Figures to copy', zh: '可复制的图' },
  about: {
    en: 'Each is a picture until its button is pressed. Choose your tool; its line comes once, the others go into the page.',
    zh: '按下按钮之前，每个图只是一张图片。请选择工具：下面这行只加一次，其余代码写入页面。',
  },
  own: { en: 'Make one of any experiment: “Embed” in Downhill', zh: '用任意实验制作：Downhill 中的“嵌入”' },
};

const home = new URL('./', location.href).href;
const copying = copyable(() => draw());

/** @param {Example} example */
function part({ title, about, figure }) {
  const fallback = { address: home + figure.src, words: t('learnsHere') };
  const { element } = linesFor(home, elementOf(figure, fallback))[copying.tool];
  return html`<h2>${say(title)}</h2><p>${say(about)}</p>
    <downhill-lab lang=${document.documentElement.lang} src=${figure.src} panels=${figure.panels} controls=${figure.controls ?? ''} reveal=${figure.reveal ?? 'click'}></downhill-lab>
    ${copying.lines(figure.src, `${t('element')}: ${say(title)}`, element)}`;
}

function draw() {
  const tools = linesFor(home, '');
  const { file, code } = tools[copying.tool].script;
  render(
    html`<h1>${say(TEXTS.heading)}</h1>
      <p>${say(TEXTS.about)}</p>
      <p><a href=${`./?lang=${language()}`}>${say(TEXTS.own)}</a></p>
      ${copying.tools(tools)}
      ${copying.lines('script', t('script', { file }), code)}
      ${copying.outcome()}
      ${EXAMPLES.map(part)}`,
    /** @type {HTMLElement} */ (document.getElementById('examples')),
  );
}

const query = new URLSearchParams(location.search);
setLanguage(
  (query.get('lang') ?? settings.get('lang') ?? navigator.language).toLowerCase().startsWith('zh') ? 'zh' : 'en',
);
const theme = query.get('theme') ?? settings.get('theme');
const dark = theme === 'dark' || (theme !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
document.documentElement.lang = language() === 'zh' ? 'zh-Hans' : 'en';
document.documentElement.dataset.theme = dark ? 'dark' : 'light';
document.title = say(TEXTS.title);
document.getElementById('not-started')?.remove();
draw();
