/** The texts of `--help`. */

import { COMMANDS, HELP, MAIN, NAMES, RUST_ONLY } from './commands.js';

/** @typedef {import('./commands.js').Command} Command */
/** @typedef {import('./commands.js').Option} Option */

const WIDTH = 100;
export const NAME = 'pipeline-node';

const EXIT_CODES = `\
Exit codes:
  0    every record was accepted
  1    some records were rejected
  2    wrong usage, or an input or rules that can't be read
  3    the component trapped or met a limit
  4    the output can't be written
  5    store error: cannot be opened, is locked, full or corrupt, or is not a store file
  6    the system refuses the host memory, address space, threads or open files
  130  interrupted
`;

/** All options of a verb. @param {Command} command */
export function options(command) {
  return [...command.options, HELP];
}

export function main() {
  const width = Math.max(...NAMES.map(({ length }) => length));
  const list = (/** @type {{ name: string, about: string }[]} */ commands) =>
    commands.map(({ name, about }) => `  ${name.padEnd(width)}  ${about}\n`).join('');
  const help = { name: 'help', about: 'Print this message or the help of the given subcommand' };
  return [
    `${MAIN.about}.\n`,
    `${wrap(MAIN.more ?? '', 0)}\n`,
    `${usage(MAIN)}\n`,
    `Commands:\n${list([...Object.values(COMMANDS), help])}`,
    `Commands of the Rust host only, \`bin/pipeline\`:\n${list(RUST_ONLY)}`,
    `Options:\n${table(options(MAIN))}`,
    EXIT_CODES,
  ].join('\n');
}

/** The help of a verb. @param {Command} command */
export function of(command) {
  const about = command.more === undefined ? command.about : `${command.about}\n\n${command.more}`;
  const operands = command.operands ? [`Arguments:\n  ${operand(command)}  ${command.operandsText}\n`] : [];
  const lists = Map.groupBy(options(command), ({ heading = 'Options' }) => heading);
  const tables = [...lists].map(([heading, list]) => `${heading}:\n${table(list)}`);
  return [`${about}\n`, `${usage(command)}\n`, ...operands, ...tables].join('\n');
}

/** @param {Command} command */
export function usage(command) {
  if (command === MAIN) return `Usage: ${NAME} [OPTIONS] <COMMAND>`;
  const required = command.options.filter((option) => option.required).map((option) => ` ${flag(option)}`);
  const operands = command.operands ? ` ${operand(command)}` : '';
  return `Usage: ${NAME} ${command.name} [OPTIONS]${required.join('')}${operands}`;
}

/** Its positional arguments. @param {Command} command */
export function operand({ operands, onlyOne }) {
  return onlyOne ? `<${operands}>` : `<${operands}>...`;
}

/** An option with the name of its value. @param {Option} option */
export function flag({ long, value }) {
  return value ? `--${long} <${value}>` : `--${long}`;
}

/** @param {Option[]} options */
function table(options) {
  const flags = options.map((option) => `  ${option.short ? `-${option.short},` : '   '} ${flag(option)}`);
  const column = Math.max(...flags.map((text) => text.length)) + 2;
  const line = (/** @type {Option} */ option, /** @type {number} */ at) =>
    `${(flags[at] ?? '').padEnd(column)}${wrap(notes(option), column)}`;
  return options.map((option, at) => `${line(option, at).trimEnd()}\n`).join('');
}

/** @param {Option} option */
function notes({ text = '', default: value, possible, variable }) {
  const notes = [text];
  if (variable) notes.push(`[env: ${variable}]`);
  if (value) notes.push(`[default: ${value}]`);
  if (possible) notes.push(`[possible values: ${possible.join(', ')}]`);
  return notes.join(' ');
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
