// Measures the times that the README says, and prints them as a Markdown table; sizes are told by the gate.
//
//   node tests/web/measure.js [first-loss] [figure] [figures] [long-tasks] [panels] [processor] [webgpu] [mnist]
//
// Without names it measures everything, for some twenty minutes. Build the page first: `cargo xtask test --only web` does.
// Leave the machine alone meanwhile: nothing here is repeated until it looks good.

import { chromium, serve } from './harness.js';
import { numberAt, SHOWN, scriptsOf, until, untilNumber } from './page.js';

/** @typedef {import('playwright-core').Page} Page */
/** @typedef {{ what: string, value: string, limit?: string }} Row */

/** @param {number[]} values */
const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

/** @param {number} value */
const ms = (value) => `${value < 100 ? value.toPrecision(3) : Math.round(value).toLocaleString('en')} ms`;

/** @param {(page: Page, address: string) => Promise<Row[]>} work @param {{ webgpu?: boolean }} [options] */
async function inBrowser(work, options = {}) {
  const server = await serve();
  const browser = await chromium(options);
  try {
    return await work(await browser.newPage(), server.url);
  } finally {
    await browser.close();
    await server.close();
  }
}

/** From navigation to the first loss on the page, each time in a browser that has never seen it. */
async function firstLoss() {
  /** @type {number[]} */
  const times = [];
  for (let round = 0; round < 5; round++) {
    await inBrowser(async (page, url) => {
      await page.addInitScript((place) => {
        const look = setInterval(() => {
          if (!/\d/.test(document.querySelector(place)?.textContent ?? '')) return;
          clearInterval(look);
          Object.assign(window, { firstLoss: performance.now() });
        }, 2);
      }, SHOWN.trainLoss);
      await page.goto(`${url}?device=cpu`);
      times.push(await until(page, 'the first loss', () => /** @type {any} */ (window).firstLoss));
      return [];
    });
  }
  const all = times.map((time) => Math.round(time)).join(', ');
  return [{ what: `First loss after navigation (median of ${all} ms)`, value: ms(median(times)), limit: '500 ms' }];
}

/** From the press of a figure's button to its first loss, before and after its files are in the browser. */
async function figure() {
  /** @type {Record<'before' | 'cached', number[]>} */
  const times = { before: [], cached: [] };
  const lab = await serve({ headers: { 'Cache-Control': 'max-age=31536000' } });
  const book = `<!doctype html><title>A book</title><script src="${lab.url}embed.js"></script><downhill-lab src="#experiment=xor" panels="loss"></downhill-lab>`;
  const host = await serve({
    fault(_, response) {
      response.writeHead(200, { 'Content-Type': 'text/html' }).end(book);
      return true;
    },
  });
  try {
    for (let round = 0; round < 5; round++) {
      const browser = await chromium();
      const page = await browser.newPage();
      for (const when of /** @type {const} */ (['before', 'cached'])) {
        await page.goto(host.url);
        const frame = await (await page.waitForSelector('downhill-lab iframe')).contentFrame();
        await frame?.waitForSelector('#play-words:not(:empty)');
        await page.evaluate(() => {
          addEventListener('blur', () => Object.assign(window, { pressed: performance.now() }), { once: true });
          document.querySelector('downhill-lab')?.addEventListener('report', (event) => {
            const { trainLoss } = /** @type {CustomEvent} */ (event).detail;
            if (trainLoss !== null && !('learnt' in window)) Object.assign(window, { learnt: performance.now() });
          });
        });
        // The press takes the focus into the frame.
        await frame?.click('#play');
        const took = () => {
          const { pressed, learnt } = /** @type {any} */ (window);
          return pressed && learnt && learnt - pressed;
        };
        times[when].push(await until(page, 'the first loss', took));
      }
      await browser.close();
    }
  } finally {
    await host.close();
    await lab.close();
  }
  const row = (/** @type {number[]} */ all, /** @type {string} */ when, /** @type {string} */ limit) => ({
    what: `First loss of a figure after its button is pressed, ${when} (median of ${all.map(Math.round).join(', ')} ms)`,
    value: ms(median(all)),
    limit,
  });
  return [row(times.before, 'files not cached', '800 ms'), row(times.cached, 'cached', '500 ms')];
}

/**
 * Frames of a page with 20 figures while it is scrolled through: as pictures, and once all were started, of which those in
 * view train.
 */
