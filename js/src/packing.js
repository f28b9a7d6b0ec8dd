/** Packed sections of a model → the bytes that js/packed.py packed. */

/** @typedef {(packed: Uint8Array, target: Uint8Array, before: Uint8Array) => void} Unpack */

/**
 * Each way of packing. `target` has the size of what is unpacked and begins on a boundary of 8
 * bytes; `before` is the section before it, unpacked.
 * @type {Record<string, Unpack>}
 */
export const PACKINGS = { plain, rising, slots, sparse, runs };

/** @type {Unpack} */
function plain(packed, target) {
  target.set(packed);
}

/**
 * The steps between sorted numbers of 64 bits, first the lowest byte of each, then the next.
 * @type {Unpack}
 */
function rising(packed, target) {
  const halves = new Uint32Array(target.buffer, target.byteOffset, target.length / 4);
  const count = target.length / 8;
  let low = 0;
  let high = 0;
  for (let k = 0; k < count; k++) {
    const sum = low + half(packed, k, count);
    low = sum >>> 0;
    high = (high + half(packed, k + 4 * count, count) + (sum > 0xffffffff ? 1 : 0)) >>> 0;
    halves[2 * k] = low;
    halves[2 * k + 1] = high;
  }
}

/**
 * The number whose four bytes stand `stride` apart.
 * @param {Uint8Array} bytes
 * @param {number} at
 * @param {number} stride
 */
function half(bytes, at, stride) {
  const top = bytes[at + 3 * stride] * 0x1000000;
  return top + bytes[at] + (bytes[at + stride] << 8) + (bytes[at + 2 * stride] << 16);
}

/**
 * The first row of each slot of the sorted hashes before; the last hash is only their end.
 * @type {Unpack}
 */
function slots(_packed, target, before) {
  const first = new Uint32Array(target.buffer, target.byteOffset, target.length / 4);
  const halves = new Uint32Array(before.buffer, before.byteOffset, before.length / 4);
  const shift = 32 - Math.log2(first.length);
  const count = halves.length / 2 - 1;
  let row = 0;
  for (let slot = 0; slot < first.length; slot++) {
    while (row < count && halves[2 * row + 1] >>> shift < slot) row++;
    first[slot] = row;
  }
}

/**
 * A bit for each weight that says whether it is other than zero, then those that are.
 * @type {Unpack}
 */
function sparse(packed, target) {
  let at = target.length / 8;
  target.fill(0);
  for (let k = 0; k < target.length; k += 8) {
    for (let bits = packed[k >> 3], place = k; bits; bits >>= 1, place++) {
      if (bits & 1) target[place] = packed[at++];
    }
  }
}

/**
 * Runs of code points with the same class and the same way to the lower-cased form.
 * @type {Unpack}
 */
function runs(packed, target) {
  const count = packed.length / 9;
  const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength);
  const entries = new Uint32Array(target.buffer, target.byteOffset, target.length / 4);
  let code = 0;
  for (let k = 0; k < count; k++) {
    const stop = code + view.getUint32(4 * k, true);
    const way = view.getInt32(4 * (count + k), true);
    const entry = (packed[8 * count + k] << 24) + way;
    for (; code < stop; code++) entries[code] = entry + code;
  }
}
