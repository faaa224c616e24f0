// Builds the example books (tests/books), each by its own tool, which is installed into the cache: once for each list of
// versions. As a program it builds all of them, or those that are named: `node tests/web/books.js mkdocs`.

import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { OUTPUT } from './harness.js';

const BOOKS = fileURLToPath(new URL('../books/', import.meta.url));
const CACHE = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'downhill', 'books');

/** The host that the books name, in place of wherever Downhill is served. */
export const HOST = 'https://lab.example/';

/** @param {string} program @param {string[]} args @param {string} folder */
function run(program, args, folder) {
  const { status, error, stdout, stderr } = spawnSync(program, args, { cwd: folder, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} failed: ${error ?? ''}\n${stdout}\n${stderr}`);
}

/**
 * A folder of the cache with what a list of versions names; installed again where the list has changed.
 *
 * @param {string} name
 * @param {string} list
 * @param {(folder: string) => void} install
 */
function installed(name, list, install) {
  const folder = join(CACHE, name);
  const wanted = createHash('sha256').update(readFileSync(list)).digest('hex');
  const mark = join(folder, '.installed');
  if (existsSync(mark) && readFileSync(mark, 'utf8') === wanted) return folder;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  install(folder);
  writeFileSync(mark, wanted);
  return folder;
}

/** The programs of the tools that PyPI has. */
function python() {
  const list = join(BOOKS, 'requirements.txt');
  const folder = installed('python', list, (into) => {
    run('python3', ['-m', 'venv', into], BOOKS);
    run(join(into, 'bin', 'pip'), ['install', '--quiet', '--disable-pip-version-check', '-r', list], BOOKS);
  });
  return (/** @type {string} */ program) => join(folder, 'bin', program);
}

/** VitePress wants its packages beside the book. @param {string} into */
function vitepress(into) {
  const book = join(BOOKS, 'vitepress');
  const folder = installed('vitepress', join(book, 'package-lock.json'), (fresh) => {
    for (const file of ['package.json', 'package-lock.json']) cpSync(join(book, file), join(fresh, file));
    run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], fresh);
  });
  for (const part of ['.vitepress', 'index.md']) cpSync(join(book, part), join(folder, part), { recursive: true });
  run(join(folder, 'node_modules', '.bin', 'vitepress'), ['build', '--outDir', into], folder);
}

/** @param {string} theme */
const sphinx = (theme) => (/** @type {string} */ into) =>
  run(python()('sphinx-build'), ['-q', '-W', '-D', `html_theme=${theme}`, join(BOOKS, 'sphinx'), into], BOOKS);

/** The books, each with what builds it into a folder. @type {Record<string, (into: string) => void>} */
const BUILDS = {
  mdbook: (into) => run(python()('mdbook'), ['build', join(BOOKS, 'mdbook'), '--dest-dir', into], BOOKS),
  mkdocs: (into) =>
    run(python()('mkdocs'), ['build', '-q', '-f', join(BOOKS, 'mkdocs', 'mkdocs.yml'), '-d', into], BOOKS),
  furo: sphinx('furo'),
  pydata: sphinx('pydata_sphinx_theme'),
  vitepress,
};

export const NAMES = Object.keys(BUILDS);

/**
 * Builds a book and returns the folder of its pages.
 *
 * @param {string} name
 */
export function build(name) {
  const into = join(OUTPUT, 'books', name);
  rmSync(into, { recursive: true, force: true });
  mkdirSync(into, { recursive: true });
  BUILDS[name](into);
  return into;
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const named = process.argv.slice(2);
  for (const name of named.length > 0 ? named : NAMES) console.log(build(name));
}
