// The safetensors format: eight bytes with the length of a JSON header, the header, the numbers.

/**
 * @typedef {object} Tensor
 * @property {number[]} shape
 * @property {Float32Array | Uint8Array} values
 */

/**
 * @param {Record<string, Tensor>} tensors
 * @param {Record<string, string>} [metadata]
 */
export function write(tensors, metadata = {}) {
  /** @type {Record<string, unknown>} */
  const header = { __metadata__: metadata };
  let end = 0;
  // Wider numbers first, so that each begins where its size divides the offset.
  const entries = Object.entries(tensors).sort(
    ([, a], [, b]) => b.values.BYTES_PER_ELEMENT - a.values.BYTES_PER_ELEMENT,
  );
  for (const [name, { shape, values }] of entries) {
    const begin = end;
    end += values.byteLength;
    header[name] = { dtype: values instanceof Uint8Array ? 'U8' : 'F32', shape, data_offsets: [begin, end] };
  }
  const text = new TextEncoder().encode(JSON.stringify(header));
  const start = 8 + Math.ceil(text.length / 8) * 8;
  const file = new Uint8Array(start + end).fill(0x20, 8, start);
  new DataView(file.buffer).setBigUint64(0, BigInt(start - 8), true);
  file.set(text, 8);
  let at = start;
  for (const [, { values }] of entries) {
    file.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), at);
    at += values.byteLength;
  }
  return file;
}

/**
 * The same file with other metadata.
 *
 * @param {Uint8Array} file
 * @param {(metadata: Record<string, string>) => Record<string, string>} change
 */
export function withMetadata(file, change) {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const start = 8 + Number(view.getBigUint64(0, true));
  const header = JSON.parse(new TextDecoder().decode(file.subarray(8, start)));
  header.__metadata__ = change(header.__metadata__);
  const text = new TextEncoder().encode(JSON.stringify(header));
  const length = Math.ceil(text.length / 8) * 8;
  const changed = new Uint8Array(8 + length + file.length - start).fill(0x20, 8, 8 + length);
  new DataView(changed.buffer).setBigUint64(0, BigInt(length), true);
  changed.set(text, 8);
  changed.set(file.subarray(start), 8 + length);
  return changed;
}
