/** hedging for JavaScript: `load` makes a Detector from the compiled core and a packed model. */

import { Core } from './core.js';
import { Detector } from './detector.js';
import { criteriaOf } from './options.js';
import { readSource } from './source.js';

export { Detector } from './detector.js';
export { InputError, InputTypeError, ModelError } from './errors.js';

const CORE = new URL('../dist/core.wasm', import.meta.url);
const MODEL = new URL('../dist/model.bin.gz', import.meta.url);

/**
 * A Detector. `core` and `model` are addresses or bytes; without them, those of this package are
 * read.
 * @param {import('./index.js').LoadOptions} [options]
 * @returns {Promise<Detector>}
 */
export async function load({ core = CORE, model = MODEL, ...options } = {}) {
  const [code, packed] = await Promise.all([readSource(core, 'core'), readSource(model, 'model')]);
  const opened = await Core.open(code, packed);
  return new Detector(opened, criteriaOf(opened.header, options));
}
