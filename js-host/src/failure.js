/** Why a command failed, by exit code. One table for the whole host. */

import { getSystemErrorMessage } from './node.js';

/** Some records were rejected; the run itself went well. */
export const SOME_REJECTED = 1;

/** Exit codes by what failed. */
export const CODES = /** @type {const} */ ({ input: 2, guest: 3, output: 4, interrupted: 130 });

/** @typedef {keyof typeof CODES} Kind */

/**
 * A failure that a person caused, can mend or must know of. The message is one line.
 *
 * `input`: wrong arguments, or an input or rules that can't be read. `guest`: the component trapped, broke its contract,
 * or met a limit. `output`: the output can't be written.
 */
export class PipelineError extends Error {
  /**
   * @param {Kind} kind
   * @param {string} message
   * @param {{ line: bigint, column: bigint }} [position] in the input or the rules, from 1; column in bytes
   */
  constructor(kind, message, position) {
    super(message);
    this.name = 'PipelineError';
    this.kind = kind;
    this.position = position;
  }

  /** The exit code of a command that fails so. */
  get exitCode() {
    return CODES[this.kind];
  }
}

/** A limit that was met. */
export class Met extends Error {
  /** @param {string} limit @param {string} [part] by which, where that is known */
  constructor(limit, part) {
    super(limit);
    this.limit = limit;
    this.part = part;
  }
}

/**
 * What went wrong in a call of the component, if it is an error of its contract: of a job's, or of rules.
 * @param {unknown} error
 * @returns {PipelineError | undefined}
 */
export function fromContract(error) {
  if (error instanceof PipelineError) return error;
  const payload = error instanceof Error && 'payload' in error ? error.payload : undefined;
  if (payload && typeof payload === 'object' && 'kind' in payload && 'message' in payload) {
    const { kind, message, position } = /** @type {import('./component.js').JobError} */ (payload);
    return new PipelineError(kind === 'input' || kind === 'rules' ? 'input' : 'guest', message, position);
  }
  if (payload && typeof payload === 'object' && 'line' in payload) {
    const { message, line, column } = /** @type {import('./index.js').ParseError} */ (payload);
    const position = { line: BigInt(line), column: BigInt(column) };
    return new PipelineError('input', `${line}:${column}: ${message}`, position);
  }
  return undefined;
}

/**
 * The part that an error of a job's contract is of. The input, the rules and their own limit are nobody's.
 * @param {unknown} error
 */
export function refusedBy(error) {
  const { kind, message } = /** @type {{ payload?: Partial<import('./component.js').JobError> }} */ (error).payload ?? {};
  if (kind === 'report') return 'reporter';
  if (kind === 'limit') return message?.endsWith('(limit `max-record-bytes`)') ? 'driver' : undefined;
  return kind === 'usage' || kind === 'internal' ? 'driver' : undefined;
}

/** What Linux says, where libuv says it otherwise or doesn't know it. */
const REASONS = /** @type {Record<string, string>} */ ({
  EBUSY: 'device or resource busy',
  EEXIST: 'file exists',
  EIO: 'input/output error',
  EISDIR: 'is a directory',
  ELOOP: 'too many levels of symbolic links',
  ENAMETOOLONG: 'file name too long',
  ENFILE: 'too many open files in system',
  ENOMEM: 'cannot allocate memory',
  ENOTSUP: 'operation not supported',
  ESPIPE: 'illegal seek',
  ETXTBSY: 'text file busy',
  EXDEV: 'invalid cross-device link',
  'Unknown system error -116': 'stale file handle',
  'Unknown system error -122': 'disk quota exceeded',
});

/**
 * What the system said, without its error number.
 * @param {unknown} error
 */
export function reason(error) {
  const { code, errno, message } = /** @type {NodeJS.ErrnoException} */ (error);
  if (code && REASONS[code]) return REASONS[code];
  return errno ? getSystemErrorMessage(errno) : message;
}
