// The built workers as programs: what their exports do before they do their work.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { DIST } from './harness.js';

/** Sections of a WebAssembly module, by their numbers in its specification. */
const [TYPES, IMPORTS, FUNCTIONS, EXPORTS, CODE] = [1, 2, 3, 7, 10];

/** Reads a module's bytes from `at` on. @param {Uint8Array} bytes */
function reader(bytes, at = 0) {
  const byte = () => bytes[at++];
  /** An unsigned number in LEB128. */
  const number = () => {
    let [value, shift, part] = [0, 0, 0];
    do {
      part = byte();
      value += (part & 0x7f) * 2 ** shift;
      shift += 7;
    } while (part & 0x80);
    return value;
  };
  return {
    byte,
    number,
    name: () => {
      const length = number();
      at += length;
      return new TextDecoder().decode(bytes.subarray(at - length, at));
    },
    /** So many of them, read one after another. @template T @param {() => T} one @returns {T[]} */
    list: (one) => Array.from({ length: number() }, one),
    skip: (/** @type {number} */ count) => {
      at += count;
    },
    get at() {
      return at;
    },
  };
}

/**
 * The functions that a module exports, with what each begins by calling: a function's number and whether it takes and
 * returns nothing; null where it begins otherwise.
 *
 * @param {Uint8Array} bytes
 * @returns {{ name: string, calls: { index: number, plain: boolean } | null }[]}
 */
function exported(bytes) {
  /** @type {Map<number, ReturnType<typeof reader>>} */
  const sections = new Map();
  const all = reader(bytes, 8);
  while (all.at < bytes.length) {
    const id = all.byte();
    const size = all.number();
    sections.set(id, reader(bytes, all.at));
    all.skip(size);
  }
  const section = (/** @type {number} */ id) => {
    const found = sections.get(id);
    assert.ok(found, `section ${id}`);
    return found;
  };
  const types = section(TYPES);
  const plain = types.list(() => {
    assert.equal(types.byte(), 0x60, 'a function type');
    return [types.list(types.byte), types.list(types.byte)].flat().length === 0;
  });
  const imports = section(IMPORTS);
  const imported = imports.list(() => {
    imports.name();
    imports.name();
    // Only functions: wasm-bindgen's modules bring their own memory and tables.
    assert.equal(imports.byte(), 0, 'an imported function');
    return imports.number();
  });
  const functions = section(FUNCTIONS);
  const typeOf = [...imported, ...functions.list(functions.number)];
  const code = section(CODE);
  const bodies = code.list(() => {
    const size = code.number();
    const body = reader(bytes, code.at);
    code.skip(size);
    return body;
  });
  const exports = section(EXPORTS);
  const found = exports.list(() => ({ name: exports.name(), kind: exports.byte(), index: exports.number() }));
  return found
    .filter(({ kind, index }) => kind === 0 && index >= imported.length)
    .map(({ name, index }) => {
      const body = bodies[index - imported.length];
      body.list(() => [body.number(), body.byte()]);
      const calls = body.byte() === 0x10 ? body.number() : null;
      return { name, calls: calls === null ? null : { index: calls, plain: plain[typeOf[calls]] } };
    });
}

// A program that never calls `__wasm_call_ctors` has every export wrapped by the linker in a `….command_export`, which
// begins by calling it. Those names are gone from a release; what they do is not.
for (const worker of ['worker_cpu', 'worker_gpu']) {
  test(`${worker}: no export runs the constructors before its work`, async () => {
    const bytes = await readFile(join(DIST, `${worker}_bg.wasm`));
    assert.ok(!bytes.includes('.command_export'), 'an export is a command_export');
    const exports = exported(bytes);
    assert.ok(exports.length > 5, 'memory, closures and commands are exported');
    /** @type {Map<number, string[]>} */
    const begins = new Map();
    for (const { name, calls } of exports) {
      if (calls?.plain) begins.set(calls.index, [...(begins.get(calls.index) ?? []), name]);
    }
    // `main` calls them once.
    for (const names of begins.values()) assert.ok(names.length < 2, `the same before each of ${names.join(', ')}`);
  });
}
