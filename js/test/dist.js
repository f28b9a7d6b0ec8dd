/** Where the built files lie: `dist/`, or the folder that HEDGING_DIST names. */

import { readFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';

const { HEDGING_DIST } = process.env;
const FOLDER = HEDGING_DIST
  ? pathToFileURL(`${HEDGING_DIST}/`)
  : new URL('../dist/', import.meta.url);

export const CORE = new URL('core.wasm', FOLDER);
export const MODEL = new URL('model.bin.gz', FOLDER);

/** The rows that expected.py wrote. */
export async function readExpected() {
  return JSON.parse(await readFile(new URL('expected.json', FOLDER), 'utf8'));
}
