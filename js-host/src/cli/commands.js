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
 * @property {boolean} [isWritten] it names a file or folder that is written, and never standard output
 * @property {boolean} [required]
 * @property {string} [heading] of its list in help; `Options` by default
 * @property {string} [variable] the environment variable that also sets it
 *
 * @typedef {object} Command
 * @property {string} name
 * @property {string} about
 * @property {string} [more] a second paragraph
 * @property {string} [operands] the name of its positional arguments, of which it requires at least one
 * @property {boolean} [onlyOne] it accepts no more than that
 * @property {string} [operandsText]
 * @property {Option[]} options
 */

/** @type {Option} */
const COMPONENT = {
  long: 'component',
  value: 'FILE',
  text: 'The composed component [default: pipeline.wasm of the checkout or release that this command is from]',
};

/** @type {Option} */
const RULES_FILE = {
  long: 'rules',
  value: 'FILE',
  text: 'Rules file to apply; `-` is standard input [default: the rules that `rules` prints]',
};

const U32 = 4294967295;

/** Where `run` writes unless it is told. */
export const OUT = 'pipeline-out';

/** @type {Option[]} */
const TRACING = [
  { long: 'trace', text: 'Print the calls between the components on stderr; runs the composition with spies' },
  {
    long: 'trace-file',
    value: 'FILE',
    text: 'Write the calls to a file for ui.perfetto.dev or chrome://tracing',
    isWritten: true,
  },
  {
    long: 'trace-values',
    text: 'Keep arguments and results in that file, for `replay`; they are the users\' data (not supported by this host)',
  },
  {
    long: 'max-trace-bytes',
    value: 'BYTES',
    text: 'Maximum size of the values in that file (not supported by this host)',
  },
];

/** @type {Option} */
const DEBUG_INFO = {
  long: 'debug-info',
  text: 'Compile for a native debugger such as lldb (not supported by this host)',
};

/** How the inputs are read. The component checks the values. @type {Option[]} */
const READING = [
  {
    long: 'delimiter',
    value: 'CHAR',
    mayBeEmpty: true,
    text: 'Character between the fields of CSV, or `tab` or `space` [default: found from `,`, `;`, tab, `|` and space]',
    heading: 'Reading',
  },
  {
    long: 'quote',
    value: 'CHAR',
    mayBeEmpty: true,
    text: 'Character that quotes fields of CSV, or `none` [default: found from `"` and `\'`]',
    heading: 'Reading',
  },
  {
    long: 'escape',
    value: 'CHAR',
    mayBeEmpty: true,
    text: 'Character that escapes the next one in CSV, or `none` [default: a backslash if needed]',
    heading: 'Reading',
  },
  {
    long: 'skip-lines',
    value: 'COUNT',
    text: 'Lines before the header of CSV [default: found by the names of the columns]',
    range: [0, U32],
    heading: 'Reading',
  },
  { long: 'no-header', text: 'CSV has no header; `--columns` has the numbers of the columns', heading: 'Reading' },
  {
    long: 'columns',
    value: 'COLUMNS',
    mayBeEmpty: true,
    text: 'Headers of the columns, as in `email=E-Mail,name="Full Name"`, or their numbers: `name=1,email=2,age=3`',
    heading: 'Reading',
  },
  {
    long: 'encoding',
    value: 'LABEL',
    mayBeEmpty: true,
    text: 'Encoding of inputs without a byte order mark, such as `windows-1252` [default: UTF-8]',
    heading: 'Reading',
  },
  {
    long: 'max-unpacked-bytes',
    value: 'BYTES',
    text: 'Maximum size of a compressed input after unpacking [default: 17179869184]',
    range: [1, Number.MAX_SAFE_INTEGER],
    heading: 'Reading',
  },
  {
    long: 'sheet',
    value: 'NAME',
    mayBeEmpty: true,
    text: 'Sheet of a workbook to read [default: the first that isn\'t hidden]',
    heading: 'Reading',
  },
];

/** How users and rejects are written. @type {Option[]} */
const WRITING = [
  {
    long: 'output',
    value: 'FORMAT',
    text: 'Format of users and rejects [default: ndjson]',
    possible: ['ndjson', 'csv'],
    heading: 'Writing',
  },
  {
    long: 'keep-columns',
    text: "Keep the other columns or keys of accepted users; a store doesn't",
    heading: 'Writing',
  },
  {
    long: 'formula-guard',
    text:
      "In CSV, put a `'` in front of what a spreadsheet could take for a formula; in an input `rejects.csv`, remove it",
    heading: 'Writing',
  },
];

