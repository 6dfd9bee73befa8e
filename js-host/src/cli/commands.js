/** The verbs and their options, for the parser and for help. The same as the Rust host's. */

import { LIMITS } from '../sandbox/limits.js';

/**
 * @typedef {object} Option
 * @property {string} long
 * @property {string} [short]
 * @property {string} [value] the name of its value; without it, a flag
 * @property {string} [text]
 * @property {string} [default]
 * @property {string[]} [possible]
 * @property {[number, number]} [range] for a whole number: the least and the most
 * @property {boolean} [mayBeEmpty]
 * @property {boolean} [required]
 * @property {string} [heading] of its list in help; `Options` by default
 * @property {string} [variable] the environment variable that also sets it
 *
 * @typedef {object} Command
 * @property {string} name
 * @property {string} about
 * @property {string} [more] a second paragraph
 * @property {string} [operands] the name of its positional arguments, of which it requires at least one
 * @property {string} [operandsText]
 * @property {Option[]} options
 */

/** @type {Option} */
const COMPONENT = {
  long: 'component',
  value: 'FILE',
  text: 'The composed component [default: build/pipeline.wasm of the checkout that this command is from]',
};

/** @type {Option} */
const RULES_FILE = {
  long: 'rules',
  value: 'FILE',
  text: 'The rules to judge by [default: those that `rules` prints]',
};

const U32 = 4294967295;

/** @type {Option[]} */
const TRACING = [
  { long: 'trace', text: 'Show the calls between the components, on stderr; runs the composition with spies' },
  {
    long: 'trace-file',
    value: 'FILE',
    text: 'Write the calls to a file, for ui.perfetto.dev or chrome://tracing',
  },
];

/** @type {Option[]} */
const LIMIT_FLAGS = LIMITS.map(({ name, unit, about, range, default: number = 'none' }) => ({
  long: name,
  value: unit,
  text: about,
  default: String(number),
  range,
  variable: variableOf(name),
  heading: 'Limits',
}));

/** The environment variable of a limit: `PIPELINE_MAX_MEMORY` for `max-memory`. @param {string} limit */
export function variableOf(limit) {
  return `PIPELINE_${limit.toUpperCase().replaceAll('-', '_')}`;
}

/** @type {Command} */
const RUN = {
  name: 'run',
  about: 'Checks the records of one or more files, and writes users, rejects and reports',
  more: 'Writes users.ndjson, rejects.ndjson, summary.json and report.{html,md,svg}, all of them or none.',
  operands: 'INPUT',
  operandsText: 'Files to read, in this order; `-` is the standard input',
  options: [
    {
      long: 'out',
      value: 'DIR',
      text: "The folder to write to: a new or empty one, or one with an earlier run's output, which it replaces",
      required: true,
    },
    {
      long: 'format',
      value: 'FORMAT',
      text: "How the inputs are written [default: by a file's extension, else by its first character]",
      possible: ['csv', 'ndjson', 'json'],
    },
    RULES_FILE,
    {
      long: 'store',
      value: 'FILE',
      text: 'A file that keeps the accepted users, and knows those of the runs before; made where it is missing',
    },
    {
      long: 'generated-at',
      value: 'TEXT',
      mayBeEmpty: true,
      text: 'A date or time for the reports to show, as it stands',
    },
    {
      long: 'chunk-size',
      value: 'BYTES',
      text: 'Bytes to read and hand over at a time',
      default: '262144',
      range: [1, U32],
    },
    ...TRACING,
    { long: 'json', text: 'Print the summary as JSON, as summary.json has it' },
    { long: 'quiet', short: 'q', text: 'Say nothing when all goes well, but for the JSON that was asked for' },
    COMPONENT,
    ...LIMIT_FLAGS,
  ],
};

/** @type {Command} */
const CREATE = {
  name: 'create',
  about: 'Creates one user, and prints the id or what is wrong',
  options: [
    { long: 'name', value: 'NAME', mayBeEmpty: true, required: true },
    { long: 'email', value: 'EMAIL', mayBeEmpty: true, required: true },
    { long: 'age', value: 'AGE', text: 'In whole years', required: true, range: [0, U32] },
    RULES_FILE,
    { long: 'json', text: 'Print the answer as JSON' },
    ...TRACING,
    COMPONENT,
    ...LIMIT_FLAGS,
  ],
};

/** @type {Command} */
const RULES = {
  name: 'rules',
  about: 'Prints the default rules as a file to start from, or checks such a file',
  options: [
    {
      long: 'check',
      value: 'FILE',
      text: 'Check a rules file instead: whether `run` and `create` would take it',
    },
    COMPONENT,
    ...LIMIT_FLAGS,
  ],
};

export const COMMANDS = { run: RUN, create: CREATE, rules: RULES };

/** @type {Option} */
export const HELP = { long: 'help', short: 'h', text: 'Print help' };

/** The command itself, without a verb. @type {Command} */
export const MAIN = {
  name: '',
  about: 'Checks user records, gives the good ones an id, and reports on all of them',
  more:
    'The work is done by one WebAssembly component, made of parts in Rust, Go and Python. This host reads ' +
    'and writes files, and nothing else.',
  options: [COMPONENT, { long: 'version', short: 'V', text: 'Print version' }],
};

/**
 * Verbs that only the Rust host has: they need its store or its server, inspect the binary, or describe the command line.
 * @type {{ name: string, about: string }[]}
 */
export const RUST_ONLY = [
  { name: 'users', about: 'Shows the users that a store keeps, as JSON, one a line' },
  { name: 'query', about: 'Asks a store in SQL: `select count(*) from users where age > 30`' },
  { name: 'serve', about: "Serves the pipeline's parts over HTTP: users, validation, reports" },
  {
    name: 'inspect',
    about: 'Shows who is in a composed component, who can call whom, and what the host must bring',
  },
  { name: 'verify', about: 'Holds a composed component to a policy: who must not reach what' },
  { name: 'completions', about: "Prints a script that has a shell complete this command's words" },
  { name: 'man', about: 'Prints the manual page of this command, or of one of its verbs' },
];

export const NAMES = [...Object.keys(COMMANDS), ...RUST_ONLY.map(({ name }) => name), 'help'];
