// The measuring page: `window.__bench` for other programs, and the public workloads for people.
//
// What it times is the product's own worker and Session. `?device=gpu` chooses the graphics card, `?count=1` counts
// its dispatches, `?lang=zh` the language.

import { setup } from './bench/model.js';
import { WORKLOAD_IDS, workload } from './bench/workloads.js';
import { Connection } from './lab/connection.js';
import { Failed } from './lab/failed.js';
import { settings } from './state/settings.js';
import { html, render } from './ui/lit.js';

/** @typedef {import('./protocol.js').Text} Text */
/** @typedef {import('./bench/task.js').Task} Task */
/** @typedef {import('./lab/connection.js').Device} Device */

const overrides = new URLSearchParams(location.search);
/** @type {Device} */
const device = overrides.get('device') === 'gpu' ? 'gpu' : 'cpu';

/** How long a workload is trained before it is timed, and timed: engines compile hot code late. */
const WARM_UP_MS = 2_000;
const TIMED_MS = 2_000;

/** @type {Record<string, Text>} */
const TEXTS = {
  title: { en: 'Downhill: measuring', zh: 'Downhill：测速' },
  heading: { en: 'How fast is a step of training here?', zh: '在这里训练一步有多快？' },
  about: {
    en: 'These are the same worker and the same session that the page trains with. Other programs reach them as window.__bench, with weights and batches of their own.',
    zh: '这里使用的正是页面训练时所用的 Worker 与训练会话。其他程序可通过 window.__bench 以自己的权重和批次来测量。',
  },
  cpu: { en: 'Device: the processor', zh: '设备：CPU' },
  gpu: { en: 'Device: the graphics card (WebGPU)', zh: '设备：GPU（WebGPU）' },
  other_cpu: { en: 'Measure the processor instead', zh: '改测 CPU' },
  other_gpu: { en: 'Measure the graphics card instead', zh: '改测 GPU' },
  start: { en: 'Measure', zh: '开始测量' },
  measuring: { en: 'Measuring…', zh: '正在测量……' },
  done: { en: 'Done.', zh: '测量完成。' },
  caption: { en: 'Public workloads', zh: '公开的测试任务' },
  name: { en: 'Workload', zh: '任务' },
  time: { en: 'ms a step', zh: '每步毫秒' },
  first: { en: 'First loss', zh: '初始损失' },
  last: { en: 'Last loss', zh: '最终损失' },
  mlp: {
    en: '784-128-10, ReLU, batch 64, SGD 0.1',
    zh: '784-128-10，ReLU，批量 64，SGD 0.1',
  },
  lenet: {
    en: 'LeNet, batch 64, momentum 0.9, rate 0.01',
    zh: 'LeNet，批量 64，动量 0.9，学习率 0.01',
  },
  playground: {
    en: '2-8-8-1, tanh, batch 10, SGD 0.03',
    zh: '2-8-8-1，tanh，批量 10，SGD 0.03',
  },
};

/** @type {'en' | 'zh'} */
const language = (overrides.get('lang') ?? settings.get('lang') ?? navigator.language).toLowerCase().startsWith('zh')
  ? 'zh'
  : 'en';
const t = (/** @type {string} */ key) => TEXTS[key][language];

/** @type {Connection | null} */
let connection = null;

/** One worker for all tasks, so that later ones find it warm; a new one where it ended. */
function worker() {
  connection ??= new Connection(device, {
    count: overrides.has('count'),
    onEvent: (event) => {
      if (event.type === 'report') reports.set(event.session, event);
    },
    onEnd: () => {
      connection = null;
    },
  });
  return connection;
}

/**
 * The newest report of each session.
 * @type {Map<number, import('./protocol.js').Report>}
 */
const reports = new Map();

/** @param {Task} task */
async function setUp(task) {
  const model = await setup(worker(), task);
  return { ...model, report: () => reports.get(model.session) ?? null };
}

/**
 * Trains a public workload until it is warm, then times it.
 *
 * @param {string} id
 */
async function measure(id) {
  const model = await setUp(workload(id));
  const first = await model.run(0, 1);
  let steps = 1;
  let ms = 0;
  let last = first;
  // Ever more steps at once, until one run is long enough to be told from the messages around it.
  const from = performance.now();
  for (let count = 1; ; count = Math.max(1, Math.ceil(TIMED_MS / ms))) {
    const start = performance.now();
    last = await model.run(steps, count);
    steps += count;
    const now = performance.now();
    ms = (now - start) / count;
    if (now - from > WARM_UP_MS && now - start > TIMED_MS / 2) break;
  }
  model.close();
  return { ms, first, last };
}

/** @typedef {Awaited<ReturnType<typeof measure>>} Result */

/** @type {Map<string, Result>} */
const results = new Map();
/** @type {'start' | 'measuring' | 'done'} */
let state = 'start';
let trouble = '';

async function measureAll() {
  state = 'measuring';
  trouble = '';
  results.clear();
  show();
  try {
    for (const id of WORKLOAD_IDS) {
      results.set(id, await measure(id));
      show();
    }
    state = 'done';
  } catch (error) {
    state = 'start';
    trouble = error instanceof Failed ? error.errors.map(({ text }) => text[language]).join(' ') : String(error);
  }
  show();
}

function otherDevice() {
  const other = new URLSearchParams(overrides);
  other.set('device', device === 'cpu' ? 'gpu' : 'cpu');
  return `?${other}`;
}

/** @param {number | undefined} value @param {number} digits */
const rounded = (value, digits) => (value === undefined ? '–' : value.toPrecision(digits));

/** @param {string} id */
function row(id) {
  const result = results.get(id);
  return html`<tr>
    <th scope="row">${t(id)}</th>
    <td>${rounded(result?.ms, 3)}</td>
    <td>${rounded(result?.first, 4)}</td>
    <td>${rounded(result?.last, 4)}</td>
  </tr>`;
}

function show() {
  const main = /** @type {HTMLElement} */ (document.getElementById('bench'));
  render(
    html`<h1>${t('heading')}</h1>
      <p>${t('about')}</p>
      <p class="actions"><span>${t(device)}</span> <a href=${otherDevice()}>${t(device === 'cpu' ? 'other_gpu' : 'other_cpu')}</a></p>
      <p class="actions">
        <button type="button" ?disabled=${state === 'measuring'} @click=${measureAll}>${t('start')}</button>
        <span role="status">${state === 'start' ? trouble : t(state)}</span>
      </p>
      <table>
        <caption>${t('caption')}</caption>
        <thead>
          <tr><th scope="col">${t('name')}</th><th scope="col">${t('time')}</th><th scope="col">${t('first')}</th><th scope="col">${t('last')}</th></tr>
        </thead>
        <tbody>${WORKLOAD_IDS.map(row)}</tbody>
      </table>`,
    main,
  );
}

document.getElementById('not-started')?.remove();
document.documentElement.lang = language === 'zh' ? 'zh-Hans' : 'en';
document.title = t('title');
const theme = overrides.get('theme') ?? settings.get('theme');
const dark = theme === 'dark' || (theme !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
document.documentElement.dataset.theme = dark ? 'dark' : 'light';
// The worker loads at once; whoever measures only waits for what is left of it.
worker();
Object.assign(window, { __bench: { name: 'downhill', setup: setUp } });

// For what measures and tests: a release has no other modules to be asked for.
export { checkpointOf, recipeOf, samplesOf } from './bench/task.js';
export { Lab } from './lab/lab.js';
export { workload };

show();
