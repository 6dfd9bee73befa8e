/** From arguments to a call. What is wrong with them is told in clap's words. */

import { PipelineError } from '../failure.js';
import { COMMANDS, ELSEWHERE, NAMES } from './commands.js';
import * as help from './help.js';
import { Level, UsageError } from './level.js';
import { allSimilar } from './suggest.js';

/** @typedef {import('./level.js').Text} Text */
/** @typedef {import('./level.js').Values} Values */
/** @typedef {keyof typeof COMMANDS} Verb */
/** @typedef {{ verb: Verb, operands: string[], values: Values }} Call */

/**
 * @param {string[]} words the arguments after the command's name
 * @returns {Call | Text}
 */
export function parse(words) {
  const level = new Level(undefined);
  const rest = [...words];
  for (let word, plain = false; (word = rest.shift()) !== undefined; ) {
    if (!plain && word === '--') {
      plain = true;
    } else if (!plain && level.isOption(word)) {
      const text = level.take(word, rest);
      if (text) return text;
    } else if (!plain && level.waits) {
      level.give(word);
    } else if (!plain && word === 'help') {
      return { print: helpOn(rest), to: 'stdout' };
    } else if (!plain && isVerb(word)) {
      const call = command(word, rest);
      level.settle();
      return 'print' in call ? call : { ...call, values: { ...level.values, ...call.values } };
    } else {
      throw unknownCommand(word, plain);
    }
  }
  level.settle();
  if (Object.keys(level.values).length === 0) return { print: help.main(false), to: 'stderr' };
  const names = NAMES.join(', ');
  throw level.error(`'${help.NAME}' requires a subcommand but one was not provided\n  [subcommands: ${names}]`);
}

/**
 * @param {Verb} verb
 * @param {string[]} rest
 * @returns {Call | Text}
 */
function command(verb, rest) {
  const known = COMMANDS[verb];
  const level = new Level(known);
  const operands = [];
  for (let word, plain = false; (word = rest.shift()) !== undefined; ) {
    if (!plain && word === '--') {
      plain = true;
    } else if (!plain && level.isOption(word)) {
      const text = level.take(word, rest);
      if (text) return text;
    } else if (!plain && level.waits) {
      level.give(word);
    } else if (known.operands) {
      level.settle();
      level.check({ long: '', value: known.operands }, `<${known.operands}>...`, word);
      operands.push(word);
    } else {
      throw level.error(`unexpected argument '${word}' found`);
    }
  }
  level.settle();
  const unset = known.options.filter(({ long, required }) => required && level.values[long] === undefined);
  const lacking = unset.map(help.flag);
  if (known.operands && operands.length === 0) lacking.push(`<${known.operands}>...`);
  if (lacking.length > 0) {
    const list = lacking.map((name) => `\n  ${name}`).join('');
    throw level.error(`the following required arguments were not provided:${list}`);
  }
  return { verb, operands, values: level.values };
}

/** @param {string} word @returns {word is Verb} */
function isVerb(word) {
  return Object.hasOwn(COMMANDS, word);
}

/** @param {string} word @param {boolean} plain whether it came after `--` */
function unknownCommand(word, plain) {
  if (plain && NAMES.includes(word)) {
    const tip = `tip: subcommand '${word}' exists; to use it, remove the '--' before it`;
    return new UsageError(`unexpected argument '${word}' found\n\n  ${tip}`, help.usage());
  }
  if (isElsewhere(word)) return elsewhere(word);
  const meant = allSimilar(word, NAMES);
  const exist = meant.length === 1 ? 'a similar subcommand exists' : 'some similar subcommands exist';
  const tip = meant.length === 0 ? '' : `\n\n  tip: ${exist}: ${meant.map((name) => `'${name}'`).join(', ')}`;
  return new UsageError(`unrecognized subcommand '${word}'${tip}`, help.usage());
}

/** @param {string[]} names */
function helpOn([name, more]) {
  if (name === undefined) return help.main(true);
  if (name === 'help' && more === undefined) return help.onHelp();
  if (isElsewhere(name)) throw elsewhere(name);
  if (!isVerb(name)) throw new UsageError(`unrecognized subcommand '${name}'`, help.usage());
  if (more !== undefined) throw new UsageError(`unrecognized subcommand '${more}'`, help.usage(COMMANDS[name]));
  return help.of(COMMANDS[name], true);
}

/** @param {string} word */
function isElsewhere(word) {
  return ELSEWHERE.some(({ name }) => name === word);
}

/** @param {string} verb */
function elsewhere(verb) {
  return new PipelineError('input', `\`${verb}\` is the Rust host's: \`bin/pipeline ${verb}\``);
}
