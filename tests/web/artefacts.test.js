// The built workers as programs.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { DIST } from './harness.js';

// A program that never calls `__wasm_call_ctors` itself has every export wrapped by the linker, in a `command_export` that
// runs all constructors first; see `start` in src/web/mod.rs.
for (const worker of ['worker_cpu', 'worker_gpu']) {
  test(`${worker}: no export runs the constructors before its work`, async () => {
    const module = await WebAssembly.compile(await readFile(join(DIST, `${worker}_bg.wasm`)));
    const names = WebAssembly.Module.exports(module).map(({ name }) => name);
    assert.ok(names.includes('command'), `the exports are ${names.join(', ')}`);
    assert.deepEqual(
      names.filter((name) => name.includes('command_export')),
      [],
    );
  });
}
