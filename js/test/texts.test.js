import assert from 'node:assert/strict';
import { test } from 'node:test';

import { InputTypeError, load } from '../src/index.js';
import { CORE, MODEL } from './dist.js';

const detector = await load({ core: CORE, model: MODEL });

/** All cues of a report. */
const cuesOf = (report) => report.sentences.flatMap((sentence) => sentence.cues);

test('offsets are those of JavaScript', () => {
  const text = '😀 It may 😀 rain. \ud800 Some 𝔬fficials say it might.';
  const report = detector.detect(text);
  assert.ok(cuesOf(report).length >= 2);
  for (const part of [...report.sentences, ...cuesOf(report)]) {
    assert.equal(text.slice(part.start, part.end), part.text);
  }
});

test('a text without a sentence scores 0', () => {
  for (const text of ['', ' \r\n ', '\0']) {
    const report = detector.detect(text);
    assert.deepEqual([report.score, report.sentences], [0, []]);
  }
});

test('no texts have no reports', () => {
  assert.deepEqual(detector.detectBatch([]), []);
});

test('any iterable is a batch, of more than a round', () => {
  const texts = new Set(Array.from({ length: 9 }, (_, k) => `It may rain ${k}. `.repeat(9000)));
  const reports = detector.detectBatch(texts);
  assert.deepEqual(reports.map((report) => report.text), [...texts]);
  for (const report of reports) assert.equal(report.sentences.length, 9000);
});

test('a long text leaves no trace in what comes after it', () => {
  const before = detector.detect('It may rain in May.');
  const long = detector.detect('Some say it could rain; others doubt it. '.repeat(50_000));
  assert.equal(long.sentences.length, 50_000);
  assert.deepEqual(detector.detect('It may rain in May.'), before);
});

test('what is no text is named', () => {
  const wrong = [undefined, null, 3, ['It may rain.'], {}];
  for (const value of wrong) assert.throws(() => detector.detect(value), InputTypeError);
  assert.throws(() => detector.detect(['a']), /an array.*detectBatch/s);
  assert.throws(() => detector.detectBatch('It may rain.'), /wrap it in a list/);
  assert.throws(() => detector.detectBatch(3), InputTypeError);
  assert.throws(() => detector.detectBatch(['a', null]), /text 1 is null/);
});
