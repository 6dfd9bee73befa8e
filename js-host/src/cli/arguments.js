/** Parses the command line with Node's own parser, and checks what the parser doesn't know: ranges, choices, repetition. */

import { PipelineError } from '../failure.js';
import { STDIN } from '../input.js';
import { existsSync, isUtf8, parseArgs, readFileSync } from '../node.js';
import { COMMANDS, MAIN, NAMES, RUST_ONLY } from './commands.js';
import * as help from './help.js';
import { near } from './near.js';

/** @typedef {import('./commands.js').Command} Command */
/** @typedef {import('./commands.js').Option} Option */
/** @typedef {{ [option: string]: string | true | undefined }} Values */
/** @typedef {keyof typeof COMMANDS} Verb */
/** @typedef {{ verb: Verb, operands: string[], values: Values }} Call */
/** @typedef {{ print: string, to: 'stdout' | 'stderr' }} Text */

/** Wrong usage. */
export class UsageError extends PipelineError {
  /** @param {string} message @param {Command} [command] its usage is printed after the message */
  constructor(message, command) {
    super('input', message);
    /** What is printed after the message. */
    this.more = [...(command ? [help.usage(command)] : []), "For more information, try '--help'."].join('\n\n');
  }
}

/**
 * @param {string[]} words the arguments after the command's name
 * @returns {Call | Text}
 */
export function parse(words) {
  const at = indexOfVerb(words);
  const [verb, ...rest] = at === undefined ? [] : words.slice(at);
  const { values } = read(MAIN, words.slice(0, at));
  if (values.help) return { print: help.main(), to: 'stdout' };
  if (values.version) return { print: `${help.NAME} ${version()}\n`, to: 'stdout' };
  if (words.length === 0) return { print: help.main(), to: 'stderr' };
  if (verb === undefined) throw new UsageError(`expected a subcommand: ${Object.keys(COMMANDS).join(', ')}`, MAIN);
  if (verb === 'help') return parse([...rest.slice(0, 1), '--help']);
  if (RUST_ONLY.some(({ name }) => name === verb)) {
    throw new PipelineError('input', `\`${verb}\` is not supported by the Node host; use \`bin/pipeline ${verb}\``);
  }
  if (!isVerb(verb)) throw new UsageError(`unrecognized subcommand '${verb}'${near(verb, NAMES)}`, MAIN);
  const command = COMMANDS[verb];
  const given = read(command, rest);
  if (given.values.help) return { print: help.of(command), to: 'stdout' };
  const missing = command.options.filter(({ long, required }) => required && given.values[long] === undefined).map(help.flag);
  if (command.operands && given.operands.length === 0) missing.push(help.operand(command));
  if (missing.length > 0) throw new UsageError(`missing required arguments: ${missing.join(', ')}`, command);
  return { verb, operands: given.operands, values: { ...values, ...given.values } };
}

/** @param {string} word @returns {word is Verb} */
function isVerb(word) {
  return Object.hasOwn(COMMANDS, word);
}

/** Options may come before the verb. @param {string[]} words */
function indexOfVerb(words) {
  const { tokens } = parseArgs({ args: words, options: known(MAIN), strict: false, tokens: true });
  const first = tokens.find(({ kind }) => kind !== 'option');
  return first?.kind === 'positional' ? first.index : undefined;
}

/** Every option as a list of its values, so that repetition can be rejected. @param {Command} command */
function known(command) {
  return Object.fromEntries(
    help.options(command).map(({ long, short, value }) => {
      const type = /** @type {'string' | 'boolean'} */ (value ? 'string' : 'boolean');
      return [long, { type, multiple: true, ...(short && { short }) }];
    }),
  );
}

