/** The verbs and what they take: what is parsed by, and what help prints. The same as the Rust host's. */

import { LIMITS } from '../sandbox/limits.js';

/**
 * @typedef {object} Option
 * @property {string} long
 * @property {string} [short]
 * @property {string} [value] what the value is called; without it, a flag
 * @property {string} [text]
 * @property {string} [default]
 * @property {string[]} [possible]
 * @property {[number, number]} [range] a whole number in it
 * @property {boolean} [negative] a negative number is a value, and not an option
 * @property {boolean} [mayBeEmpty]
 * @property {boolean} [required]
 * @property {string} [heading] of the list that help has it in; without one, among the options
 *
 * @typedef {object} Command
 * @property {string} name
 * @property {string} about
 * @property {string} [more] what the long help adds
 * @property {string} [operands] the name of what comes without a flag; one at least
 * @property {string} [operandsText]
 * @property {Option[]} options
 */

/** @type {Option} */
export const COMPONENT = {
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
const HOLDING = [
  {
    long: 'limits',
    value: 'FILE',
    text: 'A file of these limits, a line each, such as `max-memory = 64_000_000`; flags win',
    heading: 'Limits',
  },
  ...LIMITS.map(({ name, unit, about, range, default: number = 'none' }) => ({
    long: name,
    value: unit,
    text: `${about} [default: ${number}]`,
    range,
    heading: 'Limits',
  })),
];

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
    ...HOLDING,
  ],
};

/** @type {Command} */
const CREATE = {
  name: 'create',
  about: 'Creates one user, and prints the id or what is wrong',
  options: [
    { long: 'name', value: 'NAME', mayBeEmpty: true, required: true },
    { long: 'email', value: 'EMAIL', mayBeEmpty: true, required: true },
    { long: 'age', value: 'AGE', text: 'In whole years', required: true, range: [0, U32], negative: true },
    RULES_FILE,
    { long: 'json', text: 'Print the answer as JSON' },
    ...TRACING,
    COMPONENT,
    ...HOLDING,
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
    ...HOLDING,
  ],
};

export const COMMANDS = { run: RUN, create: CREATE, rules: RULES };

/**
 * The Rust host's alone: they need its store or its server, read the binary with Rust's
 * libraries, or say how the command is used.
 * @type {{ name: string, about: string }[]}
 */
export const ELSEWHERE = [
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

/** All verbs, in the order of the help. */
export const NAMES = [...Object.keys(COMMANDS), ...ELSEWHERE.map(({ name }) => name), 'help'];
