/** One instance of the component, held to its limits. A failure names the component that caused it. */

import { fromContract, Met, PipelineError, refusedBy } from '../failure.js';
import { inExporter, innermost } from './blame.js';
import { bytes } from './limits.js';

/** @typedef {import('./calls.js').Calls} Calls */
/** @typedef {import('./component.js').Facts} Facts */

export class Instance {
  /** @type {import('./calls.js').Callee} */
  #callee;
  #limits;
  #facts;
  /** @type {PipelineError | undefined} */
  #failure;
  /** The last record that is known to be done. @type {bigint | undefined} */
  record;

  /**
   * @param {import('./calls.js').Callee} callee
   * @param {import('./limits.js').Limits} limits
   * @param {Facts} facts about the component's modules
   * @param {string} doing what it is called for, such as "create the user"
   */
  constructor(callee, limits, facts, doing) {
    this.#callee = callee;
    this.#limits = limits;
    this.#facts = facts;
    this.doing = doing;
  }

  start() {
    this.#guarded(() => this.#callee.start());
  }

  /**
   * Calls into the component. After a failure every further call throws the same failure: an instance that trapped may be
   * in any state.
   * @template {keyof Calls} N
   * @param {N} name
   * @param {import('./calls.js').Arguments<N>} args
   * @returns {ReturnType<Calls[N]>}
   */
  call(name, ...args) {
    return this.#guarded(() => this.#callee.call(name, args));
  }

  /** Ends it. */
  leave() {
    this.#callee.leave();
  }

  /**
   * Fails if a result is longer than a limit.
   * @param {string} limit
   * @param {number} length
   * @param {string} [by] the interface that it was returned by
   */
  check(limit, length, by) {
    if (length <= this.#limits.of(limit)) return;
    this.#guarded(() => {
      throw new Met(limit, by);
    });
  }

  /**
   * @template T
   * @param {() => T} call
   * @returns {T}
   */
  #guarded(call) {
    if (this.#failure) throw this.#failure;
    try {
      const result = call();
      if (this.#isFull) throw new Met('max-memory');
      return result;
    } catch (error) {
      const contract = fromContract(error);
      this.#failure = contract ? this.#refused(contract, refusedBy(error)) : this.#stopped(error);
      this.#callee.leave();
      throw this.#failure;
    }
  }

  /** Whether all memories together exceed the limit. */
  get #isFull() {
    return this.#callee.memory() > this.#limits.of('max-memory');
  }

  /**
   * An error of the contract, with the component that returned it. It may be how a language reports that it got no memory.
   * @param {PipelineError} error
   * @param {string | undefined} by the interface
   */
  #refused(error, by) {
    if (error.kind !== 'guest') return error;
    // The calls that led to it may follow, one per line.
    const [what = '', ...calls] = error.message.split('\n');
    const why = this.#isFull ? `cannot ${this.doing}: the component met ${this.#limits.met('max-memory')}: ${what}` : what;
    return new PipelineError('guest', [why + inExporter(this.#facts, by), ...calls].join('\n'), error.position);
  }

  /** @param {unknown} error */
  #stopped(error) {
    if (isShortage(error)) {
      const why = 'the system refuses the host more memory or address space; raise the limit (`ulimit -v`)';
      return new PipelineError('host', `cannot ${this.doing}: ${why}`);
    }
    const found = error instanceof Met ? error.limit : isStackOverflow(error) ? 'max-stack' : undefined;
    const met = found ?? (this.#isFull ? 'max-memory' : undefined);
    const trap = String(/** @type {Error} */ (error).message).replace(/^wasm trap: /, '');
    const why = met ? `met ${this.#limits.met(met)}` : `failed: ${trap}`;
    const where = error instanceof Met ? inExporter(this.#facts, error.by) : innermost(this.#facts, error);
    const after = this.record === undefined ? '' : `, after record ${this.record}`;
    return new PipelineError('guest', `cannot ${this.doing}: the component ${why}${met ? '' : this.#memoryNote()}${where}${after}`);
  }

  /** The memory in use, where it may have been the cause: a memory that is half full can't double. */
  #memoryNote() {
    const used = this.#callee.memory();
    if (2 * used <= this.#limits.of('max-memory')) return '';
    return `, with ${bytes(used)} of memory taken, near ${this.#limits.met('max-memory')}`;
  }
}

/** Whether V8 got no room for a memory of a new instance. No component is to blame. @param {unknown} error */
function isShortage(error) {
  return error instanceof Error && error.name === 'RangeError' && /Out of memory|allocate memory/.test(error.message);
}

/** @param {unknown} error */
function isStackOverflow(error) {
  return error instanceof Error && error.name === 'RangeError' && error.message.includes('call stack');
}
