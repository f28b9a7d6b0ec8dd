/** Texts, core and model → how fast Node is, as JSON: what benchmarks/javascript.py measures. */

import { readFile } from 'node:fs/promises';

import { load } from '../js/src/index.js';

const [texts, core, model, repeats] = process.argv.slice(2);
const articles = JSON.parse(await readFile(texts, 'utf8'));
const bytes = await Promise.all([readFile(core), readFile(model)]);

/** Seconds that a call takes. */
async function seconds(call) {
  const start = performance.now();
  await call();
  return (performance.now() - start) / 1000;
}

let detector;
const loaded = await seconds(async () => {
  detector = await load({ core: bytes[0], model: bytes[1] });
});
const first = await seconds(() => detector.detect(articles[0]));
let batch = Infinity;
let article = Infinity;
for (let turn = 0; turn < Number(repeats); turn++) {
  batch = Math.min(batch, await seconds(() => detector.detectBatch(articles)));
  article = Math.min(article, await seconds(() => detector.detect(articles[turn])));
}
const sentences = detector.detectBatch(articles).flatMap((report) => report.sentences).length;
console.log(JSON.stringify({ loaded, first, batch, article, sentences }));
