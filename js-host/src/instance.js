/** One instance of the component, held to its limits, and whom to blame when it stops. */

import { bytes } from './limits.js';
import { fromContract, Met, PipelineError, refusedBy } from './failure.js';

/** @typedef {import('./calls.js').Calls} Calls */
/** @typedef {import('./component.js').Facts} Facts */

export class Instance {
  /** @type {import('./calls.js').Place} */
  #place;
  #limits;
  #facts;
  /** @type {PipelineError | undefined} */
  #failure;
  /** The last record that is known to be done. @type {bigint | undefined} */
  record;

  /**
   * @param {import('./calls.js').Place} place
   * @param {import('./limits.js').Limits} limits
   * @param {Facts} facts about the component's modules
   * @param {string} doing what it is called for, such as "create the user"
   */
  constructor(place, limits, facts, doing) {
    this.#place = place;
    this.#limits = limits;
    this.#facts = facts;
    this.doing = doing;
  }

  start() {
    this.#guarded(() => this.#place.start());
  }

  /**
   * Calls into the component. What fails fails for good, and each further call fails in the same way: an instance that
   * trapped may be in any state.
   * @template {keyof Calls} N
   * @param {N} name
   * @param {import('./calls.js').Arguments<N>} args
   * @returns {ReturnType<Calls[N]>}
   */
  call(name, ...args) {
    return this.#guarded(() => this.#place.call(name, args));
  }

  /** It is done with. */
  leave() {
    this.#place.leave();
  }

  /**
   * Fails where something that came is longer than a limit.
   * @param {string} limit
   * @param {number} length
   * @param {string} [part] which made it
   */
  check(limit, length, part) {
    if (length <= this.#limits.of(limit)) return;
    this.#guarded(() => {
      throw new Met(limit, part);
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
      this.#place.leave();
      throw this.#failure;
    }
  }

  /** Whether all memories together have more than they may. */
  get #isFull() {
    return this.#place.memory() > this.#limits.of('max-memory');
  }

  /**
   * An error of the contract, with the part that it is of. It may be what a language makes of memory that it can't have.
   * @param {PipelineError} error
   * @param {string | undefined} part
   */
  #refused(error, part) {
    if (error.kind !== 'guest') return error;
    // Calls may follow, a line each.
    const [what = '', ...calls] = error.message.split('\n');
    const why = this.#isFull ? `cannot ${this.doing}: the component met ${this.#limits.met('max-memory')}: ${what}` : what;
    return new PipelineError('guest', [why + this.#behind(part), ...calls].join('\n'), error.position);
  }

  /** @param {unknown} error */
  #stopped(error) {
    const found = error instanceof Met ? error.limit : isStack(error) ? 'max-stack' : undefined;
    const met = found ?? (this.#isFull ? 'max-memory' : undefined);
    const trap = String(/** @type {Error} */ (error).message).replace(/^wasm trap: /, '');
    const why = met ? `met ${this.#limits.met(met)}` : `failed: ${trap}`;
    const where = error instanceof Met ? this.#behind(error.part) : this.#innermost(error);
    const after = this.record === undefined ? '' : `, after record ${this.record}`;
    return new PipelineError('guest', `cannot ${this.doing}: the component ${why}${this.#room(met)}${where}${after}`);
  }

  /** What memory is taken, where that may have been why: a memory that is half full can't double. @param {unknown} met */
  #room(met) {
    const taken = this.#place.memory();
    if (met || 2 * taken <= this.#limits.of('max-memory')) return '';
    return `, with ${bytes(taken)} of memory taken, near ${this.#limits.met('max-memory')}`;
  }

  /** The part behind an exported interface. @param {string | undefined} part */
  #behind(part) {
    const facts = part === undefined ? undefined : Object.values(this.#facts).find((known) => known.part === part);
    return facts ? named(facts) : '';
  }

  /** The part and the function in which a trap's trace starts. @param {unknown} error */
  #innermost(error) {
    const frames = [...String(/** @type {Error} */ (error).stack).matchAll(FRAME)].flatMap(([, name, module]) => {
      const facts = this.#facts[`${module}.wasm`];
      return facts?.part ? [{ facts, called: plain(name?.split(`${module}.`)[1]) }] : [];
    });
    const [first] = frames;
    if (!first) return '';
    const { part } = first.facts;
    return named(first.facts, frames.find(({ facts, called }) => called && facts.part === part)?.called);
  }
}

/**
 * A function's name, where it can be read. Rust mangles its names, in two ways; of these the later one isn't read here, in
 * which its own library is.
 * @param {string | undefined} name
 */
function plain(name) {
  const [, mangled] = name?.match(/^_ZN(.*)17h[0-9a-f]{16}E$/) ?? [];
  if (mangled === undefined) return name?.startsWith('_R') ? undefined : name;
  const parts = [];
  for (let rest = mangled; rest !== ''; ) {
    const length = parseInt(rest, 10);
    const digits = String(length).length;
    if (!(length > 0)) return undefined;
    parts.push(rest.slice(digits, digits + length));
    rest = rest.slice(digits + length);
  }
  return parts.join('::');
}

/** @param {unknown} error */
function isStack(error) {
  return error instanceof Error && error.name === 'RangeError' && error.message.includes('call stack');
}

/** A line of a trace in a core module, by the name that `named` gave it: `at pipeline.core2.main.process (wasm://…)`. */
const FRAME = /^ +at (?:(.*) \()?wasm:\/\/wasm\/([^:]*)-[0-9a-f]+:wasm-function\[/gm;

/** @param {Facts[string]} facts @param {string} [called] */
function named({ part, languages = [] }, called) {
  const by = languages.length > 0 ? ` (${languages.join(', ')})` : '';
  return `, in \`${part}\`${by}${called === undefined ? '' : `, \`${called}\``}`;
}
