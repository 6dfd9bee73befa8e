/** Why a command failed, and its exit code. One table for the whole host. */

import { getSystemErrorMessage } from './node.js';
import { serviceError } from './service_error.js';

/** Some records were rejected; the run itself went well. */
export const SOME_REJECTED = 1;

/** Exit codes by kind of failure. */
export const CODES = /** @type {const} */ ({ input: 2, guest: 3, output: 4, store: 5, host: 6, interrupted: 130 });

/** @typedef {keyof typeof CODES} Kind */

/**
 * A failure that the user caused, can fix or must know of. The message is one line.
 *
 * `input`: wrong arguments, or an input or rules that can't be read. `guest`: the component trapped, broke its contract,
 * or met a limit. `output`: the output can't be written. `store`: the component's store failed. `host`: the system refuses
 * the host what it needs to run any component.
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

  /** The exit code of a command that fails with this error. */
  get exitCode() {
    return CODES[this.kind];
  }
}

/** A limit that was met. */
export class Met extends Error {
  /** @param {string} limit @param {string} [by] the interface whose component met it, where that is known */
  constructor(limit, by) {
    super(limit);
    this.limit = limit;
    this.by = by;
  }
}

/**
 * Kinds of errors in the contract that aren't the component's fault.
 * @type {Record<string, Kind>}
 */
const KINDS = { input: 'input', options: 'input', rules: 'input', store: 'store' };

/**
 * The error of the contract that a call returned, if it is one: a job's, the service's, or a rules file's.
 * @param {unknown} error
 * @returns {PipelineError | undefined}
 */
export function fromContract(error) {
  if (error instanceof PipelineError) return error;
  const payload = error instanceof Error && 'payload' in error ? error.payload : undefined;
  if (payload && typeof payload === 'object' && 'kind' in payload && 'message' in payload) {
    const { kind, message, position } = /** @type {import('./sandbox/component.js').JobError} */ (payload);
    return new PipelineError(KINDS[kind] ?? 'guest', message, position);
  }
  if (payload && typeof payload === 'object' && 'tag' in payload) {
    const why = serviceError(/** @type {import('./index.js').ServiceError} */ (payload));
    return new PipelineError('store', `stage \`service\`: ${why}`);
  }
  if (payload && typeof payload === 'object' && 'line' in payload) {
    const { message, line, column } = /** @type {import('./index.js').ParseError} */ (payload);
    const position = { line: BigInt(line), column: BigInt(column) };
    return new PipelineError('input', `${line}:${column}: ${message}`, position);
  }
  return undefined;
}

/** The interfaces of the composition that a host calls or blames. */
export const JOB = 'my:pipeline/job@2.0.0';
export const SERVICE = 'my:user-service/user-service@2.0.0';
export const CONFIG = 'my:config/config@2.0.0';
export const REPORTER = 'my:reporting/reporter@2.0.0';

/**
 * The interface of which a call returned an error of the job's contract. None for errors in the input or in the rules, and
 * none for `max-errors`.
 * @param {unknown} error
 */
export function refusedBy(error) {
  const { kind, message } = /** @type {{ payload?: Partial<import('./sandbox/component.js').JobError> }} */ (error).payload ?? {};
  if (kind === 'report') return REPORTER;
  if (kind === 'limit') return message?.endsWith('(limit `max-record-bytes`)') ? JOB : undefined;
  return kind === 'usage' || kind === 'internal' ? JOB : undefined;
}

/** What the system refuses the host, and the limit on it. @type {Record<string, [string, string]>} */
const SHORTAGES = {
  EMFILE: ['more open files', 'ulimit -n'],
  ENFILE: ['more open files', 'ulimit -n'],
  ENOMEM: ['more memory or address space', 'ulimit -v'],
};

/**
 * Why the system did not do something: a failure of this kind, unless the system refuses the host what it needs.
 * @param {Kind} kind
 * @param {string} doing such as "read `users.csv`"
 * @param {unknown} error
 */
export function ofSystem(kind, doing, error) {
  return shortage(doing, error) ?? new PipelineError(kind, `cannot ${doing}: ${reason(error)}`);
}

/**
 * The failure of the host, if that is why something failed.
 * @param {string} doing
 * @param {unknown} error
 */
export function shortage(doing, error) {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const [what, limit] = SHORTAGES[code] ?? [];
  if (what === undefined) return undefined;
  return new PipelineError('host', `cannot ${doing}: the system refuses the host ${what}; raise the limit (\`${limit}\`)`);
}

/** Linux's words, where libuv uses others. */
const REASONS = /** @type {Record<string, string>} */ ({
  EBUSY: 'device or resource busy',
  EEXIST: 'file exists',
  EHOSTUNREACH: 'no route to host',
  EILSEQ: 'invalid or incomplete multibyte or wide character',
  EIO: 'input/output error',
  EISDIR: 'is a directory',
  ELOOP: 'too many levels of symbolic links',
  ENAMETOOLONG: 'file name too long',
  ENFILE: 'too many open files in system',
  ENOMEM: 'cannot allocate memory',
  ENOTCONN: 'transport endpoint is not connected',
  ENOTSUP: 'operation not supported',
  ESPIPE: 'illegal seek',
  ETXTBSY: 'text file busy',
  EXDEV: 'invalid cross-device link',
});

/** Linux's words for errors of file systems that libuv doesn't know, by number. @type {Record<number, string>} */
const UNKNOWN_TO_NODE = {
  37: 'no locks available',
  67: 'link has been severed',
  74: 'bad message',
  116: 'stale file handle',
  117: 'structure needs cleaning',
  122: 'disk quota exceeded',
  123: 'no medium found',
  124: 'wrong medium type',
  126: 'required key not available',
  127: 'key has expired',
  128: 'key has been revoked',
  129: 'key was rejected by service',
};

/**
 * The system's message, without its error number.
 * @param {unknown} error
 */
export function reason(error) {
  const { code, errno, message } = /** @type {NodeJS.ErrnoException} */ (error);
  const text = REASONS[code ?? ''] ?? UNKNOWN_TO_NODE[-(errno ?? 0)];
  if (text) return text;
  return errno ? getSystemErrorMessage(errno) : message;
}
