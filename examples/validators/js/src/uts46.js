/**
 * The mapping of UTS 46, without transitional processing, by the table of `tr46`. Its functions are not called: they refuse
 * a label that begins with a mark, and don't say why they refuse one.
 */

import regexes from 'tr46/lib/regexes.js';
import statuses from 'tr46/lib/statusMapping.js';
import table from 'tr46/lib/mappingTable.json' with { type: 'json' };

const { STATUS_MAPPING } = statuses;

/** The first code point of each entry. */
const FIRST = Uint32Array.from(table, ([range]) => /** @type {number} */ (Array.isArray(range) ? range[0] : range));

/** The mapped text; undefined if a character is not allowed. @param {string} text */
export function map(text) {
  let mapped = '';
  for (const character of text) {
    const entry = table[indexOf(character.codePointAt(0) ?? 0)];
    switch (entry?.[1]) {
      case STATUS_MAPPING.valid:
      case STATUS_MAPPING.deviation:
        mapped += character;
        break;
      case STATUS_MAPPING.mapped:
        mapped += entry?.[2];
        break;
      case STATUS_MAPPING.ignored:
        break;
      default:
        return undefined;
    }
  }
  return mapped;
}

/** Whether the combining class of a character is that of a virama. @param {string} character */
export function isVirama(character) {
  return regexes.combiningClassVirama.test(character);
}

/** The position of the entry that a code point belongs to. @param {number} point */
function indexOf(point) {
  let low = 0;
  let high = FIRST.length;
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if ((FIRST[middle] ?? 0) <= point) low = middle;
    else high = middle;
  }
  return low;
}
