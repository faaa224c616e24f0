// The public workloads, with weights and samples from a seed, for a quick look without any other library.

/** @typedef {import('./task.js').Task} Task */
/** @typedef {import('./task.js').TaskLayer} TaskLayer */

const BATCHES = 20;

/** @type {(units: number) => TaskLayer} */
const dense = (o) => ({ t: 'dense', o });
/** @type {TaskLayer} */
const relu = { t: 'relu' };
/** @type {TaskLayer} */
const tanh = { t: 'tanh' };
/** @type {TaskLayer} */
const pool = { t: 'pool' };

const WORKLOADS = [
  { id: 'mlp', dimIn: 784, classes: 10, batch: 64, opt: 'sgd', lr: 0.1, layers: [dense(128), relu, dense(10)] },
  {
    id: 'lenet',
    dimIn: 784,
    classes: 10,
    batch: 64,
    opt: 'momentum',
    lr: 0.01,
    momentum: 0.9,
    layers: [
      { t: 'conv', o: 6, k: 5, pad: 2 },
      relu,
      pool,
      { t: 'conv', o: 16, k: 5, pad: 0 },
      relu,
      pool,
      dense(120),
      relu,
      dense(84),
      relu,
      dense(10),
    ],
  },
  {
    id: 'playground',
    dimIn: 2,
    classes: 0,
    batch: 10,
    opt: 'sgd',
    lr: 0.03,
    layers: [dense(8), tanh, dense(8), tanh, dense(1)],
  },
];

export const WORKLOAD_IDS = WORKLOADS.map(({ id }) => id);

/**
 * Mulberry32: the same numbers everywhere.
 *
 * @param {number} seed
 * @returns {() => number} from 0 to 1
 */
function generator(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * @param {string} id
 * @returns {Task}
 */
export function workload(id) {
  const found = WORKLOADS.find((known) => known.id === id);
  if (!found) throw new Error(`there is no workload ${id}`);
  const { layers, dimIn, classes, batch } = found;
  const random = generator(1);

  /** @type {Task['params']} */
  const params = [];
  /** @type {Task['p']} */
  const p = {};
  const put = (/** @type {string} */ name, /** @type {number[]} */ shape, /** @type {number} */ inputs) => {
    const bound = 1 / Math.sqrt(inputs);
    const length = shape.reduce((product, size) => product * size, 1);
    params.push({ name, shape });
    p[name] = Float32Array.from({ length }, () => (2 * random() - 1) * bound);
  };
  let [channels, side, values] = [1, Math.sqrt(dimIn), dimIn];
  layers.forEach((layer, index) => {
    const { t, o = 0, k = 0, pad = 0 } = layer;
    if (t === 'dense') {
      put(`${index}.w`, [values, o], values);
      put(`${index}.b`, [o], values);
      values = o;
    } else if (t === 'conv') {
      put(`${index}.w`, [o, channels, k, k], channels * k * k);
      put(`${index}.b`, [o], channels * k * k);
      [channels, side] = [o, side + 2 * pad - k + 1];
      values = channels * side * side;
    } else if (t === 'pool') {
      side = Math.floor(side / 2);
      values = channels * side * side;
    }
  });

  // Every class has a pattern, sparse as the ink of a digit, under noise: something that can be learnt.
  const n = BATCHES * batch;
  const kinds = classes || 2;
  const patterns = Array.from({ length: kinds }, (_, kind) =>
    Uint8Array.from({ length: dimIn }, (_, at) => Number(at % kinds === kind || random() < 0.1)),
  );
  const kindOf = Array.from({ length: n }, () => Math.floor(random() * kinds));
  const x = new Float32Array(n * dimIn);
  kindOf.forEach((kind, sample) => {
    for (let at = 0; at < dimIn; at++) x[sample * dimIn + at] = 0.8 * patterns[kind][at] + 0.2 * random();
  });
  const y = Float32Array.from(kindOf, (kind) => (classes ? kind : 2 * kind - 1));
  return /** @type {Task} */ ({ ...found, params, p, x, y, n, nBatches: BATCHES });
}
