/** Reads a rules file. Only the component parses it. */

import { PipelineError, reason } from '../failure.js';
import { isUtf8, readFileSync } from '../node.js';

/** @typedef {import('../index.js').RulesFile} RulesFile */

const LINE_END = 0x0a;

/**
 * @param {string} path
 * @returns {RulesFile}
 */
export function readRules(path) {
  const bytes = (() => {
    try {
      return readFileSync(path);
    } catch (error) {
      throw unreadable(path, reason(error));
    }
  })();
  if (!isUtf8(bytes)) throw unreadable(path, `line ${goodLines(bytes) + 1} isn't valid UTF-8`);
  return { name: path, text: bytes.toString() };
}

/**
 * The number of lines before the first that isn't UTF-8.
 * @param {Buffer} bytes
 */
function goodLines(bytes) {
  for (let start = 0, count = 0; ; count += 1) {
    const end = bytes.indexOf(LINE_END, start);
    if (end < 0 || !isUtf8(bytes.subarray(start, end))) return count;
    start = end + 1;
  }
}

/** @param {string} path @param {string} why */
function unreadable(path, why) {
  return new PipelineError('input', `cannot read the rules \`${path}\`: ${why}`);
}