async function figures() {
  const lab = await serve();
  const figure = '<p>Some text.</p><downhill-lab src="#experiment=spirals" panels="surface loss"></downhill-lab>';
  const book = `<!doctype html><meta charset="utf-8"><title>A book</title><script src="${lab.url}embed.js"></script>${figure.repeat(20)}`;
  const host = await serve({
    fault(_, response) {
      response.writeHead(200, { 'Content-Type': 'text/html' }).end(book);
      return true;
    },
  });
  const browser = await chromium();
  try {
    const page = await browser.newPage({ viewport: { width: 1000, height: 900 } });
    await page.goto(host.url);
    await page.waitForSelector('downhill-lab iframe');
    /** Milliseconds between frames in eight seconds of scrolling down. */
    const frames = () =>
      page.evaluate(async () => {
        /** @type {number[]} */
        const times = [];
        scrollTo(0, 0);
        const from = performance.now();
        for (let now = from; now - from < 8_000; ) {
          await new Promise(requestAnimationFrame);
          const next = performance.now();
          times.push(next - now);
          now = next;
          scrollTo(0, ((now - from) / 8_000) * document.documentElement.scrollHeight);
        }
        return times.slice(1);
      });
    const row = (/** @type {number[]} */ times, /** @type {string} */ state) => {
      const late = times.filter((time) => time > 50).length;
      return {
        what: `A page with 20 figures, ${state}, scrolled through in 8 s: frames, of which took over 50 ms, the longest`,
        value: `${times.length}, ${late}, ${ms(Math.max(...times))}`,
      };
    };
    const resting = row(await frames(), 'as pictures');
    await page.evaluate(() => {
      for (const figure of document.querySelectorAll('downhill-lab')) /** @type {any} */ (figure).run();
    });
    await until(page, 'all figures', () =>
      [...document.querySelectorAll('downhill-lab')].every((figure) =>
        ['running', 'resting', 'finished'].includes(/** @type {any} */ (figure).phase),
      ),
    );
    return [resting, row(await frames(), 'all started')];
  } finally {
    await browser.close();
    await host.close();
    await lab.close();
  }
}

/** Experiments of different kinds: what is drawn differs. */
const KINDS = [
  'spirals',
  'line-fit',
  'moons-noise',
  'digits-8x8',
  'breast-cancer',
  'lenet',
  'autoencoder',
  'rnn-10-50-10',
  'lstm-names',
  'self-attention',
  'transformer-names',
  'matrix-factorization',
];

/** Tasks that would make the page stutter. */
function longTasks() {
  return inBrowser(async (page, url) => {
    await page.addInitScript(() => {
      /** @type {{ start: number, duration: number }[]} */
      const tasks = [];
      new PerformanceObserver((list) => {
        for (const { startTime: start, duration } of list.getEntries()) tasks.push({ start, duration });
      }).observe({ type: 'longtask', buffered: true });
      Object.assign(window, { tasks });
    });
    /** @type {Map<string, number[]>} */
    const found = new Map();
    for (const id of KINDS) {
      await page.goto('about:blank');
      await page.goto(`${url}?device=cpu#experiment=${id}&run=1`);
      await untilNumber(page, SHOWN.step, '>=', 1);
      const from = await page.evaluate(() => performance.now());
      await page.waitForTimeout(30_000);
      /** @type {number[]} */
      const late = await page.evaluate(
        (from) =>
          /** @type {any} */ (window).tasks
            .filter((/** @type {any} */ { start }) => start >= from)
            .map((/** @type {any} */ { duration }) => Math.round(duration)),
        from,
      );
      if (late.length > 0) found.set(id, late);
    }
    const all = [...found].map(([id, tasks]) => `${id} ${tasks.length} (the longest ${Math.max(...tasks)} ms)`);
    return [
      {
        what: `Tasks over 50 ms on the page's own thread, 30 s of training in each of ${KINDS.length} experiments`,
        value: all.length === 0 ? '0' : all.join(', '),
        limit: '0',
      },
    ];
  });
}

