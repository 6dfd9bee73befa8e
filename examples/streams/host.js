/** A job on Node: bytes in, lines out. Where wasmtime traps, jco may wait for ever; so nothing is awaited without a time-out. */

import { readFileSync } from 'node:fs';

/**
 * What jco's declarations lack: `read` with a count, without which bytes come one by one.
 * @template T
 * @typedef {{ read: (options: { count: number }) => Promise<{ value?: T, done: boolean }>, [Symbol.dispose]: () => void }} Stream
 */

/**
 * @typedef {{ read: bigint, accepted: bigint, rejected: bigint }} Totals
 * @typedef {{ tag: 'ok', val: Totals } | { tag: 'err', val: { tag: 'input' | 'limit', val: string } }} End
 * @typedef {{ name: string, maxRecordBytes?: number }} Options
 * @typedef {{ violations: unknown[], batch: { first: bigint, ages: Uint32Array, lines: BigUint64Array } }} Outcome
 */

/**
 * @typedef {object} Job
 * @property {(options: Options, input: AsyncIterable<Uint8Array>) => Promise<[Stream<Outcome>, PromiseLike<End>]>} run
 * @property {(options: Options, input: AsyncIterable<Uint8Array>) => Promise<[Stream<Uint8Array>, PromiseLike<End>]>} runLines
 */

/** How much is read at a time. */
const CHUNK = 65536;

/** How long the next lines may take, in ms, the time of the source included. */
const PATIENCE = 60_000;

/** An input that can't be read further. */
export class InputError extends Error {}

/** A job that stands still. */
export class TimeoutError extends Error {}

/**
 * An instance of a composition. Any number of jobs can run in it at the same time.
 * @param {string} name
 * @returns {Promise<Job>}
 */
export async function open(name) {
  const folder = new URL(`../../build/streams/node/${name}/`, import.meta.url);
  const { instantiate } = await import(new URL('chain.js', folder).href);
  const compile = (/** @type {string} */ file) => WebAssembly.compile(readFileSync(new URL(file, folder)));
  return (await instantiate(compile, {})).job;
}

/**
 * The lines of an input, and its totals at the end. Leaving the loop, or `signal`, ends the job and closes the source.
 * @param {Job} job
 * @param {Options} options
 * @param {AsyncIterable<Uint8Array>} source
 * @param {{ patience?: number, signal?: AbortSignal }} [limits]
 * @returns {AsyncGenerator<Uint8Array, Totals>}
 */
export async function* lines(job, options, source, { patience = PATIENCE, signal } = {}) {
  const watched = new Source(source);
  const within = (/** @type {PromiseLike<any>} */ promise) => inTime(promise, patience, signal);
  try {
    const [stream, end] = await within(job.runLines(options, watched.bytes()));
    try {
      for (let done = false; !done; ) {
        const next = await within(stream.read({ count: CHUNK }));
        if (next.value?.length) yield next.value;
        done = next.done;
      }
    } finally {
      stream[Symbol.dispose]();
    }
    const result = /** @type {End} */ (await within(end));
    if (watched.failure) throw watched.failure.error;
    if (result.tag === 'err') throw new InputError(result.val.val);
    return result.val;
  } finally {
    watched.close();
  }
}

/** A source that ends where it fails, since jco would wait for one that throws. */
class Source {
  #source;
  /** @type {{ error: unknown } | undefined} */
  failure;

  /** @param {AsyncIterable<Uint8Array>} source */
  constructor(source) {
    this.#source = source[Symbol.asyncIterator]();
  }

  async *bytes() {
    try {
      for (;;) {
        const { value, done } = await this.#source.next();
        if (done) return;
        yield value;
      }
    } catch (error) {
      this.failure = { error };
    } finally {
      this.close();
    }
  }

  /** Doesn't wait for a source that is still to deliver something. */
  close() {
    this.#source.return?.().catch(() => {});
  }
}

/**
 * @template T
 * @param {PromiseLike<T>} promise
 * @param {number} patience
 * @param {AbortSignal} [signal]
 * @returns {Promise<T>}
 */
async function inTime(promise, patience, signal) {
  signal?.throwIfAborted();
  const { promise: stopped, reject } = Promise.withResolvers();
  const late = () => reject(new TimeoutError(`cannot go on: found nothing for ${patience} ms, expected the next lines`));
  const abort = () => reject(signal?.reason);
  const timer = setTimeout(late, patience);
  signal?.addEventListener('abort', abort);
  try {
    return /** @type {T} */ (await Promise.race([promise, stopped]));
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', abort);
  }
}
