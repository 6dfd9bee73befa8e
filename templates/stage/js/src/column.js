/**
 * Applies `change` to each value of a column. A column is one text with all values, and the end of each in bytes of UTF-8.
 * (The engine has no `TextEncoder`.)
 * @param {{ text: string, ends: ArrayLike<number> }} column
 * @param {(value: string) => string} change
 * @returns {{ text: string, ends: Uint32Array }}
 */
export function mapColumn({ text, ends }, change) {
  const changed = { text: '', ends: new Uint32Array(ends.length) };
  let at = 0;
  let bytes = 0;
  let length = 0;
  for (let value = 0; value < ends.length; value += 1) {
    const start = at;
    while (bytes < (ends[value] ?? 0)) {
      const point = text.codePointAt(at) ?? 0;
      at += point > 0xffff ? 2 : 1;
      bytes += size(point);
    }
    const one = change(text.slice(start, at));
    changed.text += one;
    for (const character of one) length += size(character.codePointAt(0) ?? 0);
    changed.ends[value] = length;
  }
  return changed;
}

/** The length of a character in UTF-8. @param {number} point */
function size(point) {
  if (point < 0x80) return 1;
  if (point < 0x800) return 2;
  return point < 0x10000 ? 3 : 4;
}
