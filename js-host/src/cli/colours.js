/**
 * Colours on stdout: on a terminal, unless NO_COLOR is set or the terminal is dumb; otherwise only if CLICOLOR_FORCE is set.
 * NO_COLOR wins.
 */

import { isatty } from 'node:tty';

/** @typedef {(text: string) => string} Paint */

/** @returns {{ good: Paint, bad: Paint, strong: Paint, faint: Paint }} */
export function coloursOfStdout() {
  const { NO_COLOR, CLICOLOR_FORCE, TERM } = process.env;
  const forced = CLICOLOR_FORCE && CLICOLOR_FORCE !== '0';
  const has = !NO_COLOR && (forced || (isatty(1) && TERM !== 'dumb'));
  const paint = (/** @type {number} */ code) => (/** @type {string} */ text) =>
    has ? `\x1b[${code}m${text}\x1b[0m` : text;
  return { good: paint(32), bad: paint(31), strong: paint(1), faint: paint(2) };
}
