/** The values of options, checked in clap's words. */

/** @typedef {import('./commands.js').Option} Option */

import { similar } from './suggest.js';

const I64 = { least: -(2n ** 63n), most: 2n ** 63n - 1n };

/**
 * What is wrong with a value, if anything.
 * @param {Option} option
 * @param {string} shown the option as messages show it
 * @param {string} value
 * @returns {string | undefined}
 */
export function fault(option, shown, value) {
  if (value === '' && !option.mayBeEmpty && !option.range) return missing(option, shown);
  const invalid = `invalid value '${value}' for '${shown}'`;
  if (option.possible && !option.possible.includes(value)) {
    const meant = similar(value, option.possible);
    return `${invalid}${possible(option)}${meant === undefined ? '' : `\n\n  tip: a similar value exists: '${meant}'`}`;
  }
  const why = option.range && wrongNumber(value, option.range);
  return why && `${invalid}: ${why}`;
}

/** @param {Option} option @param {string} shown */
export function missing(option, shown) {
  return `a value is required for '${shown}' but none was supplied${possible(option)}`;
}

/** @param {Option} option */
function possible(option) {
  return option.possible ? `\n  [possible values: ${option.possible.join(', ')}]` : '';
}

/** @param {string} value @param {[number, number]} range */
function wrongNumber(value, [least, most]) {
  if (value === '') return 'cannot parse integer from empty string';
  if (!/^[+-]?[0-9]+$/.test(value)) return 'invalid digit found in string';
  const number = BigInt(value.replace('+', ''));
  if (number < I64.least) return 'number too small to fit in target type';
  if (number > I64.most) return 'number too large to fit in target type';
  return number < least || number > most ? `${number} is not in ${least}..=${most}` : undefined;
}
