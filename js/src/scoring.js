/**
 * Sums of weights → probabilities, kinds and scores, by the formulas of hedging/model/scoring.py
 * and hedging/engine/pipeline.py. `Math.exp` and its like may differ from numpy's in the last bit.
 */

const MARGIN = 1e-4;

/** @param {number} x a log-odds */
export function logistic(x) {
  return 1 / (1 + Math.exp(Math.min(Math.max(-x, -60), 60)));
}

/** @param {number} probability */
export function logOdds(probability) {
  const p = Math.min(Math.max(probability, MARGIN), 1 - MARGIN);
  return Math.log(p / (1 - p));
}

/**
 * The likeliest kind of a candidate that can be of the kinds in `mask`. The sums of its kinds begin
 * at `row`, and are used if there are several.
 * @param {number} mask
 * @param {import('./core.js').Column} sums
 * @param {number} row
 * @param {number} kinds how many there are
 */
export function chooseKind(mask, sums, row, kinds) {
  if (!hasChoice(mask)) return Math.log2(mask);
  let best = -1;
  for (let kind = 0; kind < kinds; kind += 1) {
    if ((mask >> kind) & 1 && (best < 0 || sums[row + kind] > sums[row + best])) best = kind;
  }
  return best;
}

/** @param {number} mask the kinds that a candidate can be of, a bit for each */
export function hasChoice(mask) {
  return (mask & (mask - 1)) !== 0;
}

/**
 * @typedef {object} ScoredCue
 * @property {number} row its row among the columns of the core
 * @property {number} kind
 * @property {number} probability
 * @property {number} hedgeProbability the same, or 0 for a kind that makes no sentence hedged
 */

/**
 * The score of a sentence with these cues; `wordSum` sums the weights of its words, if these count.
 * @param {ScoredCue[]} cues
 * @param {number} wordSum
 * @param {import('./model.js').Header} header
 */
export function scoreSentence(cues, wordSum, header) {
  const misses = cues.reduce(
    (sum, cue) => sum + Math.log1p(-Math.min(cue.hedgeProbability, 1 - 1e-9)),
    0,
  );
  const evidence = header.slope * logOdds(-Math.expm1(misses)) + header.intercept;
  const words = header.sentenceScale === null ? 0 : header.sentenceScale * wordSum;
  return logistic(evidence + words);
}

/**
 * The cues of a sentence that are shown: the likely cues, and of a hedged sentence without a likely
 * cue of a kind that makes it hedged, the strongest such cue.
 * @param {ScoredCue[]} cues
 * @param {boolean} hedged
 * @param {number} threshold
 */
export function shownCues(cues, hedged, threshold) {
  const isLikely = (/** @type {ScoredCue} */ cue) => cue.probability >= threshold;
  const explained = cues.some((cue) => isLikely(cue) && cue.hedgeProbability > 0);
  if (!hedged || explained) return cues.filter(isLikely);
  const strongest = cues.reduce((most, cue) => Math.max(most, cue.hedgeProbability), 0);
  return cues.filter(
    (cue) => isLikely(cue) || (cue.hedgeProbability > 0 && cue.hedgeProbability === strongest),
  );
}
