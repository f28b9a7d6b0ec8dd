/** A Detector: texts → reports, in rounds, as hedging/detector.py has them. */

import { InputTypeError } from './errors.js';
import { unitsOf } from './offsets.js';
import { chooseKind, hasChoice, logistic, scoreSentence, shownCues } from './scoring.js';

/** Short texts are scored together until they reach so many characters. */
const ROUND = 1 << 18;

/** @typedef {import('./core.js').Columns} Columns */
/** @typedef {import('./scoring.js').ScoredCue} ScoredCue */
/** @typedef {import('./index.js').Report} Report */
/** @typedef {import('./index.js').Sentence} Sentence */

/** Finds and scores hedging cues with one model under one scheme; made by `load`. */
export class Detector {
  #core;
  #criteria;

  /**
   * @param {import('./core.js').Core} core
   * @param {import('./options.js').Criteria} criteria
   */
  constructor(core, criteria) {
    this.#core = core;
    this.#criteria = criteria;
  }

  get model() {
    return this.#core.header.model;
  }

  get scheme() {
    return this.#core.header.scheme;
  }

  get threshold() {
    return this.#criteria.threshold;
  }

  get hedgeKinds() {
    return [...this.#criteria.hedgeKinds];
  }

  /**
   * Score one document.
   * @param {string} text
   * @returns {Report}
   */
  detect(text) {
    if (typeof text !== 'string') {
      throw new InputTypeError(
        `expected a string, got ${typeOf(text)}: pass a list of texts to detectBatch`,
      );
    }
    return this.#scoreRound([text])[0];
  }

  /**
   * Score any number of documents.
   * @param {Iterable<string>} texts
   * @returns {Report[]}
   */
  detectBatch(texts) {
    if (typeof texts === 'string' || typeof texts?.[Symbol.iterator] !== 'function') {
      throw new InputTypeError(
        `expected a list of texts, got ${typeOf(texts)}: wrap it in a list, or call detect`,
      );
    }
    return [...rounds(texts)].flatMap((round) => this.#scoreRound(round));
  }

  /** @param {string[]} texts */
  #scoreRound(texts) {
    // As in hedging/text/markup.py: models miss cues between marks of strong emphasis.
    const columns = this.#core.score(texts.map((text) => text.replaceAll('**', '  ')));
    const cues = this.#scoreCues(columns);
    return texts.map((text, number) => this.#report(text, number, columns, cues));
  }

  /**
   * The cues of each sentence, without the kinds that are left out.
   * @param {Columns} columns
   * @returns {ScoredCue[][]}
   */
  #scoreCues(columns) {
    const { cueWeights, kinds } = this.#core.header;
    const { isHedgeKind, isIgnored } = this.#criteria;
    /** @type {ScoredCue[][]} */
    const cues = Array.from(columns.sentenceStart, () => []);
    let choice = 0;
    columns.cueMask.forEach((mask, row) => {
      const kind = chooseKind(mask, columns.choiceSums, choice, kinds.length);
      if (hasChoice(mask)) choice += kinds.length;
      if (isIgnored[kind]) return;
      const probability = logistic(cueWeights.bias + cueWeights.scale * columns.cueSum[row]);
      const hedgeProbability = isHedgeKind[kind] ? probability : 0;
      cues[columns.cueSentence[row]].push({ row, kind, probability, hedgeProbability });
    });
    return cues;
  }

  /**
   * @param {string} text
   * @param {number} number
   * @param {Columns} columns
   * @param {ScoredCue[][]} cues
   * @returns {Report}
   */
  #report(text, number, columns, cues) {
    const { model, scheme } = this.#core.header;
    const [first, stop] = columns.sentenceOffsets.subarray(number, number + 2);
    const units = unitsOf(text);
    const sentences = [];
    for (let s = first; s < stop; s++) {
      sentences.push(this.#sentence(text, units, s, columns, cues[s]));
    }
    const total = sentences.reduce((sum, sentence) => sum + sentence.score, 0);
    const score = total / Math.max(sentences.length, 1);
    const { threshold } = this.#criteria;
    return { text, score, sentences, model, scheme, hedgeKinds: this.hedgeKinds, threshold };
  }

  /**
   * @param {string} text
   * @param {(codePoint: number) => number} units
   * @param {number} s
   * @param {Columns} columns
   * @param {ScoredCue[]} cues
   * @returns {Sentence}
   */
  #sentence(text, units, s, columns, cues) {
    const { header } = this.#core;
    const score = scoreSentence(cues, columns.sentenceSums[s], header);
    const hedged = score >= this.#criteria.threshold;
    const start = units(columns.sentenceStart[s]);
    const end = units(columns.sentenceEnd[s]);
    const shown = shownCues(cues, hedged, header.cueThreshold).map(({ row, kind, probability }) => {
      const [a, b] = [units(columns.cueStart[row]), units(columns.cueEnd[row])];
      const found = text.slice(a, b);
      return { start: a, end: b, text: found, kind: header.kinds[kind], score: probability };
    });
    return { start, end, text: text.slice(start, end), score, hedged, cues: shown };
  }
}

/**
 * The texts in lists of about ROUND characters; a longer text is a round of its own.
 * @param {Iterable<string>} texts
 */
function* rounds(texts) {
  /** @type {string[]} */
  let round = [];
  let size = 0;
  let number = 0;
  for (const text of texts) {
    if (typeof text !== 'string') {
      throw new InputTypeError(
        `text ${number} is ${typeOf(text)}, expected a string: drop missing values first`,
      );
    }
    if (round.length && size + text.length > ROUND) {
      yield round;
      round = [];
      size = 0;
    }
    round.push(text);
    size += text.length;
    number++;
  }
  if (round.length) yield round;
}

/** @param {unknown} value */
function typeOf(value) {
  if (value === null || value === undefined) return String(value);
  return Array.isArray(value) ? 'an array' : typeof value;
}
