// How the page's modules import each other: every import finds its file, no folder imports from below it, and no module
// is there that nobody asks for. Types in comments count too.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../../www/js/', import.meta.url));

/** As www/js/main.js lists them. */
const FOLDERS = ['ui', 'recipe', 'lab', 'state', 'parts', 'embed', 'panels'];

/** What is loaded by a page or as a worker. */
const ENTRIES = ['begin.js', 'main.js', 'first.js', 'bench.js', 'worker.js', 'poster.js', 'guard.js', 'examples.js'];

const modules = readdirSync(ROOT, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.js'))
  .sort();

/** What a module imports, in its code and in the types of its comments, relative to www/js. @param {string} name */
function importsOf(name) {
  const found = readFileSync(join(ROOT, name), 'utf8').matchAll(/(?:\bfrom |\bimport |\bimport\()'(\.[^']+)'/g);
  return [...found].map(([, path]) => normalize(join(dirname(name), path)));
}

const imports = modules.flatMap((from) => importsOf(from).map((to) => ({ from, to })));

test('every import finds its file', () => {
  const there = new Set([...modules, 'protocol.js']);
  // lit-html lies beside the folder.
  const lost = imports.filter(({ to }) => !there.has(to) && !to.startsWith('../vendor/'));
  assert.deepEqual(lost, []);
  assert.ok(imports.length > 100, 'imports are recognised');
});

test('a folder imports only from folders above it', () => {
  /** The protocol is everybody's; of the rest, entries import whatever they like. @param {string} name */
  const rank = (name) => {
    const [folder, file] = name.split('/');
    if (folder === '..' || name === 'protocol.js') return -1;
    return file && folder !== 'bench' ? FOLDERS.indexOf(folder) : FOLDERS.length;
  };
  for (const name of modules) assert.ok(rank(name) >= 0, `${name} is in a folder of the list`);
  assert.deepEqual(
    imports.filter(({ from, to }) => rank(to) > rank(from)),
    [],
  );
});

test('no panel imports from another', () => {
  const panel = (/** @type {string} */ name) => /^panels\/([^/]+)\//.exec(name)?.[1];
  const across = imports.filter(({ from, to }) => panel(from) && panel(to) && panel(from) !== panel(to));
  assert.deepEqual(across, []);
});

test('every module is imported, or an entry', () => {
  const wanted = new Set([...ENTRIES, ...imports.map(({ to }) => to)]);
  assert.deepEqual(
    modules.filter((name) => !wanted.has(name)),
    [],
  );
});
