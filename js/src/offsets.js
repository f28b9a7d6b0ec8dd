/** Positions in code points → positions in UTF-16, which is how JavaScript counts. */

/**
 * A function from a position in code points of a text to the same place in UTF-16 code units. Only
 * characters beyond U+FFFF make a difference, and most texts have none.
 * @param {string} text
 * @returns {(codePoint: number) => number}
 */
export function unitsOf(text) {
  /**
   * The code points that take two units, in order.
   * @type {number[]}
   */
  const long = [];
  for (let unit = 0, point = 0; unit < text.length; unit++, point++) {
    if (/** @type {number} */ (text.codePointAt(unit)) > 0xffff) {
      long.push(point);
      unit++;
    }
  }
  return long.length ? (codePoint) => codePoint + countBelow(long, codePoint) : (same) => same;
}

/**
 * How many of the sorted numbers are below a limit.
 * @param {number[]} numbers
 * @param {number} limit
 */
function countBelow(numbers, limit) {
  let low = 0;
  let high = numbers.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (numbers[middle] < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
