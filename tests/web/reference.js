// The networks of the measuring page once more, as plain loops in double precision: slow, short, and nobody else's code.

/** @typedef {{ t: string, o?: number, k?: number, pad?: number, d?: number, heads?: number, ff?: number }} Layer */
/** @typedef {Record<string, ArrayLike<number>>} Weights by `<layer index>.<parameter>` */

const TOKENS = 28;

/** x·W + b, with W of [in, out]. @param {number[]} x @param {ArrayLike<number>} w @param {ArrayLike<number>} b */
const affine = (x, w, b) =>
  Array.from(b, (bias, j) => x.reduce((sum, value, i) => sum + value * w[i * b.length + j], bias));

/** @param {number[]} x @param {ArrayLike<number>} scale @param {ArrayLike<number>} shift */
function layerNorm(x, scale, shift) {
  const mean = x.reduce((sum, value) => sum + value, 0) / x.length;
  const variance = x.reduce((sum, value) => sum + (value - mean) ** 2, 0) / x.length;
  return x.map((value, i) => ((value - mean) / Math.sqrt(variance + 1e-5)) * scale[i] + shift[i]);
}

/** @param {number[]} x */
export function softmax(x) {
  const largest = Math.max(...x);
  const powers = x.map((value) => Math.exp(value - largest));
  const sum = powers.reduce((total, value) => total + value, 0);
  return powers.map((value) => value / sum);
}

/** @param {number[]} x @param {number} length */
const rows = (x, length) =>
  Array.from({ length: x.length / length }, (_, row) => x.slice(row * length, (row + 1) * length));

/**
 * What comes out of a network for one input.
 *
 * @param {Layer[]} layers
 * @param {Weights} p
 * @param {number[]} input
 */
export function forward(layers, p, input) {
  let x = input;
  let side = Math.sqrt(input.length);
  let channels = 1;
  layers.forEach((layer, index) => {
    const own = (/** @type {string} */ name) => p[`${index}.${name}`];
    const { t, o = 0, k = 0, pad = 0, heads = 1, d = 0 } = layer;
    if (t === 'dense') x = affine(x, own('w'), own('b'));
    else if (t === 'relu') x = x.map((value) => Math.max(0, value));
    else if (t === 'tanh') x = x.map(Math.tanh);
    else if (t === 'conv') {
      const [before, from, size] = [x, side, side + 2 * pad - k + 1];
      const pixel = (/** @type {number} */ c, /** @type {number} */ row, /** @type {number} */ column) =>
        row < 0 || column < 0 || row >= from || column >= from ? 0 : before[(c * from + row) * from + column];
      const out = [];
      for (let filter = 0; filter < o; filter++)
        for (let row = 0; row < size; row++)
          for (let column = 0; column < size; column++) {
            let sum = own('b')[filter];
            for (let c = 0; c < channels; c++)
              for (let i = 0; i < k; i++)
                for (let j = 0; j < k; j++)
                  sum +=
                    pixel(c, row + i - pad, column + j - pad) * own('w')[((filter * channels + c) * k + i) * k + j];
            out.push(sum);
          }
      [x, side, channels] = [out, size, o];
    } else if (t === 'pool') {
      const [before, from, size] = [x, side, Math.floor(side / 2)];
      x = Array.from({ length: channels * size * size }, (_, at) => {
        const [c, row, column] = [Math.floor(at / size / size), Math.floor(at / size) % size, at % size];
        const corner = (c * from + 2 * row) * from + 2 * column;
        return Math.max(...[0, 1, from, from + 1].map((next) => before[corner + next]));
      });
      side = size;
    } else if (t === 'rnn') {
      let state = new Array(o).fill(0);
      for (const row of rows(x, x.length / TOKENS)) {
        const fromState = affine(state, own('wh'), new Float32Array(o));
        state = affine(row, own('wx'), own('b')).map((value, i) => Math.tanh(value + fromState[i]));
      }
      x = state;
    } else if (t === 'encoder') {
      const tokens = rows(x, x.length / TOKENS).map((row, place) =>
        affine(row, own('we'), own('be')).map((value, i) => value + own('pos')[place * d + i]),
      );
      const [q, key, v] = ['q', 'k', 'v'].map((name) =>
        tokens.map((token) => affine(token, own(`w${name}`), own(`b${name}`))),
      );
      const depth = d / heads;
      const ends = tokens.map((token, place) => {
        const mixed = Array.from({ length: heads }, (_, head) => {
          const part = (/** @type {number[]} */ values) => values.slice(head * depth, (head + 1) * depth);
          const weights = softmax(
            key.map(
              (other) => part(other).reduce((sum, value, i) => sum + value * part(q[place])[i], 0) / Math.sqrt(depth),
            ),
          );
          return Array.from({ length: depth }, (_, i) =>
            v.reduce((sum, value, at) => sum + weights[at] * part(value)[i], 0),
          );
        }).flat();
        const attended = affine(mixed, own('wo'), own('bo'));
        const first = layerNorm(
          token.map((value, i) => value + attended[i]),
          own('g1'),
          own('n1'),
        );
        const inner = affine(first, own('w1'), own('b1')).map((value) => Math.max(0, value));
        const fed = affine(inner, own('w2'), own('b2'));
        return layerNorm(
          first.map((value, i) => value + fed[i]),
          own('g2'),
          own('n2'),
        );
      });
      x = Array.from({ length: d }, (_, i) => ends.reduce((sum, end) => sum + end[i], 0) / ends.length);
    } else throw new Error(`no layer ${t}`);
  });
  return x;
}

