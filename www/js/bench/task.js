// A task of the measuring page as the product knows it: a Recipe, a Checkpoint with its weights, and its samples.

import { write } from './safetensors.js';

/** @typedef {import('../protocol.js').Catalog} Catalog */
/** @typedef {import('../protocol.js').Entry} Entry */
/** @typedef {import('../protocol.js').Recipe} Recipe */
/** @typedef {import('./safetensors.js').Tensor} Tensor */

/**
 * @typedef {object} TaskLayer
 * @property {string} t dense, relu, tanh, conv, pool, rnn or encoder
 * @property {number} [o] units or filters
 * @property {number} [k] size of a filter
 * @property {number} [pad]
 * @property {number} [d] width of the encoder
 * @property {number} [heads]
 * @property {number} [ff]
 */

/**
 * Initial weights and data in the terms that all libraries are measured in.
 * @typedef {object} Task
 * @property {string} id
 * @property {number} batch
 * @property {'sgd' | 'momentum' | 'adam'} opt
 * @property {number} lr
 * @property {number} [momentum]
 * @property {TaskLayer[]} layers
 * @property {{ name: string, shape: number[] }[]} params
 * @property {Record<string, Float32Array>} p
 * @property {Float32Array} x
 * @property {Float32Array} y
 * @property {number} n
 * @property {number} dimIn
 * @property {number} classes
 * @property {number} nBatches
 */

/** Rows of a picture that a recurrent layer or an encoder reads. */
const FEATURES = 28;

/** @param {string} what @returns {never} */
function unsupported(what) {
  throw new Error(`unsupported: ${what}`);
}

/**
 * An entry of the catalog with its parameters in the order in which its record declares them.
 *
 * @param {Catalog['layers']} entries
 * @param {string} id
 * @param {(number | undefined)[]} values
 * @returns {Entry}
 */
function entry(entries, id, values) {
  const record = entries.find((known) => known.id === id) ?? unsupported(id);
  /** @type {Record<string, number>} */
  const params = {};
  values.forEach((value, index) => {
    if (value !== undefined) params[record.params[index].id] = value;
  });
  return { id, params };
}

/**
 * What the product calls such a layer: mostly one of its own.
 *
 * @param {Catalog} catalog
 * @param {TaskLayer} layer
 */
function layerEntries({ layers }, layer) {
  switch (layer.t) {
    case 'dense':
    case 'rnn':
      return [entry(layers, layer.t, [layer.o])];
    case 'conv':
      return [entry(layers, 'conv', [layer.o, layer.k, layer.pad ?? 0])];
    case 'pool':
      return [entry(layers, 'pool', [2])];
    case 'encoder':
      return [
        entry(layers, 'embedding', [layer.d]),
        entry(layers, 'block', [layer.heads, layer.ff]),
        entry(layers, 'mean', []),
      ];
    default:
      return [entry(layers, layer.t, [])];
  }
}

/**
 * @param {Catalog} catalog
 * @param {Task} task
 * @param {import('../protocol.js').DeviceChoice} device
 * @returns {Recipe}
 */
export function recipeOf(catalog, task, device) {
  // The product's networks end with a dense layer for the data's classes, which no Recipe lists, and perhaps an activation.
  const last = task.layers.at(-1)?.t ?? '';
  const activation = ['tanh', 'relu'].includes(last) ? last : 'identity';
  const listed = activation === 'identity' ? task.layers : task.layers.slice(0, -1);
  const output = listed.at(-1);
  if (output?.t !== 'dense' || output.o !== (task.classes || 1)) unsupported('a network without a dense output layer');
  const rates = { sgd: [task.lr], momentum: [task.lr, task.momentum], adam: [task.lr] }[task.opt];
  const layers = listed.slice(0, -1).flatMap((layer) => layerEntries(catalog, layer));
  const recipe = {
    version: 1,
    seed: 1,
    device,
    data: { id: 'own' },
    shuffle: false,
    network: { id: 'sequential', params: { layers, output: activation } },
    loss: task.classes ? 'cross_entropy' : 'half_mse',
    optimizer: entry(catalog.optimizers, task.opt, rates ?? unsupported(task.opt)),
    batch: task.batch,
  };
  // The worker fills in what is left out.
  return /** @type {Recipe} */ (/** @type {unknown} */ (recipe));
}

/**
 * The shape of one input: a picture only where a layer needs one.
 *
 * @param {Task} task
 */
