/** Suggests what a misspelt word was meant to be. The rule is the inspector's, for names in a policy. */

/**
 * A hint to add to a message; empty if no known word is near.
 * @param {string} word
 * @param {string[]} known
 */
export function near(word, known) {
  // No known word is longer than this, so a longer one isn't near to any.
  if (word.length > 100) return '';
  const [nearest] = known.map((one) => ({ one, distance: distance(one, word) })).sort((a, b) => a.distance - b.distance);
  return nearest && nearest.distance <= 1 + word.length / 3 ? ` (did you mean \`${nearest.one}\`?)` : '';
}

/**
 * How many letters were added, left out, replaced, or swapped with the next one.
 * @param {string} a
 * @param {string} b
 */
function distance(a, b) {
  let before = /** @type {number[]} */ ([]);
  let above = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      const [left = 0, up = 0, diagonal = 0] = [row[j - 1], above[j], above[j - 1]];
      row[j] = Math.min(left + 1, up + 1, diagonal + same);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) row[j] = Math.min(row[j] ?? 0, (before[j - 2] ?? 0) + 1);
    }
    [before, above] = [above, row];
  }
  return above[b.length] ?? 0;
}
