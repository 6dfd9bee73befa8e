/** A file of limits: lines such as `max-memory = 1_000_000`, which is what TOML needs for it and all that is read. */

import { readFileSync } from 'node:fs';
import { isUtf8 } from 'node:buffer';

import { PipelineError, reason } from './failure.js';
import { LIMITS, NAMES } from './sandbox/limits.js';

/**
 * The limits that a file sets.
 * @param {string} file
 * @returns {Record<string, number>}
 */
export function read(file) {
  const bytes = (() => {
    try {
      return readFileSync(file);
    } catch (error) {
      throw new PipelineError('input', `cannot read the limits \`${file}\`: ${reason(error)}`);
    }
  })();
  return parse(bytes, (line, column, what) => {
    throw new PipelineError('input', `${file}:${line}:${column}: cannot read the limits: ${what}`);
  });
}

/**
 * @param {Buffer} text
 * @param {(line: number, column: number, what: string) => never} wrong line and column, in bytes, from 1
 */
function parse(text, wrong) {
  /** @type {Record<string, number>} */
  const set = {};
  let number = 0;
  for (let start = 0, end; start <= text.length; start = end + 1) {
    number += 1;
    end = text.indexOf('\n', start);
    if (end < 0) end = text.length;
    const bytes = text.subarray(start, end);
    if (!isUtf8(bytes)) wrong(number, 1, "found bytes that aren't UTF-8, expected text");
    const line = bytes.toString();
    const content = (line.split('#')[0] ?? '').trimEnd();
    const statement = content.trimStart();
    if (statement === '') continue;
    const column = (/** @type {string} */ part) => Buffer.byteLength(content) - Buffer.byteLength(part) + 1;
    const at = statement.indexOf('=');
    if (at < 0) wrong(number, column(statement), `found \`${statement}\`, expected \`NAME = NUMBER\``);
    const name = statement.slice(0, at).trimEnd();
    const value = statement.slice(at + 1).trimStart();
    const limit = LIMITS.find((known) => known.name === name);
    if (!limit) return wrong(number, column(statement), `found \`${name}\`, expected one of ${NAMES}`);
    if (name in set) wrong(number, column(statement), `found \`${name}\` a second time, expected it once`);
    const [least, most] = limit.range;
    const whole = wholeNumber(value);
    if (!(whole >= least && whole <= most)) {
      const expected = `expected a whole number from ${least} to ${most}`;
      wrong(number, column(value), `found \`${value}\` for \`${name}\`, ${expected}`);
    }
    set[name] = whole;
  }
  return set;
}

/** A whole number as TOML writes them, such as `1_000`. @param {string} text */
function wholeNumber(text) {
  return /^(0|[1-9][0-9]*(_[0-9]+)*)$/.test(text) ? Number(text.replaceAll('_', '')) : NaN;
}
