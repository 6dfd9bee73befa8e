/** Help, laid out as clap lays it out. */

import { COMMANDS, COMPONENT, ELSEWHERE, NAMES } from './commands.js';

/** @typedef {import('./commands.js').Command} Command */
/** @typedef {import('./commands.js').Option} Option */

const WIDTH = 100;
export const NAME = 'pipeline-node';

const ABOUT = 'Checks user records, gives the good ones an id, and reports on all of them';
const MORE =
  'The work is done by one WebAssembly component, made of parts in Rust, Go and Python. This host reads ' +
  'and writes files, and nothing else.';

const ABOUT_HELP = 'Print this message or the help of the given subcommand(s)';

const EXIT_CODES = `\
Exit codes:
  0    every record was accepted
  1    some records were rejected
  2    wrong usage, or an input or rules that can't be read
  3    the component trapped or met a limit
  4    the output can't be written
  130  interrupted
`;

/** @type {Option} */
const VERSION = { long: 'version', short: 'V', text: 'Print version' };

/**
 * All options of a verb, or of the command itself.
 * @param {Command} [command]
 */
export function options(command) {
  return command ? [...command.options, help(false, false)] : [COMPONENT, help(false, false), VERSION];
}

export function onHelp() {
  const usage = `Usage: ${NAME} help [COMMAND]...`;
  return `${ABOUT_HELP}\n\n${usage}\n\nArguments:\n  [COMMAND]...  Print help for the subcommand(s)\n`;
}

/** @param {boolean} long */
export function main(long) {
  const names = [
    ...[...Object.values(COMMANDS), ...ELSEWHERE].map(({ name, about }) => [name, about]),
    ['help', ABOUT_HELP],
  ];
  const width = Math.max(...NAMES.map(({ length }) => length));
  const commands = names.map(([name = '', about]) => `  ${name.padEnd(width)}  ${about}\n`).join('');
  const about = long ? `${ABOUT}.\n\n${wrap(MORE, 0)}` : ABOUT;
  const options = table([COMPONENT, help(long, true), VERSION], long);
  return `${about}\n\n${usage()}\n\nCommands:\n${commands}\nOptions:\n${options}\n${EXIT_CODES}`;
}

/** @param {Command} command @param {boolean} long */
export function of(command, long) {
  // Where there is no more to say, the long help is the short one.
  const full = long && command.more !== undefined;
  const about = full ? `${command.about}\n\n${command.more}` : command.about;
  const name = `<${command.operands}>...`;
  const text = command.operandsText ?? '';
  const operands = full ? `  ${name}\n          ${text}\n` : `  ${name}  ${text}\n`;
  const listed = command.operands ? `Arguments:\n${operands}\n` : '';
  const all = [...command.options, help(long, command.more !== undefined)];
  const lists = Map.groupBy(all, ({ heading = 'Options' }) => heading);
  const options = [...lists].map(([heading, list]) => `${heading}:\n${table(list, full)}`);
  return `${about}\n\n${usage(command)}\n\n${listed}${options.join('\n')}`;
}

/**
 * @param {Command} [command]
 * @param {Option[]} [used] options of the command itself that are shown as they are
 */
export function usage(command, used = []) {
  if (!command) return `Usage: ${NAME} ${used.length > 0 ? used.map(flag).join(' ') : '[OPTIONS]'} <COMMAND>`;
  const required = command.options.filter((option) => option.required).map((option) => ` ${flag(option)}`);
  const operands = command.operands ? ` <${command.operands}>...` : '';
  return `Usage: ${NAME} ${command.name} [OPTIONS]${required.join('')}${operands}`;
}

/**
 * An option as messages show it.
 * @param {Option} option
 */
export function flag({ long, value }) {
  return value ? `--${long} <${value}>` : `--${long}`;
}

/** @param {boolean} long @param {boolean} both @returns {Option} */
function help(long, both) {
  const other = long ? "see a summary with '-h'" : "see more with '--help'";
  return { long: 'help', short: 'h', text: both ? `Print help (${other})` : 'Print help' };
}

/** @param {Option[]} options @param {boolean} long */
function table(options, long) {
  const flags = options.map((option) => `  ${option.short ? `-${option.short},` : '   '} ${flag(option)}`);
  if (long) return options.map((option, at) => paragraph(flags[at] ?? '', option)).join('\n');
  const column = Math.max(...flags.map((text) => text.length)) + 2;
  const line = (/** @type {Option} */ option, /** @type {number} */ at) =>
    `${(flags[at] ?? '').padEnd(column)}${wrap(notes(option).join(' '), column)}\n`;
  return options.map(line).join('');
}

/** @param {string} flags @param {Option} option */
function paragraph(flags, option) {
  const indent = ' '.repeat(10);
  const [text = '', ...more] = notes(option);
  return [flags, indent + wrap(text, 10), ...more.flatMap((note) => [indent, indent + note])].join('\n') + '\n';
}

/** @param {Option} option */
function notes(option) {
  const notes = [option.text ?? ''];
  if (option.default) notes.push(`[default: ${option.default}]`);
  if (option.possible) notes.push(`[possible values: ${option.possible.join(', ')}]`);
  return notes;
}

/**
 * Breaks a text that starts at a column.
 * @param {string} text
 * @param {number} column
 */
function wrap(text, column) {
  const lines = [''];
  for (const word of text.split(' ')) {
    const line = lines.at(-1) ?? '';
    const longer = line === '' ? word : `${line} ${word}`;
    if (column + longer.length <= WIDTH || line === '') lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines.join(`\n${' '.repeat(column)}`);
}