/**
 * The loss of one sample: cross-entropy, or ½(o − y)² where there are no classes.
 *
 * @param {number[]} output
 * @param {number} target
 * @param {number} classes
 */
export const lossOf = (output, target, classes) =>
  classes ? -Math.log(softmax(output)[target]) : (output[0] - target) ** 2 / 2;

/**
 * A network of dense layers, trained; the loss of each batch before its update.
 *
 * @param {import('./tasks.js').Task} task
 * @param {number} steps
 */
export function trainDense(task, steps) {
  const { layers, batch, dimIn, classes, nBatches, lr } = task;
  /** @type {Record<string, Float64Array>} */
  const p = Object.fromEntries(Object.entries(task.p).map(([name, values]) => [name, Float64Array.from(values)]));
  const zeros = () =>
    Object.fromEntries(Object.entries(p).map(([name, { length }]) => [name, new Float64Array(length)]));
  const [first, second] = [zeros(), zeros()];
  const losses = [];
  for (let step = 0; step < steps; step++) {
    const gradients = zeros();
    let loss = 0;
    for (let sample = 0; sample < batch; sample++) {
      const at = (step % nBatches) * batch + sample;
      const inputs = [Array.from(task.x.subarray(at * dimIn, (at + 1) * dimIn))];
      layers.forEach((layer, index) => {
        inputs.push(forward([layer], { '0.w': p[`${index}.w`], '0.b': p[`${index}.b`] }, inputs[index]));
      });
      const output = inputs[layers.length];
      loss += lossOf(output, task.y[at], classes) / batch;
      let gradient = classes
        ? softmax(output).map((share, i) => (share - (i === task.y[at] ? 1 : 0)) / batch)
        : [(output[0] - task.y[at]) / batch];
      for (let index = layers.length - 1; index >= 0; index--) {
        const [x, y] = [inputs[index], inputs[index + 1]];
        const { t } = layers[index];
        if (t === 'relu') gradient = gradient.map((value, i) => (y[i] > 0 ? value : 0));
        else if (t === 'tanh') gradient = gradient.map((value, i) => value * (1 - y[i] ** 2));
        else {
          const [w, gw, gb] = [p[`${index}.w`], gradients[`${index}.w`], gradients[`${index}.b`]];
          gradient.forEach((value, j) => {
            gb[j] += value;
          });
          const below = gradient;
          x.forEach((value, i) => {
            below.forEach((of, j) => {
              gw[i * below.length + j] += value * of;
            });
          });
          gradient = x.map((_, i) => below.reduce((sum, of, j) => sum + of * w[i * below.length + j], 0));
        }
      }
    }
    for (const [name, values] of Object.entries(p)) {
      const [m, v] = [first[name], second[name]];
      gradients[name].forEach((gradient, i) => {
        if (task.opt === 'sgd') values[i] -= lr * gradient;
        else if (task.opt === 'momentum') {
          m[i] = (task.momentum ?? 0) * m[i] + gradient;
          values[i] -= lr * m[i];
        } else {
          m[i] = 0.9 * m[i] + 0.1 * gradient;
          v[i] = 0.999 * v[i] + 0.001 * gradient ** 2;
          const [mean, square] = [m[i] / (1 - 0.9 ** (step + 1)), v[i] / (1 - 0.999 ** (step + 1))];
          values[i] -= (lr * mean) / (Math.sqrt(square) + 1e-8);
        }
      });
    }
    losses.push(loss);
  }
  return losses;
}
