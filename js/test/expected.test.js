import assert from 'node:assert/strict';
import { test } from 'node:test';

import { load } from '../src/index.js';
import { differences, wrongRows } from './compare.js';
import { CORE, MODEL, readExpected } from './dist.js';

const rows = await readExpected();

test('there are enough texts, and cues of every kind', () => {
  const texts = new Set(rows.map((row) => row.report.text));
  const cues = rows.flatMap((row) => row.report.sentences.flatMap((sentence) => sentence.cues));
  assert.ok(texts.size > 500, `${texts.size} texts`);
  assert.equal(new Set(cues.map((cue) => cue.kind)).size, 8);
});

test('every text has the answer of Python', async () => {
  const loaded = (options) => load({ core: CORE, model: MODEL, ...options });
  assert.deepEqual(await wrongRows(loaded, rows), []);
});

test('a batch has the answers of its texts', async () => {
  const plain = rows.filter((row) => Object.keys(row.options).length === 0);
  const detector = await load({ core: CORE, model: MODEL });
  const reports = detector.detectBatch(plain.map((row) => row.report.text));
  assert.equal(reports.length, plain.length);
  reports.forEach((report, k) => assert.deepEqual(differences(report, plain[k].report), []));
});

test('thousands of short texts in a batch have the answers that each has alone', async () => {
  const sentences = rows.flatMap((row) => row.report.sentences.map((sentence) => sentence.text));
  const texts = [...new Set(sentences)];
  assert.ok(texts.length > 1000, `${texts.length} texts`);
  const detector = await load({ core: CORE, model: MODEL });
  const reports = detector.detectBatch(texts);
  reports.forEach((report, k) => assert.deepEqual(report, detector.detect(texts[k])));
});
