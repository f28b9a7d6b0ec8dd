/** Errors that say the value, what was expected, and what to do. */

/** A value that no answer fits. */
export class InputError extends Error {
  name = 'InputError';
}

/** A value of a wrong type. */
export class InputTypeError extends TypeError {
  name = 'InputTypeError';
}

/** A model or a core that cannot be loaded: missing, damaged, or of another version. */
export class ModelError extends Error {
  name = 'ModelError';
}
