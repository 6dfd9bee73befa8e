/** From arguments to a call. What is wrong with them is told in clap's words. */

import { PipelineError } from '../failure.js';
import { COMMANDS, COMPONENT } from './commands.js';
import * as help from './help.js';

/** @typedef {import('./commands.js').Command} Command */
/** @typedef {import('./commands.js').Option} Option */
/** @typedef {{ [option: string]: string | true | undefined }} Values */
/** @typedef {{ verb: 'run' | 'create', operands: string[], values: Values }} Call */
/** @typedef {{ print: string, to: 'stdout' | 'stderr' }} Text */

/** Wrong usage: the message is followed by what would have been right. */
export class UsageError extends PipelineError {
  /** @param {string} message @param {Command} [command] whose usage is shown, if any */
  constructor(message, command) {
    const usage = command === undefined ? '' : `\n\n${help.usage(command)}`;
    super('input', `${message}${usage}\n\nFor more information, try '--help'.`);
  }
}

/**
 * @param {string[]} words the arguments after the command's name
 * @returns {Call | Text}
 */
export function parse(words) {
  /** @type {Values} */
  const values = {};
  const rest = [...words];
  for (let word; (word = rest.shift()) !== undefined; ) {
    if (word === '-h' || word === '--help') return { print: help.main(word === '--help'), to: 'stdout' };
    if (word === '-V' || word === '--version') return { print: 'pipeline-node 1.0.0\n', to: 'stdout' };
    if (word === 'help') return { print: helpOn(rest), to: 'stdout' };
    if (word === 'run' || word === 'create') return command(word, rest, values);
    if (!word.startsWith('-')) throw new UsageError(`unrecognized subcommand '${word}'${mainUsage()}`);
    take([COMPONENT], word, rest, values, undefined);
  }
  return { print: help.main(false), to: 'stderr' };
}

const mainUsage = () => `\n\n${help.usage()}`;

/** @param {string[]} names */
function helpOn([name]) {
  if (name === undefined) return help.main(true);
  if (name === 'run' || name === 'create') return help.of(COMMANDS[name], true);
  throw new UsageError(`unrecognized subcommand '${name}'${mainUsage()}`);
}

/**
 * @param {'run' | 'create'} verb
 * @param {string[]} rest
 * @param {Values} values
 * @returns {Call | Text}
 */
function command(verb, rest, values) {
  const known = COMMANDS[verb];
  const operands = [];
  for (let word, plain = false; (word = rest.shift()) !== undefined; ) {
    if (word === '-h' || word === '--help') return { print: help.of(known, word === '--help'), to: 'stdout' };
    if (word === '--' && !plain) plain = true;
    else if (!plain && word.startsWith('-') && word !== '-') take(known.options, word, rest, values, known);
    else if (known.operands) operands.push(word);
    else throw new UsageError(`unexpected argument '${word}' found`, known);
  }
  const missing = known.options.filter(({ long, required }) => required && values[long] === undefined).map(help.flag);
  if (known.operands && operands.length === 0) missing.push(`<${known.operands}>...`);
  if (missing.length > 0) {
    const list = missing.map((name) => `\n  ${name}`).join('');
    throw new UsageError(`the following required arguments were not provided:${list}`, known);
  }
  return { verb, operands, values };
}

/**
 * Takes one option, and its value from the words after it.
 * @param {Option[]} options
 * @param {string} word
 * @param {string[]} rest
 * @param {Values} values
 * @param {Command | undefined} known
 */
function take(options, word, rest, values, known) {
  const [name = '', ...after] = word.split('=');
  const option = options.find(({ long, short }) => name === `--${long}` || (short && word === `-${short}`));
  if (!option) {
    const usage = known ? '' : mainUsage();
    throw new UsageError(`unexpected argument '${name}' found${tip(options, name)}${usage}`, known);
  }
  const shown = help.flag(option);
  if (values[option.long] !== undefined) {
    throw new UsageError(`the argument '${shown}' cannot be used multiple times`, known);
  }
  if (option.value === undefined) {
    if (after.length > 0) {
      throw new UsageError(`unexpected value '${after.join('=')}' for '${shown}' found; no more were expected`, known);
    }
    values[option.long] = true;
    return;
  }
  const value = after.length > 0 ? after.join('=') : rest.shift();
  if (value === undefined || (after.length === 0 && isFlag(value, option))) {
    throw new UsageError(`a value is required for '${shown}' but none was supplied`);
  }
  values[option.long] = checked(option, shown, value);
}

/** @param {string} value @param {Option} option */
function isFlag(value, option) {
  const negative = option.range !== undefined && /^-\d+$/.test(value);
  return value.startsWith('-') && value !== '-' && !negative;
}

/** @param {Option} option @param {string} shown @param {string} value */
function checked(option, shown, value) {
  const invalid = `invalid value '${value}' for '${shown}'`;
  if (option.possible && !option.possible.includes(value)) {
    throw new UsageError(`${invalid}\n  [possible values: ${option.possible.join(', ')}]`);
  }
  if (option.range) {
    const [least, most] = option.range;
    if (!/^[+-]?\d+$/.test(value)) {
      const why = value === '' ? 'cannot parse integer from empty string' : 'invalid digit found in string';
      throw new UsageError(`${invalid}: ${why}`);
    }
    if (Number(value) < least || Number(value) > most) {
      throw new UsageError(`${invalid}: ${BigInt(value)} is not in ${least}..=${most}`);
    }
  }
  return value;
}

/** @param {Option[]} options @param {string} name */
function tip(options, name) {
  const similar = options.find(({ long }) => name.length > 4 && (name.startsWith(`--${long}`) || `--${long}`.startsWith(name)));
  return similar ? `\n\n  tip: a similar argument exists: '--${similar.long}'` : '';
}
