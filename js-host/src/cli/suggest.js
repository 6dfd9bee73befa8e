/** What somebody may have meant, judged as clap judges it. */

/**
 * The most similar of some words, if one is similar enough.
 * @param {string} word
 * @param {string[]} known
 */
export function similar(word, known) {
  return allSimilar(word, known).at(-1);
}

/**
 * The words that are similar enough, the most similar one last.
 * @param {string} word
 * @param {string[]} known
 */
export function allSimilar(word, known) {
  return known
    .map((candidate) => ({ candidate, likeness: jaro([...word], [...candidate]) }))
    .filter(({ likeness }) => likeness > 0.7)
    .sort((a, b) => a.likeness - b.likeness)
    .map(({ candidate }) => candidate);
}

/**
 * The Jaro similarity of two texts, from 0 to 1.
 * @param {string[]} a
 * @param {string[]} b
 */
function jaro(a, b) {
  const range = Math.max(Math.floor(Math.max(a.length, b.length) / 2) - 1, 0);
  const taken = new Set();
  const matched = a.filter((character, at) => {
    for (let other = Math.max(at - range, 0); other <= at + range && other < b.length; other += 1) {
      if (b[other] === character && !taken.has(other)) return taken.add(other);
    }
    return false;
  });
  const inB = b.filter((_, at) => taken.has(at));
  const moved = Math.floor(matched.filter((character, at) => character !== inB[at]).length / 2);
  const count = matched.length;
  return count === 0 ? 0 : (count / a.length + count / b.length + (count - moved) / count) / 3;
}
