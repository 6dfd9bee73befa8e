/** The limits on a component: names, defaults and ranges. The same as the Rust host's. */

import { PipelineError } from '../failure.js';

/**
 * @typedef {object} Limit
 * @property {string} name of the flag
 * @property {string} unit
 * @property {string} about
 * @property {number} [default] unlimited without one
 * @property {[number, number]} range
 * @property {boolean} [rustOnly] only the Rust host can enforce it
 */

const MIB = 1 << 20;
const U32 = 4294967295;

/** @type {Limit[]} in the order of help */
export const LIMITS = [
  {
    name: 'timeout',
    unit: 'SECONDS',
    about: 'Maximum execution time, not counting time spent waiting for input',
    range: [1, 31536000],
  },
  {
    name: 'fuel',
    unit: 'UNITS',
    about: 'Maximum number of execution steps, about one per instruction',
    range: [1, Number.MAX_SAFE_INTEGER],
    rustOnly: true,
  },
  {
    name: 'max-memory',
    unit: 'BYTES',
    about: 'Maximum memory of all components together',
    default: 3072 * MIB,
    range: [1, Number.MAX_SAFE_INTEGER],
  },
  {
    name: 'max-stack',
    unit: 'BYTES',
    about: 'Maximum stack of calls within the component',
    default: MIB / 2,
    range: [16384, 4 * MIB],
    rustOnly: true,
  },
  {
    name: 'max-tables',
    unit: 'COUNT',
    about: 'Maximum number of tables in all components together',
    default: 100,
    range: [1, U32],
    rustOnly: true,
  },
  {
    name: 'max-table-elements',
    unit: 'COUNT',
    about: 'Maximum number of table elements in all components together',
    default: 1_000_000,
    range: [1, U32],
    rustOnly: true,
  },
  {
    name: 'max-handles',
    unit: 'COUNT',
    about: 'Maximum number of open resource handles',
    default: 10_000,
    range: [1, U32],
    rustOnly: true,
  },
  {
    name: 'max-call-bytes',
    unit: 'BYTES',
    about: 'Maximum size of the data that the component returns in one call',
    default: 128 * MIB,
    range: [1, U32],
  },
  {
    name: 'max-record-bytes',
    unit: 'BYTES',
    about: 'Maximum size of a record; a longer one ends the run',
    default: 16 * MIB,
    range: [1, U32],
  },
  {
    name: 'max-report-bytes',
    unit: 'BYTES',
    about: 'Maximum size of a report',
    default: 16 * MIB,
    range: [1, U32],
  },
];

/** The value of each limit. */
export class Limits {
  /** @type {Map<string, number>} */
  #numbers = new Map();

  /**
   * @param {Record<string, number | undefined>} [set] by name; the others have their default
   * @throws PipelineError for an unknown limit, a value out of range, or a limit that Node can't enforce
   */
  constructor(set = {}) {
    for (const [name, number] of Object.entries(set)) {
      if (number !== undefined) this.#set(name, number);
    }
  }

  /** @param {string} name @param {number} number */
  #set(name, number) {
    const cannot = (/** @type {string} */ why) => new PipelineError('input', `cannot set the limits: ${why}`);
    const limit = LIMITS.find((known) => known.name === name);
    if (!limit) throw cannot(`found \`${name}\`, expected one of ${NAMES}`);
    const [least, most] = limit.range;
    if (!Number.isInteger(number) || number < least || number > most) {
      throw cannot(`found ${number} for \`${name}\`, expected ${least} to ${most}`);
    }
    if (limit.rustOnly) throw cannot(`\`${name}\` is not supported by the Node host`);
    this.#numbers.set(name, number);
  }

  /** @param {string} name */
  get(name) {
    return this.#numbers.get(name) ?? LIMITS.find((limit) => limit.name === name)?.default;
  }

  /**
   * The value of a limit; infinity if it is unlimited.
   * @param {string} name
   */
  of(name) {
    return this.get(name) ?? Infinity;
  }

  /** A limit that was met, for messages. @param {string} name */
  met(name) {
    const allowed = this.of(name);
    return `the limit \`${name}\`, ${WORDS[name]?.(allowed) ?? bytes(allowed)}`;
  }
}

const NAMES = LIMITS.map(({ name }) => `\`${name}\``).join(', ');

const WORDS = /** @type {Record<string, (allowed: number) => string>} */ ({
  timeout: (allowed) => `${allowed} s`,
  'max-stack': () => "Node's own",
  'max-memory': (allowed) => `${bytes(allowed)} in all components together`,
  'max-call-bytes': (allowed) => `${bytes(allowed)} in one call`,
});

/** In the largest unit that gives a whole number. @param {number} count */
export function bytes(count) {
  if (count > 0 && count % MIB === 0) return `${count / MIB} MiB`;
  return count > 0 && count % 1024 === 0 ? `${count / 1024} KiB` : `${count} B`;
}
