/** Prints text for people. File names and a component's output are untrusted, so invisible characters in it are escaped. */

import { ofSystem } from '../failure.js';
import { END, INVISIBLE, START } from '../invisible.js';
import { writeSync } from '../node.js';

const SHORT = /** @type {Record<string, string>} */ ({ '\t': '\\t', '\n': '\\n', '\r': '\\r' });

/**
 * The text on one line, with invisible characters written as `\n`, `\r`, `\t` or `\u{202e}`.
 * @param {string} text
 */
export function inert(text) {
  return text.replace(INVISIBLE, (one) => SHORT[one] ?? `\\u{${Number(one.codePointAt(0)).toString(16)}}`);
}

/**
 * A message that nobody would read to its end, without its middle: a message can quote a whole line of a file.
 * @param {string} text
 */
export function shortened(text) {
  if (text.length <= START + END) return text;
  // Some characters are two units of a string.
  const start = Array.from(text.slice(0, 2 * START)).slice(0, START).join('');
  const end = Array.from(text.slice(-2 * END)).slice(-END).join('');
  const pairs = text.match(/[\ud800-\udbff][\udc00-\udfff]/g)?.length ?? 0;
  const leftOut = text.length - pairs - START - END;
  return leftOut <= 0 ? text : `${start}… (${leftOut} characters left out) …${end}`;
}

/** A message for a person: shortened, and on one line. @param {string} text */
export function message(text) {
  return inert(shortened(text));
}

/** How the line of a call in a stack trace begins. */
const CALL = '\n  ';

/**
 * An error with the calls that led to it, one per line, each after two spaces. Line breaks elsewhere are escaped, so a
 * message can't fake a line.
 * @param {string} text
 */
export function inertLines(text) {
  return text.split(CALL).map(inert).join(CALL);
}

/**
 * The JSON on one line, with invisible characters escaped; it parses to the same value.
 * @param {string} json
 */
export function inertJson(json) {
  const unit = (/** @type {string} */ half) => `\\u${half.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return json.replace(INVISIBLE, (one) => one.split('').map(unit).join(''));
}

/**
 * Prints to stdout. A reader that closes the pipe early, such as `head`, is not an error.
 * @param {string} text
 */
export function say(text) {
  try {
    print(1, text);
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'EPIPE') return;
    throw ofSystem('output', 'write to stdout', error);
  }
}

/**
 * Prints to stderr. If that fails, only the exit code reports the failure.
 * @param {string} text
 */
export function tell(text) {
  try {
    print(2, text);
  } catch {
    // Nothing is left to report it to.
  }
}

/** @param {number} file @param {string} text */
function print(file, text) {
  let rest = Buffer.from(text);
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(file, rest));
    } catch (error) {
      if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EAGAIN') throw error;
    }
  }
}
