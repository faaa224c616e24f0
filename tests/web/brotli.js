// Prints how many bytes each file named on the command line has after brotli at quality 11,
// one number a line. `cargo xtask test` compares them with the limits.

import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { brotliCompress, constants } from 'node:zlib';

const compress = promisify(brotliCompress);

const sizes = process.argv.slice(2).map(async (path) => {
  const bytes = await readFile(path);
  const packed = await compress(bytes, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: 11,
      [constants.BROTLI_PARAM_LGWIN]: 22,
      [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
    },
  });
  return packed.length;
});

for (const size of await Promise.all(sizes)) console.log(size);
