/** Columns: many strings in one text, each with its end in bytes of UTF-8. (The engine has no `TextEncoder`.) */

import { bytesOf, isAscii, utf8Length } from './text.js';

/** @typedef {{ text: string, ends: ArrayLike<number> }} Column */

/**
 * The values in order. It throws if the column is malformed, which is a bug of the caller.
 * @param {Column} column
 */
export function values({ text, ends }) {
  if (isAscii(text)) return asciiValues(text, ends);
  const found = new Array(ends.length);
  let at = 0;
  let bytes = 0;
  for (let value = 0; value < ends.length; value += 1) {
    const start = at;
    const end = ends[value] ?? 0;
    if (end < bytes) throw new RangeError(`a value's end, ${end}, is before ${bytes}, that of the value before it`);
    while (bytes < end) {
      if (at === text.length) throw new RangeError(`a value's end, ${end}, is beyond its text of ${bytes} bytes`);
      const point = text.codePointAt(at) ?? 0;
      at += point > 0xffff ? 2 : 1;
      bytes += bytesOf(point);
    }
    if (bytes > end) throw new RangeError(`a value's end, ${end}, is inside a character`);
    found[value] = text.slice(start, at);
  }
  if (at !== text.length) throw new RangeError('a column goes on after its last value');
  return /** @type {string[]} */ (found);
}

/** The same where a character is a byte. @param {string} text @param {ArrayLike<number>} ends */
function asciiValues(text, ends) {
  let start = 0;
  const found = Array.from(ends, (end) => {
    if (end < start || end > text.length) {
      throw new RangeError(`a value's end, ${end}, descends or is beyond its text of ${text.length} bytes`);
    }
    const value = text.slice(start, end);
    start = end;
    return value;
  });
  if (start !== text.length) throw new RangeError('a column goes on after its last value');
  return found;
}

/**
 * Every violation in a batch, in row order, and in field order within a row.
 * @param {import('./rules.js').Rules} rules @param {Column} names @param {Column} emails @param {ArrayLike<number>} ages
 */
export function violations(rules, names, emails, ages) {
  if (names.ends.length !== ages.length || emails.ends.length !== ages.length) {
    throw new RangeError('the columns of a batch differ in length');
  }
  const addresses = values(emails);
  return values(names).flatMap((name, row) =>
    rules.broken(name, addresses[row] ?? '', ages[row] ?? 0).map((rule) => ({ row, rule })),
  );
}

/**
 * A column with the values changed one by one.
 * @param {Column} column @param {(value: string) => string} change
 */
export function mapColumn(column, change) {
  const changed = values(column).map(change);
  let end = 0;
  const ends = changed.map((value) => {
    end += utf8Length(value);
    return end;
  });
  return { text: changed.join(''), ends };
}
