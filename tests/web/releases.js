// Releases beside each other and one after the other, made from the one that was built.

import { cp, readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { buildFolder, DIST } from './harness.js';

const TAGLINE = 'A neural network learns in front of you';

/** What names the build at the top of a release. */
const NAMING = ['.html', '.js', '.webmanifest'];

/**
 * Another version of the page, with its own name and tagline.
 *
 * @param {string} site Where it is written; what lies there already stays.
 * @param {string} name Of its build: `build-…`.
 * @param {string} tagline
 */
export async function publish(site, name, tagline) {
  const build = basename(buildFolder());
  await cp(DIST, site, { recursive: true, filter: (path) => basename(path) !== build });
  await cp(buildFolder(), join(site, name), { recursive: true });
  for (const file of await readdir(site)) {
    if (NAMING.includes(extname(file))) await replace(join(site, file), build, name);
  }
  for (const file of await readdir(join(site, name), { recursive: true })) {
    if (extname(file) === '.js') await replace(join(site, name, file), TAGLINE, tagline);
  }
}

/** @param {string} path @param {string} from @param {string} to */
async function replace(path, from, to) {
  const text = await readFile(path, 'utf8');
  if (text.includes(from)) await writeFile(path, text.replaceAll(from, to));
}
