import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { gunzipSync, gzipSync } from 'node:zlib';

import { InputError, InputTypeError, load, ModelError } from '../src/index.js';
import { CORE, MODEL } from './dist.js';

const core = await readFile(CORE);
const model = await readFile(MODEL);
const unpacked = gunzipSync(model);

/** A copy of the model with some bytes changed. */
const changed = (change) => {
  const copy = new Uint8Array(unpacked);
  change(copy, new DataView(copy.buffer));
  return copy;
};

/** The bytes of the header of the model. */
const headerSize = new DataView(unpacked.buffer, unpacked.byteOffset).getUint32(12, true);

test('core and model are addresses or bytes, packed or not', async () => {
  const text = 'Some say it may rain.';
  const expected = (await load({ core: CORE, model: MODEL })).detect(text);
  for (const source of [model, unpacked, String(MODEL), new Uint8Array(model).buffer]) {
    assert.deepEqual((await load({ core, model: source })).detect(text), expected);
  }
});

test('a detector says what is in force', async () => {
  const detector = await load({ core, model, threshold: 0.7, ignoreKinds: ['weasel'] });
  assert.match(detector.model, /^en-light-\d+$/);
  assert.equal(detector.scheme, 'general');
  assert.equal(detector.threshold, 0.7);
  assert.ok(!detector.hedgeKinds.includes('weasel'));
  assert.equal(detector.hedgeKinds.length, 5);
});

test('a file that is missing is named, with what to do', async () => {
  const missing = new URL('file:///nowhere/model.bin.gz');
  await assert.rejects(load({ core, model: missing }), (error) => {
    assert.ok(error instanceof ModelError);
    assert.match(error.message, /model from file:\/\/\/nowhere\/model\.bin\.gz.*js\/build\.py/);
    return true;
  });
});

test('what is no address is a wrong type', async () => {
  await assert.rejects(load({ core, model: 3 }), InputTypeError);
  await assert.rejects(load({ core: null, model }), InputTypeError);
});

test('damaged files are refused', async () => {
  const cut = gzipSync(unpacked.subarray(0, -1));
  const bent = Buffer.from(model);
  bent[bent.length >> 1] ^= 255;
  const cases = [
    [model.subarray(0, -9), /damaged/],
    [bent, /damaged/],
    [cut, /bytes, expected/],
    [Buffer.from('<!DOCTYPE html>'), /begin with "<!DOCTYP"/],
    [new Uint8Array(0), /got 0 bytes/],
    [changed((bytes, view) => view.setUint32(8, 9, true)), /version 9, expected 1/],
    // The first section says from which templates the core must have been compiled.
    [changed((bytes) => (bytes[16 + headerSize] ^= 1)), /do not fit the core/],
  ];
  for (const [bytes, message] of cases) {
    await assert.rejects(load({ core, model: bytes }), (error) => {
      assert.ok(error instanceof ModelError, error.stack);
      assert.match(error.message, message);
      return true;
    });
  }
  await assert.rejects(load({ core: core.subarray(0, 99), model }), /do not run/);
});

test('every damage of the header of a model is refused as one', async () => {
  let refused = 0;
  for (let at = 16; at < 16 + headerSize; at += 7) {
    const bytes = changed((all) => (all[at] ^= 4));
    try {
      await load({ core, model: bytes });
    } catch (error) {
      assert.ok(error instanceof ModelError, error.stack);
      refused += 1;
    }
  }
  assert.ok(refused > 20);
});

test('a core without its functions, and one that fails, is damaged', async () => {
  const empty = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
  // Its function `allocate` ends with a trap.
  const name = [...Buffer.from('allocate')];
  const trap = [
    ...empty, 1, 6, 1, 0x60, 1, 0x7f, 1, 0x7f, 3, 2, 1, 0, 7, 12, 1, 8, ...name, 0, 0, 10, 5, 1, 3,
    0, 0, 11,
  ];
  for (const bytes of [empty, trap]) {
    await assert.rejects(load({ core: Uint8Array.from(bytes), model }), (error) => {
      assert.ok(error instanceof ModelError, error.stack);
      assert.match(error.message, /damaged/);
      return true;
    });
  }
});

test('wrong options are refused with the value and the remedy', async () => {
  const cases = [
    [{ threshold: 2 }, InputError, /from 0 to 1, got 2/],
    [{ threshold: NaN }, InputError, /got NaN/],
    [{ threshold: '1' }, InputTypeError, /got "1"/],
    [{ hedgeKinds: 'weasel' }, InputTypeError, /a list of kinds as hedgeKinds, got "weasel"/],
    [{ hedgeKinds: [] }, InputError, /known kinds are epistemic/],
    [{ hedgeKinds: null }, InputTypeError, /got null/],
    [{ ignoreKinds: ['wesel'] }, InputError, /unknown kinds "wesel" in ignoreKinds/],
    [{ hedgeKinds: ['weasel'], ignoreKinds: ['weasel'] }, InputError, /no kind is left/],
  ];
  for (const [options, type, message] of cases) {
    await assert.rejects(load({ core, model, ...options }), (error) => {
      assert.ok(error instanceof type, error.stack);
      assert.match(error.message, message);
      return true;
    });
  }
});
