/** Text as bytes and letters. Regular expressions here match one character each: others take long for hostile text. */

const WHITE_SPACE = /\p{White_Space}/u;

/** @param {string} text */
export function isAscii(text) {
  // eslint-disable-next-line no-control-regex
  return !/[^\x00-\x7f]/.test(text);
}

/** The text with its ASCII letters in lower case. @param {string} text */
export function lowerAscii(text) {
  return isAscii(text) ? text.toLowerCase() : text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

/** Whether a character is white space. `String.trim` doesn't know U+0085, and removes U+FEFF. @param {string} character */
export function isWhiteSpace(character) {
  return WHITE_SPACE.test(character);
}

/**
 * The text without characters at both ends. They must have one unit each.
 * @param {string} text @param {(character: string) => boolean} isStart @param {(character: string) => boolean} isEnd
 */
export function trim(text, isStart, isEnd) {
  let start = 0;
  let end = text.length;
  while (start < end && isStart(text.charAt(start))) start += 1;
  while (start < end && isEnd(text.charAt(end - 1))) end -= 1;
  return text.slice(start, end);
}

/** @param {string} text */
export function utf8Length(text) {
  if (isAscii(text)) return text.length;
  let length = 0;
  for (const character of text) length += bytesOf(character.codePointAt(0) ?? 0);
  return length;
}

/** The length of a character in UTF-8. @param {number} point */
export function bytesOf(point) {
  if (point < 0x80) return 1;
  if (point < 0x800) return 2;
  return point < 0x10000 ? 3 : 4;
}
