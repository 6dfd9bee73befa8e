/** The text columns of my:user-validator/types, whose ends count bytes of UTF-8. */

/** @typedef {{ text: string, ends: Uint32Array }} TextColumn */

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** @param {TextColumn} column @returns {string[]} */
export function values({ text, ends }) {
  const bytes = encoder.encode(text);
  return Array.from(ends, (end, row) => decoder.decode(bytes.subarray(ends[row - 1] ?? 0, end)));
}

/** @param {string[]} texts @returns {TextColumn} */
export function column(texts) {
  let end = 0;
  return { text: texts.join(''), ends: Uint32Array.from(texts, (text) => (end += encoder.encode(text).length)) };
}