/** @param {Command} command @param {string[]} args @returns {{ values: Values, operands: string[] }} */
function read(command, args) {
  const { values: lists, positionals } = parsed(command, args);
  /** @type {Values} */
  const values = {};
  for (const option of help.options(command)) {
    const [value, ...more] = /** @type {(string | true)[]} */ (lists[option.long] ?? []);
    if (value === undefined) continue;
    const isQuestion = option.long === 'help' || option.long === 'version';
    if (more.length > 0 && !isQuestion) throw new UsageError(`'${help.flag(option)}' is given more than once`, command);
    check(option, help.flag(option), value);
    values[option.long] = value;
  }
  const operand = { long: '', value: command.operands ?? '' };
  for (const word of positionals) check(operand, help.operand(command), word);
  const surplus = positionals[command.onlyOne ? 1 : positionals.length];
  if (surplus !== undefined) throw new UsageError(`unexpected argument '${surplus}'`, command);
  return { values, operands: positionals };
}

/** @param {Command} command @param {string[]} args */
function parsed(command, args) {
  try {
    return parseArgs({ args, options: known(command), allowPositionals: command.operands !== undefined });
  } catch (error) {
    const { code, message } = /** @type {NodeJS.ErrnoException} */ (error);
    if (code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION') {
      const option = unknownOption(command, args);
      const hint = near(option, help.options(command).map(({ long }) => `--${long}`));
      throw new UsageError(`unexpected argument '${option}'${hint}`, command);
    }
    // Node's text on a value that looks like an option has several lines.
    const isNodes = code === 'ERR_PARSE_ARGS_INVALID_OPTION_VALUE';
    throw new UsageError(isNodes ? message.replaceAll('\n', ' ') : message, command);
  }
}

/** The first option that a command doesn't have. @param {Command} command @param {string[]} args */
function unknownOption(command, args) {
  const options = known(command);
  const { tokens } = parseArgs({ args, options, strict: false, allowPositionals: true, tokens: true });
  const found = tokens.find((token) => token.kind === 'option' && !Object.hasOwn(options, token.name));
  return found?.kind === 'option' ? found.rawName : '';
}

/**
 * Node replaces the bytes of an argument that aren't UTF-8, so it would name another file or another user. What it was
 * given is only known from the system.
 * @param {string[]} words
 */
export function refuseReplaced(words) {
  const word = words.find((one) => one.includes('\u{fffd}'));
  if (word === undefined || isUtf8(commandLine())) return;
  throw new UsageError(`invalid argument '${word}': it isn't UTF-8, and Node can't pass it on unchanged`, MAIN);
}

/** The bytes of this process's arguments. A system that doesn't show them is taken to have replaced some. */
function commandLine() {
  try {
    return readFileSync('/proc/self/cmdline');
  } catch {
    return Buffer.of(0xff);
  }
}

/** The version of the package that this file is from: of js-host in a checkout, of the whole in a release. */
function version() {
  let folder = new URL('.', import.meta.url);
  while (!existsSync(new URL('package.json', folder))) folder = new URL('..', folder);
  return JSON.parse(readFileSync(new URL('package.json', folder), 'utf8')).version;
}

/**
 * @param {Option} option
 * @param {string} shown the option or its variable, for messages
 * @param {string | true} value
 */
export function check(option, shown, value) {
  const isMissing = value === '' && !option.mayBeEmpty && !option.range && !option.possible;
  if (isMissing) throw new UsageError(`a value is required for '${shown}' but none was supplied`);
  const expected = value === true ? undefined : mismatch(option, value);
  if (expected) throw new UsageError(`invalid value '${value}' for '${shown}': expected ${expected}`);
}

/**
 * What is expected instead of a value, if it is wrong.
 * @param {Option} option
 * @param {string} value
 * @returns {string | undefined}
 */
function mismatch({ range, possible, isWritten }, value) {
  if (possible && !possible.includes(value)) return `one of ${possible.join(', ')}${near(value, possible)}`;
  if (isWritten && value === STDIN) return 'a path; `./-` is the one of that name';
  if (!range) return undefined;
  const [least, most] = range;
  const number = /^\+?[0-9]+$/.test(value) ? Number(value) : NaN;
  return number >= least && number <= most ? undefined : `a whole number from ${least} to ${most}`;
}