function inputShape({ layers, params, dimIn }) {
  const index = layers.findIndex(({ t }) => ['conv', 'pool', 'rnn', 'encoder'].includes(t));
  if (index < 0 || layers.slice(0, index).some(({ t }) => t === 'dense')) return [dimIn];
  if (layers[index].t === 'rnn' || layers[index].t === 'encoder') return [1, dimIn / FEATURES, FEATURES];
  const filters = params.find(({ name, shape }) => name.endsWith('.w') && shape.length === 4);
  const channels = filters?.shape[1] ?? 1;
  const side = Math.sqrt(dimIn / channels);
  if (!Number.isInteger(side)) unsupported(`pictures of ${dimIn} values`);
  return [channels, side, side];
}

/**
 * The samples, exactly as many as the batches take.
 *
 * @param {Task} task
 */
export function samplesOf(task) {
  const n = task.nBatches * task.batch;
  if (task.classes > 256) unsupported(`${task.classes} classes`);
  const y = task.y.subarray(0, n);
  return write(
    {
      inputs: { shape: [n, ...inputShape(task)], values: task.x.subarray(0, n * task.dimIn) },
      targets: task.classes ? { shape: [n], values: Uint8Array.from(y) } : { shape: [n, 1], values: y },
    },
    task.classes ? { classes: String(task.classes) } : {},
  );
}

/**
 * [in, out] as PyTorch has it, [out, in].
 *
 * @param {Tensor} tensor
 * @returns {Tensor}
 */
function transposed({ shape: [rows, columns], values }) {
  const turned = new Float32Array(values.length);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) turned[column * rows + row] = values[row * columns + column];
  }
  return { shape: [columns, rows], values: turned };
}

/**
 * Three tensors, one below the other.
 *
 * @param {Tensor[]} tensors
 * @returns {Tensor}
 */
function stacked(tensors) {
  const [{ shape }] = tensors;
  const values = new Float32Array(tensors.reduce((sum, tensor) => sum + tensor.values.length, 0));
  let at = 0;
  for (const tensor of tensors) {
    values.set(tensor.values, at);
    at += tensor.values.length;
  }
  return { shape: [shape[0] * tensors.length, ...shape.slice(1)], values };
}

/**
 * The task's weights under the names and in the layouts of PyTorch, which are those of a Checkpoint.
 *
 * @param {Task} task
 * @param {Recipe} recipe
 */
export function checkpointOf(task, recipe) {
  const shapes = new Map(task.params.map(({ name, shape }) => [name, shape]));
  /** @type {Record<string, Tensor>} */
  const tensors = {};
  /** The product's number of the layer. */
  let at = 0;
  task.layers.forEach(({ t }, index) => {
    const own = (/** @type {string} */ name) => {
      const shape = shapes.get(`${index}.${name}`);
      if (!shape) throw new Error(`the task has no parameter ${index}.${name}`);
      return { shape, values: task.p[`${index}.${name}`] };
    };
    const put = (/** @type {string} */ name, /** @type {Tensor} */ tensor) => {
      tensors[`${at}.${name}`] = tensor;
    };
    switch (t) {
      case 'dense':
        put('weight', transposed(own('w')));
        put('bias', own('b'));
        break;
      case 'conv':
        put('weight', own('w'));
        put('bias', own('b'));
        break;
      case 'rnn':
        put('weight_ih_l0', transposed(own('wx')));
        put('weight_hh_l0', transposed(own('wh')));
        put('bias_ih_l0', own('b'));
        put('bias_hh_l0', { shape: own('b').shape, values: new Float32Array(own('b').values.length) });
        break;
      case 'encoder':
        put('weight', transposed(own('we')));
        put('bias', own('be'));
        put('positions', own('pos'));
        at += 1;
        put('self_attn.in_proj_weight', stacked(['wq', 'wk', 'wv'].map((name) => transposed(own(name)))));
        put('self_attn.in_proj_bias', stacked(['bq', 'bk', 'bv'].map(own)));
        put('self_attn.out_proj.weight', transposed(own('wo')));
        put('self_attn.out_proj.bias', own('bo'));
        put('norm1.weight', own('g1'));
        put('norm1.bias', own('n1'));
        put('linear1.weight', transposed(own('w1')));
        put('linear1.bias', own('b1'));
        put('linear2.weight', transposed(own('w2')));
        put('linear2.bias', own('b2'));
        put('norm2.weight', own('g2'));
        put('norm2.bias', own('n2'));
        // The mean learns nothing.
        at += 1;
        break;
    }
    at += 1;
  });
  return write(tensors, { downhill: JSON.stringify({ recipe }) });
}
