/** Two reports → where they differ; used in Node and in a browser. */

/** Scores may differ in the last bits, since `Math.exp` is not numpy's. */
export const TOLERANCE = 1e-12;

/**
 * The first places where what was found differs from what was expected, as lines.
 * @param {unknown} found
 * @param {unknown} expected
 * @returns {string[]}
 */
export function differences(found, expected, place = '') {
  if (typeof expected === 'number' && typeof found === 'number') {
    const same = Math.abs(found - expected) <= TOLERANCE;
    return same ? [] : [`${place}: ${found}, expected ${expected}`];
  }
  if (expected === null || typeof expected !== 'object') {
    if (found === expected) return [];
    return [`${place}: ${JSON.stringify(found)}, expected ${JSON.stringify(expected)}`];
  }
  const names = new Set([...Object.keys(expected), ...Object.keys(found ?? {})]);
  return [...names]
    .flatMap((name) => differences(found?.[name], expected[name], `${place}/${name}`))
    .slice(0, 5);
}

/**
 * The rows of expected.py that a detector answers otherwise than Python.
 * @param {(options: object) => Promise<{detect: (text: string) => unknown}>} load
 * @param {{options: object, report: {text: string}}[]} rows
 */
export async function wrongRows(load, rows) {
  /** @type {Map<string, any>} */
  const detectors = new Map();
  const wrong = [];
  for (const { options, report } of rows) {
    const key = JSON.stringify(options);
    if (!detectors.has(key)) detectors.set(key, await load(options));
    const found = differences(detectors.get(key).detect(report.text), report);
    if (found.length) wrong.push(`${JSON.stringify(report.text.slice(0, 80))} ${key}: ${found[0]}`);
  }
  return wrong;
}
