/** An address or bytes → bytes, decompressed, in a browser and in Node. */

import { InputTypeError, ModelError } from './errors.js';

/** @typedef {string | URL | ArrayBuffer | ArrayBufferView} Source */

/**
 * The content of a source.
 * @param {Source} source
 * @param {string} what the name of the option, for errors
 * @returns {Promise<Uint8Array<ArrayBuffer>>}
 */
export async function readSource(source, what) {
  if (source instanceof ArrayBuffer) return decompressed(new Uint8Array(source), what);
  if (ArrayBuffer.isView(source)) {
    const { buffer, byteOffset, byteLength } = source;
    return decompressed(new Uint8Array(buffer, byteOffset, byteLength).slice(), what);
  }
  if (typeof source !== 'string' && !(source instanceof URL)) {
    throw new InputTypeError(`expected an address or bytes as ${what}, got ${typeof source}`);
  }
  return decompressed(await fetched(source, what), what);
}

/**
 * @param {string | URL} address
 * @param {string} what
 */
async function fetched(address, what) {
  const remedy = `build it with "python js/build.py", or give its address as ${what}`;
  try {
    if (String(address).startsWith('file:') && typeof process !== 'undefined') {
      // Node does not fetch files. Bundlers for browsers are told to leave its library alone.
      const files = 'node:fs/promises';
      const { readFile } = await import(/* webpackIgnore: true */ /* @vite-ignore */ files);
      return new Uint8Array(await readFile(new URL(address)));
    }
    const response = await fetch(address);
    if (response.ok) return new Uint8Array(await response.arrayBuffer());
    throw new Error(`the server answers ${response.status}`);
  } catch (error) {
    const reason = error instanceof Error ? error.message : error;
    throw new ModelError(`cannot read ${what} from ${address}: ${reason}; ${remedy}`, { cause: error });
  }
}

/**
 * The bytes; if they are a gzip file, what it holds. Servers differ in whether they unpack it.
 * @param {Uint8Array<ArrayBuffer>} bytes
 * @param {string} what
 */
async function decompressed(bytes, what) {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    const unpacked = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
    return new Uint8Array(await new Response(unpacked).arrayBuffer());
  } catch (error) {
    throw new ModelError(`the file of ${what} (${bytes.length} bytes) is damaged: load it again`, {
      cause: error,
    });
  }
}
