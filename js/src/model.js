/** The packed file of a model → its header, and its tables in the memory of the core. */

import { ModelError } from './errors.js';
import { PACKINGS } from './packing.js';
import { FILES, FINGERPRINT, PAGES } from './schema.js';

/** js/packed.py writes this version. */
const VERSION = 1;
const MAGIC = 'HEDGPACK';
const TABLES_MAGIC = 'HEDGTABL';
const HEADER_SIZE = 16;
const TABLES_HEADER_SIZE = 24;
const TABLES_ROW_SIZE = 16;
/** The packed section of the characters, which is none of the tables of the model. */
const CHARACTERS = 'characters';

/** @typedef {{scale: number, bias: number}} Line what makes a score of a sum of weights */
/** @typedef {{name: string, packing: string, size: number, packedSize: number}} SectionRow */
/**
 * @typedef {object} Header
 * @property {string} model
 * @property {string} scheme
 * @property {string} unicode
 * @property {string[]} kinds
 * @property {string[]} hedgeKinds
 * @property {number} threshold
 * @property {number} cueThreshold
 * @property {number} slope
 * @property {number} intercept
 * @property {Line} cueWeights
 * @property {number | null} sentenceScale
 * @property {string} fingerprint of the core that reads the tables, in hexadecimal digits
 * @property {SectionRow[]} sections
 */

/**
 * The header of a packed model, and its packed sections.
 * @param {Uint8Array} bytes
 * @returns {{header: Header, packed: Uint8Array[]}}
 */
export function readModel(bytes) {
  const magic = String.fromCharCode(...bytes.subarray(0, MAGIC.length));
  if (magic !== MAGIC || bytes.length < HEADER_SIZE) {
    throw new ModelError(
      `expected the packed file of a model, got ${bytes.length} bytes that begin with ` +
        `${JSON.stringify(magic)}: make it with "python js/build.py"`,
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const version = view.getUint32(8, true);
  if (version !== VERSION) {
    throw new ModelError(
      `the packed model has version ${version}, expected ${VERSION}: take the model and the ` +
        'package from one release',
    );
  }
  let at = HEADER_SIZE + view.getUint32(12, true);
  const { header, fingerprint } = parseHeader(bytes.subarray(HEADER_SIZE, at));
  if (fingerprint !== FINGERPRINT) {
    throw new ModelError(
      `the tables of model ${header.model} do not fit the package: take the model, the core and ` +
        'the package from one build',
    );
  }
  const packed = header.sections.map((row) => bytes.subarray(at, (at += row.packedSize)));
  if (at !== bytes.length) {
    throw new ModelError(
      `the packed model has ${bytes.length} bytes, expected ${at}: load it again`,
    );
  }
  return { header, packed };
}

/** The fields that a header must have, with their types. */
const FIELDS = {
  model: 'string',
  scheme: 'string',
  unicode: 'string',
  kinds: 'list',
  hedgeKinds: 'list',
  threshold: 'number',
  cueThreshold: 'number',
  slope: 'number',
  intercept: 'number',
  cueWeights: 'object',
  fingerprint: 'string',
  sections: 'list',
};

/**
 * @param {Uint8Array} bytes
 * @returns {{header: Header, fingerprint: bigint}}
 */
function parseHeader(bytes) {
  try {
    const header = JSON.parse(new TextDecoder().decode(bytes));
    for (const [name, type] of Object.entries(FIELDS)) {
      const value = header[name];
      if ((Array.isArray(value) ? 'list' : typeof value) !== type) {
        throw new TypeError(`${name} is ${JSON.stringify(value)}, expected a ${type}`);
      }
    }
    return { header, fingerprint: BigInt(`0x${header.fingerprint}`) };
  } catch (error) {
    throw new ModelError(
      `the header of the packed model is damaged (${error}): make it again with ` +
        '"python js/build.py"',
      { cause: error },
    );
  }
}

/** @typedef {(size: number) => Uint8Array} Allocate gives room on a boundary of 8 bytes */

/**
 * The tables of a model as a flat file.
 * @param {Header} header
 * @param {Uint8Array[]} packed
 * @param {Allocate} allocate
 */
export function unpackTables(header, packed, allocate) {
  const rows = header.sections.filter((row) => row.name !== CHARACTERS);
  return flatFile(FILES.model, rows, allocate, (target, k, before) =>
    PACKINGS[rows[k].packing](packed[header.sections.indexOf(rows[k])], target, before),
  );
}

/**
 * The tables of all characters as a flat file.
 * @param {Header} header
 * @param {Uint8Array[]} packed
 * @param {Allocate} allocate
 */
export function unpackCharacters(header, packed, allocate) {
  const index = header.sections.findIndex((row) => row.name === CHARACTERS);
  const { packing, size } = header.sections[index];
  const rows = [{ name: 'page', size: 2 * PAGES }, { name: 'packed', size }];
  return flatFile(FILES.characters, rows, allocate, (target, k, before) => {
    if (k === 0) {
      new Uint16Array(target.buffer, target.byteOffset, PAGES).forEach((_, page, all) => {
        all[page] = page;
      });
    } else PACKINGS[packing](packed[index], target, before);
  });
}

/**
 * A flat file as hedging/kernel/tables.py describes it. A section that has no row is empty.
 * @param {{number: number, sections: string[]}} file
 * @param {{name: string, size: number}[]} rows
 * @param {Allocate} allocate
 * @param {(target: Uint8Array, k: number, before: Uint8Array) => void} fill
 */
function flatFile(file, rows, allocate, fill) {
  /** @type {number[]} */
  const offsets = [];
  let size = TABLES_HEADER_SIZE + TABLES_ROW_SIZE * file.sections.length;
  for (const row of rows) {
    size = Math.ceil(size / 8) * 8;
    offsets.push(size);
    size += row.size;
  }
  const content = allocate(size);
  const view = new DataView(content.buffer, content.byteOffset, size);
  content.set(new TextEncoder().encode(TABLES_MAGIC));
  view.setBigUint64(8, FINGERPRINT, true);
  view.setBigUint64(16, BigInt(file.number), true);
  content.fill(0, TABLES_HEADER_SIZE, TABLES_HEADER_SIZE + TABLES_ROW_SIZE * file.sections.length);
  let before = content.subarray(0, 0);
  rows.forEach((row, k) => {
    const at = TABLES_HEADER_SIZE + TABLES_ROW_SIZE * file.sections.indexOf(row.name);
    view.setBigUint64(at, BigInt(offsets[k]), true);
    view.setBigUint64(at + 8, BigInt(row.size), true);
    const target = content.subarray(offsets[k], offsets[k] + row.size);
    fill(target, k, before);
    before = target;
  });
  return content;
}
