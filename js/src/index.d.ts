/** A name of a kind of cue, as `hedging.KINDS` has them. */
export type Kind =
  | 'epistemic'
  | 'doxastic'
  | 'investigation'
  | 'condition'
  | 'evidential'
  | 'weasel'
  | 'approximator'
  | 'booster';

/** A hedging cue: `text.slice(cue.start, cue.end) === cue.text`. */
export interface Cue {
  /** The first UTF-16 code unit in the document. */
  start: number;
  /** The code unit after the last. */
  end: number;
  text: string;
  kind: Kind;
  /** The probability that these words are a cue here. */
  score: number;
}

export interface Sentence {
  start: number;
  end: number;
  text: string;
  /** The probability that the sentence is hedged. */
  score: number;
  /** Whether the score reaches the threshold. */
  hedged: boolean;
  cues: Cue[];
}

export interface Report {
  text: string;
  /** The expected share of hedged sentences. */
  score: number;
  sentences: Sentence[];
  /** The names of the model and of its scheme, so that every number can be traced. */
  model: string;
  scheme: string;
  /** The kinds that make a sentence hedged. */
  hedgeKinds: Kind[];
  /** The score from which on a sentence counts as hedged. */
  threshold: number;
}

/** An address, or the bytes themselves. */
export type Source = string | URL | ArrayBuffer | ArrayBufferView;

export interface LoadOptions {
  /** The compiled core (default: `dist/core.wasm` of this package). */
  core?: Source;
  /** The packed model (default: `dist/model.bin.gz` of this package). */
  model?: Source;
  /** The kinds that make a sentence hedged (default: those of the scheme). */
  hedgeKinds?: Iterable<Kind>;
  /** Kinds that are left out. */
  ignoreKinds?: Iterable<Kind>;
  /** The score from which on a sentence counts as hedged (default: that of the scheme). */
  threshold?: number;
}

/** Finds and scores hedging cues with one model under one scheme. */
export class Detector {
  private constructor();
  readonly model: string;
  readonly scheme: string;
  readonly threshold: number;
  readonly hedgeKinds: Kind[];
  /** Score one document. Throws InputTypeError for anything but a string. */
  detect(text: string): Report;
  /** Score any number of documents, in order. Throws InputTypeError that names a wrong item. */
  detectBatch(texts: Iterable<string>): Report[];
}

/**
 * A Detector with a model. Throws ModelError for a file that is missing, damaged or of another
 * version, InputError and InputTypeError for a wrong option.
 */
export function load(options?: LoadOptions): Promise<Detector>;

/** A value that no answer fits. */
export class InputError extends Error {}
/** A value of a wrong type. */
export class InputTypeError extends TypeError {}
/** A model or a core that cannot be loaded. */
export class ModelError extends Error {}
