/** What a person sees. File names, and whatever a component says, come from others: nothing in them acts on a terminal. */

import { PipelineError, reason } from './failure.js';
import { writeSync } from './node.js';

/**
 * Control characters, line and paragraph separators, marks that turn the direction of writing, and characters without
 * width but those that join letters.
 */
const UNSEEN = /[\p{Cc}\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/gu;

const SHORT = /** @type {Record<string, string>} */ ({ '\t': '\\t', '\n': '\\n', '\r': '\\r' });

/** @param {string} character */
const hexadecimal = (character) => character.charCodeAt(0).toString(16);

/**
 * A text on one line, where what acts unseen is told by its code point.
 * @param {string} text
 */
export function inert(text) {
  return text.replace(UNSEEN, (character) => SHORT[character] ?? `\\u{${hexadecimal(character)}}`);
}

/**
 * JSON on one line, which reads as it did before.
 * @param {string} json
 */
export function inertJson(json) {
  return json.replace(UNSEEN, (character) => `\\u${hexadecimal(character).padStart(4, '0')}`);
}

/**
 * Prints the answer as it stands. Whoever reads it may have seen enough, as `head` has: that is no failure.
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
 * Prints on stderr. Where nobody can be told, the exit code has to do.
 * @param {string} text
 */
export function tell(text) {
  try {
    print(2, text);
  } catch {
    // See above.
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