/** @type {Option[]} */
const LIMIT_FLAGS = LIMITS.map(({ name, unit, about, range, rustOnly, default: number = 'none' }) => ({
  long: name,
  value: unit,
  text: rustOnly ? `${about} (not supported by this host)` : about,
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
  about: 'Validate the records of one or more files, and write users, rejects and reports',
  more: 'Writes users.ndjson and rejects.ndjson, or .csv, summary.json and report.{html,md,svg}: all of them or none.',
  operands: 'INPUT',
  operandsText: 'Files to read, in this order; `-` is standard input',
  options: [
    {
      long: 'out',
      value: 'DIR',
      text: "Folder to write to: new, empty, or with the output of an earlier run, which is replaced",
      isWritten: true,
      default: OUT,
    },
    {
      long: 'format',
      value: 'FORMAT',
      text: "Format of the inputs [default: by file extension, else by the first character]",
      possible: ['csv', 'ndjson', 'json'],
    },
    RULES_FILE,
    {
      long: 'store',
      value: 'FILE',
      text: 'SQLite file that stores accepted users between runs (not supported by this host)',
    },
    {
      long: 'generated-at',
      value: 'TEXT',
      mayBeEmpty: true,
      text: 'Date or time to show in the reports, as given',
    },
    {
      long: 'chunk-size',
      value: 'BYTES',
      text: 'Bytes to read and pass to the component at a time',
      default: '262144',
      range: [1, U32],
    },
    {
      long: 'threads',
      value: 'COUNT',
      text: 'Threads to use (this host uses one)',
      range: [1, 256],
    },
    ...TRACING,
    DEBUG_INFO,
    {
      long: 'keep-totals',
      value: 'FILE',
      text: 'Write what the reports are rendered from to a file, for py-reporting/render.py (not supported by this host)',
    },
    { long: 'json', text: 'Print summary.json on stdout' },
    { long: 'quiet', short: 'q', text: 'Print nothing on success, except the output of `--json`' },
    COMPONENT,
    ...WRITING,
    ...READING,
    ...LIMIT_FLAGS,
  ],
};

/** @type {Command} */
const PEEK = {
  name: 'peek',
  about: 'Show how a file would be read, its first records, and which of them would be rejected',
  more: 'Looks at the first 256 KiB, and writes no file.',
  operands: 'FILE',
  onlyOne: true,
  operandsText: 'File to look at; `-` is standard input',
  options: [
    { long: 'sample', value: 'COUNT', text: 'How many records to show', default: '10', range: [0, U32] },
    {
      long: 'format',
      value: 'FORMAT',
      text: "Format of the file [default: by file extension, else by the first character]",
      possible: ['csv', 'ndjson', 'json'],
    },
    RULES_FILE,
    COMPONENT,
    ...READING,
    ...LIMIT_FLAGS,
  ],
};

/** @type {Command} */
const CREATE = {
  name: 'create',
  about: 'Create one user, and print its id or the errors',
  options: [
    { long: 'name', value: 'NAME', mayBeEmpty: true, required: true },
    { long: 'email', value: 'EMAIL', mayBeEmpty: true, required: true },
    { long: 'age', value: 'AGE', text: 'In whole years', required: true, range: [0, U32] },
    RULES_FILE,
    { long: 'json', text: 'Print the result as JSON' },
    ...TRACING,
    DEBUG_INFO,
    COMPONENT,
    ...LIMIT_FLAGS,
  ],
};

/** @type {Command} */
const RULES = {
  name: 'rules',
  about: 'Print the default rules as a file to start from, or check a rules file',
  options: [
    {
      long: 'check',
      value: 'FILE',
      text: 'Check a rules file instead of printing the defaults; `-` is standard input',
    },
    COMPONENT,
    ...LIMIT_FLAGS,
  ],
};

export const COMMANDS = { run: RUN, peek: PEEK, create: CREATE, rules: RULES };

/** @type {Option} */
export const HELP = { long: 'help', short: 'h', text: 'Print help' };

/** The command itself, without a verb. @type {Command} */
export const MAIN = {
  name: '',
  about: 'Validate user records, assign ids to the valid ones, and report on all of them',
  more:
    'The work is done by one WebAssembly component, composed from components in Rust, Go and Python. This host ' +
    'only reads and writes files.',
  options: [COMPONENT, { long: 'version', short: 'V', text: 'Print version' }],
};

/**
 * Verbs that only the Rust host has: they need its store or its server, call or inspect a component that this host hasn't
 * translated, or describe the command line.
 * @type {{ name: string, about: string }[]}
 */
export const RUST_ONLY = [
  { name: 'users', about: 'Print the users in a store as JSON, one per line' },
  { name: 'query', about: 'Run a read-only SQL query against a store: `select count(*) from users where age > 30`' },
  { name: 'serve', about: "Serve users, validation and reports over HTTP" },
  { name: 'replay', about: 'Call one component as it was called in a recorded run, and print the first difference' },
  {
    name: 'inspect',
    about: 'Show the components in a composition, which can call which, and what the host must provide',
  },
  { name: 'verify', about: 'Check a composed component against a policy file' },
  { name: 'check', about: 'Check a component against the contract of the validator' },
  { name: 'completions', about: "Generate a shell completion script" },
  { name: 'man', about: 'Print the manual page of this command or of one of its verbs' },
];

/** Options that only the Rust host has, besides `--store`. */
export const RUST_ONLY_OPTIONS = ['trace-values', 'max-trace-bytes', 'keep-totals'];

export const NAMES = [...Object.keys(COMMANDS), ...RUST_ONLY.map(({ name }) => name), 'help'];