/** What the panels cost: steps a second with those that an experiment opens with, and with all of them closed. */
function panels() {
  return inBrowser(async (page, url) => {
    /** @param {string} hash */
    const speed = async (hash) => {
      await page.goto('about:blank');
      await page.goto(`${url}?device=cpu#${hash}&run=1`);
      await untilNumber(page, SHOWN.step, '>=', 1);
      await page.waitForTimeout(6_000);
      const at = () =>
        page.evaluate((place) => [performance.now(), document.querySelector(place)?.textContent ?? ''], SHOWN.step);
      const read = async () => {
        const [time, text] = /** @type {[number, string]} */ (await at());
        return { time, step: Number(text.replaceAll(',', '')) };
      };
      const from = await read();
      await page.waitForTimeout(8_000);
      const to = await read();
      return (to.step - from.step) / (to.time - from.time);
    };
    /** @type {Row[]} */
    const rows = [];
    for (const [id, name] of [
      ['spirals', 'spirals'],
      ['digits-8x8', 'digits 8×8'],
      ['lenet', 'LeNet on MNIST'],
    ]) {
      const link = `experiment=${id}`;
      await page.goto('about:blank');
      await page.goto(`${url}?device=cpu#${link}&run=1`);
      await untilNumber(page, SHOWN.step, '>=', 1);
      const open = await page.evaluate(() =>
        [...document.querySelectorAll('[data-chart]')].map((panel) => panel.getAttribute('data-chart')).join(','),
      );
      /** @type {number[]} */
      const shares = [];
      for (let round = 0; round < 5; round++) {
        const [shown, closed] = [await speed(link), await speed(`${link}&view.closed=${open}`)];
        shares.push(shown / closed);
      }
      rows.push({
        what: `Steps a second with the panels that ${name} opens with, of those with all panels closed (median of ${shares.map((share) => share.toFixed(2)).join(', ')})`,
        value: `${Math.round(median(shares) * 100)}%`,
        limit: '85%',
      });
    }
    return rows;
  });
}

/**
 * Makes a public workload `window.model`.
 *
 * @param {Page} page
 * @param {string} id
 */
async function setUp(page, id) {
  await page.evaluate(
    async ({ scripts, id }) => {
      const { workload } = await import(`${scripts}bench.js`);
      const scope = /** @type {any} */ (window);
      scope.model?.close();
      scope.model = await scope.__bench.setup(workload(id));
    },
    { scripts: await scriptsOf(page), id },
  );
}

/**
 * Milliseconds a step of a loop over burn with nothing around it, in the worker that the page has.
 *
 * @param {Page} page
 * @param {string} id
 * @param {number} steps
 */
async function plainLoop(page, id, steps) {
  const [worker] = page.workers();
  return worker.evaluate(
    async ({ id, steps }) => {
      // The module that worker.js imported, by the same address, with the wasm that it started.
      const wasm = await import(new URL('../worker_cpu.js', self.location.href).href);
      return wasm.plain_loop(id, steps);
    },
    { id, steps },
  );
}

/**
 * Milliseconds a step of a public workload through Lab, worker and Session, with two views drawn at every report.
 *
 * @param {Page} page
 * @param {string} id
 */
async function withCharts(page, id) {
  const scripts = await scriptsOf(page);
  return page.evaluate(
    async ({ scripts, id }) => {
      const { Lab, checkpointOf, recipeOf, samplesOf, workload } = await import(`${scripts}bench.js`);
      const lab = new Lab({ device: 'cpu' });
      try {
        const { catalog } = await new Promise((resolve) => {
          lab.addEventListener('ready', (/** @type {CustomEvent} */ { detail }) => resolve(detail));
        });
        const task = workload(id);
        await lab.open({ checkpoint: checkpointOf(task, recipeOf(catalog, task, 'cpu')), data: samplesOf(task) });
        let [step, drawn] = [0, 0];
        lab.addEventListener('report', (/** @type {CustomEvent} */ { detail }) => {
          step = detail.step;
        });
        lab.addEventListener('shown', (/** @type {CustomEvent} */ { detail }) => {
          drawn += 1;
          detail.bitmap?.close();
        });
        const look = { width: 640, height: 320, scale: 1, dark: false, log: false, lang: 'en' };
        lab.send({ type: 'watch', views: ['loss', 'accuracy'].map((view) => ({ ...look, view })) });
        lab.send({ type: 'train', steps: null });
        /** The next report, and when it came. */
        const next = () =>
          new Promise((resolve) => {
            lab.addEventListener('report', () => resolve({ step, drawn, at: performance.now() }), { once: true });
          });
        await new Promise((resolve) => setTimeout(resolve, 6_000));
        const from = await next();
        await new Promise((resolve) => setTimeout(resolve, 6_000));
        const to = await next();
        return { ms: (to.at - from.at) / (to.step - from.step), charts: to.drawn - from.drawn };
      } finally {
        lab.dispose();
      }
    },
    { scripts, id },
  );
}

