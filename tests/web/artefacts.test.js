// The built workers and scripts as programs.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { transform } from 'esbuild';
import { buildFolder } from './harness.js';

/**
 * Most pages of 64 KiB that the memory of a module may have; null where nothing says so.
 *
 * @param {Uint8Array} bytes
 */
function mostPages(bytes) {
  let at = 8;
  /** An unsigned number in LEB128. */
  const number = () => {
    let [value, shift, part] = [0, 0, 0];
    do {
      part = bytes[at++];
      value += (part & 0x7f) * 2 ** shift;
      shift += 7;
    } while (part & 0x80);
    return value;
  };
  while (at < bytes.length) {
    const section = bytes[at++];
    const end = number() + at;
    if (section === 5) {
      // One memory: whether it has a maximum, what it begins with, the maximum.
      const [, bounded] = [number(), number(), number()];
      return bounded & 1 ? number() : null;
    }
    at = end;
  }
  return null;
}

// A program that never calls `__wasm_call_ctors` itself has every export wrapped by the linker, in a `command_export` that
// runs all constructors first; see `start` in src/web/mod.rs.
for (const worker of ['worker_cpu', 'worker_gpu']) {
  test(`${worker}: no export runs the constructors before its work`, async () => {
    const module = await WebAssembly.compile(await readFile(join(buildFolder(), `${worker}_bg.wasm`)));
    const names = WebAssembly.Module.exports(module).map(({ name }) => name);
    assert.ok(names.includes('command'), `the exports are ${names.join(', ')}`);
    assert.deepEqual(
      names.filter((name) => name.includes('command_export')),
      [],
    );
  });

  test(`${worker}: its memory is bounded at two gigabytes`, async () => {
    assert.equal(mostPages(await readFile(join(buildFolder(), `${worker}_bg.wasm`))), 2 ** 31 / 2 ** 16);
  });
}

for (const script of ['first.js', 'guard.js']) {
  test(`${script}, which says what an old browser lacks, is read by one: nothing in it is newer than ECMAScript 5`, async () => {
    const code = await readFile(join(buildFolder(), 'js', script), 'utf8');
    // What is newer comes out as something else, or not at all.
    const older = await transform(code, { target: 'es5', minifyWhitespace: true, charset: 'utf8' });
    assert.equal(older.code, code);
  });
}
