/** The options of detection → those in force, checked as hedging/options.py checks them. */

import { InputError, InputTypeError } from './errors.js';

/** @typedef {import('./model.js').Header} Header */
/** @typedef {{hedgeKinds: string[], isHedgeKind: boolean[], isIgnored: boolean[], threshold: number}} Criteria */

/**
 * The criteria of a model's scheme with the caller's options.
 * @param {Header} header
 * @param {{hedgeKinds?: Iterable<string>, ignoreKinds?: Iterable<string>, threshold?: number}} options
 * @returns {Criteria}
 */
export function criteriaOf(header, { hedgeKinds, ignoreKinds = [], threshold }) {
  const ignored = knownKinds(ignoreKinds, 'ignoreKinds', header);
  const chosen =
    hedgeKinds === undefined ? header.hedgeKinds : knownKinds(hedgeKinds, 'hedgeKinds', header);
  if (!chosen.length) {
    throw new InputError(`no hedgeKinds are given; known kinds are ${header.kinds.join(', ')}`);
  }
  const kept = chosen.filter((kind) => !ignored.includes(kind));
  if (!kept.length) {
    throw new InputError(
      'no kind is left to make a sentence hedged: ' +
        `ignoreKinds removes all of ${chosen.join(', ')}`,
    );
  }
  if (header.sentenceScale !== null && kept.join() !== header.hedgeKinds.join()) {
    throw new InputError(
      `scheme ${header.scheme} scores whole sentences by its own kinds, ` +
        `${header.hedgeKinds.join(', ')}: choose no others, and ignore none of these`,
    );
  }
  return {
    hedgeKinds: kept,
    isHedgeKind: header.kinds.map((kind) => kept.includes(kind)),
    isIgnored: header.kinds.map((kind) => ignored.includes(kind)),
    threshold: checkedThreshold(threshold, header),
  };
}

/**
 * The given kinds in the order of the model's.
 * @param {Iterable<string>} kinds
 * @param {string} option
 * @param {Header} header
 */
function knownKinds(kinds, option, header) {
  if (typeof kinds === 'string' || typeof kinds?.[Symbol.iterator] !== 'function') {
    throw new InputTypeError(`expected a list of kinds as ${option}, got ${shown(kinds)}`);
  }
  const chosen = [...kinds];
  const unknown = chosen.filter((kind) => !header.kinds.includes(kind));
  if (unknown.length) {
    throw new InputError(
      `unknown kinds ${unknown.map(shown).join(', ')} in ${option}; ` +
        `known kinds are ${header.kinds.join(', ')}`,
    );
  }
  return header.kinds.filter((kind) => chosen.includes(kind));
}

/**
 * @param {number | undefined} threshold
 * @param {Header} header
 */
function checkedThreshold(threshold, header) {
  if (threshold === undefined) return header.threshold;
  if (typeof threshold !== 'number') {
    throw new InputTypeError(`expected a number as threshold, got ${shown(threshold)}`);
  }
  if (!(threshold >= 0 && threshold <= 1)) {
    throw new InputError(`expected a threshold from 0 to 1, got ${threshold}`);
  }
  return threshold;
}

/** @param {unknown} value */
function shown(value) {
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}
