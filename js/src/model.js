/** The packed file of a model → its header, and its tables in the memory of the core. */

import { ModelError } from './errors.js';
import { PACKINGS } from './packing.js';

/** js/packed.py writes this version. */
const VERSION = 1;
const MAGIC = 'HEDGPACK';
const TABLES_MAGIC = 'HEDGTABL';
const HEADER_SIZE = 16;
const ROW_SIZE = 24;
/** The number of the section with the characters, and of their index by pages of 256. */
const CHARACTERS = 26;
const CHARACTER_PAGES = 25;
const PAGES = 0x1100;

/** @typedef {{scale: number, bias: number}} Line what makes a score of a sum of weights */
/** @typedef {{number: number, packing: string, size: number, packedSize: number}} SectionRow */
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
 * @property {Line} kindWeights
 * @property {number | null} sentenceScale
 * @property {number} tables
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
  /** @type {Header} */
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(HEADER_SIZE, at)));
  const packed = header.sections.map((row) => bytes.subarray(at, (at += row.packedSize)));
  if (at !== bytes.length) {
    throw new ModelError(
      `the packed model has ${bytes.length} bytes, expected ${at}: load it again`,
    );
  }
  return { header, packed };
}

/** @typedef {(size: number) => Uint8Array} Allocate gives room on a boundary of 8 bytes */

/**
 * The tables of a model as a flat file.
 * @param {Header} header
 * @param {Uint8Array[]} packed
 * @param {Allocate} allocate
 */
export function unpackTables(header, packed, allocate) {
  const rows = header.sections.filter((row) => row.number !== CHARACTERS);
  return flatFile(header.tables, rows, allocate, (target, k, before) =>
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
  const index = header.sections.findIndex((row) => row.number === CHARACTERS);
  const pages = { number: CHARACTER_PAGES, size: 2 * PAGES };
  return flatFile(header.tables, [pages, header.sections[index]], allocate, (target, k, before) => {
    if (k === 0) {
      new Uint16Array(target.buffer, target.byteOffset, PAGES).forEach((_, page, all) => {
        all[page] = page;
      });
    } else PACKINGS[header.sections[index].packing](packed[index], target, before);
  });
}

/**
 * A flat file as hedging/kernel/tables.py describes it.
 * @param {number} version
 * @param {{number: number, size: number}[]} rows
 * @param {Allocate} allocate
 * @param {(target: Uint8Array, k: number, before: Uint8Array) => void} fill
 */
function flatFile(version, rows, allocate, fill) {
  /** @type {number[]} */
  const offsets = [];
  let size = HEADER_SIZE + ROW_SIZE * rows.length;
  for (const row of rows) {
    size = Math.ceil(size / 8) * 8;
    offsets.push(size);
    size += row.size;
  }
  const content = allocate(size);
  const view = new DataView(content.buffer, content.byteOffset, size);
  content.set(new TextEncoder().encode(TABLES_MAGIC));
  view.setUint32(8, version, true);
  view.setUint32(12, rows.length, true);
  let before = content.subarray(0, 0);
  rows.forEach((row, k) => {
    const at = HEADER_SIZE + ROW_SIZE * k;
    view.setBigUint64(at, BigInt(row.number), true);
    view.setBigUint64(at + 8, BigInt(offsets[k]), true);
    view.setBigUint64(at + 16, BigInt(row.size), true);
    const target = content.subarray(offsets[k], offsets[k] + row.size);
    fill(target, k, before);
    before = target;
  });
  return content;
}
