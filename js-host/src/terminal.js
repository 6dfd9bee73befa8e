/** Prints text for people. File names and a component's output are untrusted, so control characters in them are escaped. */

import { PipelineError, reason } from './failure.js';
import { writeSync } from './node.js';

/**
 * Control characters, line and paragraph separators, marks that change the direction of writing, and characters without
 * width except those that join letters.
 */
const UNSEEN = /[\p{Cc}\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/gu;

const SHORT = /** @type {Record<string, string>} */ ({ '\t': '\\t', '\n': '\\n', '\r': '\\r' });

/** @param {string} character */
const hexadecimal = (character) => character.charCodeAt(0).toString(16);

/**
 * The text on one line, with invisible characters replaced by their code points.
 * @param {string} text
 */
export function inert(text) {
  return text.replace(UNSEEN, (character) => SHORT[character] ?? `\\u{${hexadecimal(character)}}`);
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
  return json.replace(UNSEEN, (character) => `\\u${hexadecimal(character).padStart(4, '0')}`);
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
    throw new PipelineError('output', `cannot write to stdout: ${reason(error)}`);
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
