/** Why a command failed, by exit code. One table for the whole host. */

import { getSystemErrorMessage } from './node.js';

/** Some records were rejected; the run itself went well. */
export const SOME_REJECTED = 1;

/** Exit codes by what failed. */
export const CODES = /** @type {const} */ ({ input: 2, guest: 3, output: 4, store: 5, interrupted: 130 });

/** @typedef {keyof typeof CODES} Kind */

/**
 * A failure that a person caused, can mend or must know of. The message is one line.
 *
 * `input`: wrong arguments, or an input or rules that can't be read. `guest`: the component trapped, broke its contract,
 * or met a limit. `output`: the output can't be written. `store`: the component's store failed.
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

/**
 * Kinds of the contract's that aren't the guest's.
 * @type {Record<string, Kind>}
 */
const KINDS = { input: 'input', rules: 'input', store: 'store' };

/** @typedef {import('./index.js').ServiceError} ServiceError */

/**
 * The service's error, where it is asked without the driver; in the driver's words.
 * @param {ServiceError} error
 */
function refusal(error) {
  switch (error.tag) {
    case 'store': {
      const { store, operation, error: cause } = error.val;
      return `the store \`${store}\` failed at \`${operation}\`: ${why(cause)}`;
    }
    case 'foreign-value':
      return `the store \`${error.val.store}\` holds under \`${error.val.key}\` what this service hasn't written`;
    case 'not-kept':
      return 'the store `users` keeps no users';
  }
}

/** @param {import('./index.js').StoreError} error */
function why(error) {
  switch (error.tag) {
    case 'invalid-name':
      return `no store can be named \`${error.val}\``;
    case 'read-only':
      return 'it can only be read';
    case 'busy':
      return 'another process holds it';
    case 'full':
      return 'there is no room for more';
    case 'corrupt':
      return `it is damaged: ${error.val}`;
    case 'other':
      return error.val;
  }
}

/**
 * What went wrong in a call of the component: an error of its contract, or a trap.
 * @param {unknown} error
 */
export function fromGuest(error) {
  if (error instanceof PipelineError) return error;
  const payload = error instanceof Error && 'payload' in error ? error.payload : undefined;
  if (payload && typeof payload === 'object' && 'kind' in payload && 'message' in payload) {
    const { kind, message, position } = /** @type {import('./component.js').JobError} */ (payload);
    return new PipelineError(KINDS[kind] ?? 'guest', message, position);
  }
  if (payload && typeof payload === 'object' && 'tag' in payload) {
    return new PipelineError('store', `stage \`service\`: ${refusal(/** @type {ServiceError} */ (payload))}`);
  }
  const cause = error instanceof Error ? error.message : String(error);
  return new PipelineError('guest', `the component failed: ${cause}`);
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
