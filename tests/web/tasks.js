// Tasks for the measuring page, small enough to be computed by reference.js too.

/** @typedef {import('./reference.js').Layer} Layer */

/**
 * @typedef {object} Task
 * @property {string} id
 * @property {number} batch
 * @property {'sgd' | 'momentum' | 'adam'} opt
 * @property {number} lr
 * @property {number} [momentum]
 * @property {Layer[]} layers
 * @property {{ name: string, shape: number[] }[]} params
 * @property {Record<string, Float32Array>} p
 * @property {Float32Array} x
 * @property {Float32Array} y
 * @property {number} n
 * @property {number} dimIn
 * @property {number} classes
 * @property {number} nBatches
 */

/** Park and Miller's generator: from 0 to 1, the same everywhere. @param {number} seed */
function generator(seed) {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

/** Shapes of a layer's parameters, in the order of their creation. @param {Layer} layer @param {number} inputs @param {number} channels @returns {Record<string, number[]>} */
function shapesOf({ t, o = 0, k = 0, d = 0, ff = 0 }, inputs, channels) {
  switch (t) {
    case 'dense':
      return { w: [inputs, o], b: [o] };
    case 'conv':
      return { w: [o, channels, k, k], b: [o] };
    case 'rnn':
      return { wx: [28, o], wh: [o, o], b: [o] };
    case 'encoder':
      return {
        we: [28, d],
        be: [d],
        pos: [28, d],
        wq: [d, d],
        bq: [d],
        wk: [d, d],
        bk: [d],
        wv: [d, d],
        bv: [d],
        wo: [d, d],
        bo: [d],
        g1: [d],
        n1: [d],
        w1: [d, ff],
        b1: [ff],
        w2: [ff, d],
        b2: [d],
        g2: [d],
        n2: [d],
      };
    default:
      return {};
  }
}

/**
 * @param {Pick<Task, 'id' | 'layers' | 'dimIn' | 'classes' | 'batch'> & Partial<Task>} wanted
 * @returns {Task}
 */
export function task(wanted) {
  const { layers, dimIn, classes, batch } = wanted;
  const nBatches = wanted.nBatches ?? 3;
  const random = generator(7);
  /** @type {Task['params']} */
  const params = [];
  /** @type {Task['p']} */
  const p = {};
  let [inputs, channels, side] = [dimIn, 1, Math.sqrt(dimIn)];
  layers.forEach((layer, index) => {
    for (const [parameter, shape] of Object.entries(shapesOf(layer, inputs, channels))) {
      const name = `${index}.${parameter}`;
      const length = shape.reduce((product, size) => product * size, 1);
      const bound =
        1 / Math.sqrt(shape.length > 1 ? length / (parameter === 'w' && shape.length === 4 ? shape[0] : shape[1]) : 4);
      params.push({ name, shape });
      p[name] = Float32Array.from({ length }, () => (2 * random() - 1) * bound + (/^g\d$/.test(parameter) ? 1 : 0));
    }
    const { t, o = 0, k = 0, pad = 0, d = 0 } = layer;
    if (t === 'conv') [channels, side] = [o, side + 2 * pad - k + 1];
    if (t === 'pool') side = Math.floor(side / 2);
    if (t === 'conv' || t === 'pool') inputs = channels * side * side;
    else inputs = o || d || inputs;
  });
  const n = nBatches * batch;
  return {
    opt: 'sgd',
    lr: 0.1,
    ...wanted,
    params,
    p,
    // More samples than the batches take: the rest must stay unused.
    x: Float32Array.from({ length: (n + 5) * dimIn }, random),
    y: Float32Array.from({ length: n + 5 }, () => (classes ? Math.floor(random() * classes) : random() < 0.5 ? -1 : 1)),
    n: n + 5,
    nBatches,
  };
}