/** The price of Session, reports and charts, in turns with the plain loop, so that a busy moment hits both. */
function processor() {
  return inBrowser(async (page, url) => {
    await page.goto(`${url}bench.html?device=cpu`);
    // Once a model stands, so does the worker.
    await setUp(page, 'playground');
    /** @type {Row[]} */
    const rows = [];
    for (const [id, name, steps] of /** @type {const} */ ([
      ['mlp', 'MLP 784-128-10', 3000],
      ['lenet', 'LeNet', 300],
    ])) {
      const plain = [];
      const through = [];
      let charts = 0;
      for (let round = 0; round < 3; round++) {
        plain.push(await plainLoop(page, id, steps));
        const measured = await withCharts(page, id);
        through.push(measured.ms);
        charts += measured.charts;
      }
      plain.push(await plainLoop(page, id, steps));
      const ratio = median(through) / median(plain);
      rows.push({
        what: `${name}, batch 64, processor: a step through the worker (${charts} charts drawn), a plain loop ${ms(median(plain))}`,
        value: `${ms(median(through))}, ${ratio.toFixed(2)} times`,
        limit: '1.15 times',
      });
    }
    return rows;
  });
}

/** Milliseconds and dispatches of a step on the software adapter. */
function webgpu() {
  return inBrowser(
    async (page, url) => {
      await page.goto(`${url}bench.html?device=gpu&count=1`);
      /** @type {Row[]} */
      const rows = [];
      for (const [id, name] of [
        ['mlp', 'MLP 784-128-10'],
        ['lenet', 'LeNet'],
      ]) {
        await setUp(page, id);
        const run = (/** @type {number} */ from, /** @type {number} */ count) =>
          page.evaluate(
            async ([from, count]) => {
              const start = performance.now();
              await /** @type {any} */ (window).model.run(from, count);
              return performance.now() - start;
            },
            [from, count],
          );
        // Kernels are compiled in it.
        const first = await run(0, 1);
        await run(1, 2);
        const [worker] = page.workers();
        const count = () => worker.evaluate(() => Number(/** @type {any} */ (self).downhillDispatches));
        const before = await count();
        const steps = 10;
        const time = (await run(3, steps)) / steps;
        const dispatches = ((await count()) - before) / steps;
        rows.push({
          what: `${name}, batch 64, WebGPU on the software adapter: a step`,
          value: `${ms(time)}, ${dispatches.toFixed(1)} dispatches; the first ${ms(first)}`,
        });
      }
      return rows;
    },
    { webgpu: true },
  );
}

/** The experiment `mlp-64-adam` on all of MNIST, in the browser on the processor. */
function mnist() {
  return inBrowser(async (page, url) => {
    await page.goto(`${url}?lang=en&device=cpu#experiment=mlp-64-adam&run=1`);
    await untilNumber(page, SHOWN.step, '>=', 1);
    const from = performance.now();
    await until(
      page,
      'the end of the fifth epoch',
      (start) => document.querySelector(start)?.textContent?.trim() === 'Start',
      SHOWN.start,
      1_800_000,
    );
    const seconds = (performance.now() - from) / 1000;
    // The test set is evaluated in slices, with the last weights, after the last step.
    await page.waitForTimeout(5_000);
    const steps = await numberAt(page, SHOWN.step);
    const accuracy = await numberAt(page, '[data-chart=accuracy] .test dd');
    return [
      {
        what: `mlp-64-adam, all of MNIST, 5 epochs (${steps} steps, ${Math.round(seconds)} s): test accuracy`,
        value: `${accuracy}%`,
        limit: 'at least 96.5%',
      },
    ];
  });
}

/** @type {Record<string, () => Promise<Row[]>>} */
const PARTS = {
  'first-loss': firstLoss,
  figure,
  figures,
  'long-tasks': longTasks,
  panels,
  processor,
  webgpu,
  mnist,
};

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(name in PARTS));
if (unknown.length > 0) {
  console.error(`There is no ${unknown.join(', ')}. Parts: ${Object.keys(PARTS).join(', ')}.`);
  process.exit(2);
}
console.log('| what | measured | limit |\n|---|---|---|');
for (const [name, measure] of Object.entries(PARTS)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  try {
    for (const { what, value, limit = '' } of await measure()) console.log(`| ${what} | ${value} | ${limit} |`);
  } catch (error) {
    // The other parts are still worth measuring.
    console.log(`| ${name} | failed | |`);
    console.error(error);
    process.exitCode = 1;
  }
}
