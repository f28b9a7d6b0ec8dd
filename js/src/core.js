/** Texts → columns, by the compiled core with the tables of a model. */

import { InputError, ModelError } from './errors.js';
import { readModel, unpackCharacters, unpackTables } from './model.js';
import { COLUMNS, DOCUMENT_BREAK } from './schema.js';

/** @typedef {Float64Array | Int32Array | Uint8Array | Uint16Array} Column */

/**
 * A column by the type of its values. Of numbers of 64 bits, 32 are needed: the even places.
 * @type {Record<string, (bytes: ArrayBuffer) => Column>}
 */
const READERS = {
  i8: (bytes) => {
    const halves = new Int32Array(bytes);
    return Int32Array.from({ length: halves.length / 2 }, (_, k) => halves[2 * k]);
  },
  i4: (bytes) => new Int32Array(bytes),
  u2: (bytes) => new Uint16Array(bytes),
  u1: (bytes) => new Uint8Array(bytes),
  f8: (bytes) => new Float64Array(bytes),
};

const LINE_END = 10;

/**
 * What the core says of a round of texts: the first sentence of each document, where sentences and
 * cues stand in their documents (in code points), the sentence of each cue, and sums of weights.
 * Only cues that can be of several kinds have a row in `choiceSums`.
 * @typedef {Record<keyof typeof COLUMNS, Column>} Columns
 */

/** The compiled core with one model. */
export class Core {
  /** @type {any} */
  #exports;

  /**
   * @param {Record<string, unknown>} exports
   * @param {import('./model.js').Header} header
   */
  constructor(exports, header) {
    this.#exports = exports;
    this.header = header;
  }

  /**
   * A core with the tables of a packed model.
   * @param {Uint8Array<ArrayBuffer>} code
   * @param {Uint8Array} model
   */
  static async open(code, model) {
    const { header, packed } = readModel(model);
    let instance;
    try {
      instance = await WebAssembly.instantiate(await WebAssembly.compile(code));
    } catch (error) {
      throw new ModelError(
        `expected the core as WebAssembly, got ${code.length} bytes that do not run (${error}): ` +
          'make it with "python js/build.py"',
        { cause: error },
      );
    }
    const core = new Core(instance.exports, header);
    try {
      core.#put(unpackTables(header, packed, core.#allocate), core.#exports.open_tables);
      core.#put(unpackCharacters(header, packed, core.#allocate), core.#exports.open_characters);
      core.#exports.keep();
    } catch (error) {
      if (error instanceof ModelError) throw error;
      throw new ModelError(
        `the core or the model is damaged (${error}): make both again with "python js/build.py"`,
        { cause: error },
      );
    }
    return core;
  }

  /**
   * The columns of a round of texts.
   * @param {string[]} texts
   * @returns {Columns}
   */
  score(texts) {
    const exports = this.#exports;
    const units = texts.reduce((total, text) => total + text.length + DOCUMENT_BREAK, 0);
    exports.reset();
    try {
      // Code points are at most as many as code units.
      const codes = this.#allocate(4 * units);
      const documents = this.#allocate(4 * (texts.length + 1));
      // The memory may have moved while it grew.
      const { buffer } = exports.memory;
      writeCodes(
        texts,
        new Uint32Array(buffer, codes.byteOffset, units),
        new Uint32Array(buffer, documents.byteOffset, texts.length + 1),
      );
      const failed = exports.score(codes.byteOffset, documents.byteOffset, texts.length);
      if (failed) throw new RangeError(`the core answers ${failed}`);
      return this.#columns();
    } catch (error) {
      if (error instanceof WebAssembly.RuntimeError) {
        throw new ModelError(
          `the core is damaged (${error}): make it again with "python js/build.py"`,
          { cause: error },
        );
      }
      if (!(error instanceof RangeError)) throw error;
      throw new InputError(
        `no memory for a text of ${units} characters (${error.message}): split it into parts`,
        { cause: error },
      );
    } finally {
      exports.reset();
    }
  }

  /** @type {import('./model.js').Allocate} */
  #allocate = (size) => {
    const at = this.#exports.allocate(size) >>> 0;
    if (at === 0) throw new RangeError(`${size} bytes are too many`);
    return new Uint8Array(this.#exports.memory.buffer, at, size);
  };

  /**
   * @param {Uint8Array} content
   * @param {(at: number, size: number) => number} open
   */
  #put(content, open) {
    if (open(content.byteOffset, content.length) === 0) return;
    throw new ModelError(
      `the tables of model ${this.header.model} do not fit the core: take the model and the core ` +
        'from one build',
    );
  }

  /** @returns {Columns} */
  #columns() {
    const { memory, column, column_size: sizeOf } = this.#exports;
    const read = Object.entries(COLUMNS).map(([name, { number, type }]) => {
      const at = column(number) >>> 0;
      return [name, READERS[type](memory.buffer.slice(at, at + (sizeOf(number) >>> 0)))];
    });
    return Object.fromEntries(read);
  }
}

/**
 * Write the code points of texts, each with line ends behind it, and where each begins and all end.
 * A surrogate without its other half is a code point of its own, as it is in Python.
 * @param {string[]} texts
 * @param {Uint32Array} codes
 * @param {Uint32Array} documents
 */
function writeCodes(texts, codes, documents) {
  let at = 0;
  texts.forEach((text, number) => {
    documents[number] = at;
    for (let k = 0; k < text.length; k++) {
      const unit = text.charCodeAt(k);
      const isPair = unit >= 0xd800 && unit < 0xdc00 && isLow(text.charCodeAt(k + 1));
      codes[at++] = isPair ? /** @type {number} */ (text.codePointAt(k++)) : unit;
    }
    codes.fill(LINE_END, at, (at += DOCUMENT_BREAK));
  });
  documents[texts.length] = at;
}

/** @param {number} unit */
const isLow = (unit) => unit >= 0xdc00 && unit < 0xe000;
