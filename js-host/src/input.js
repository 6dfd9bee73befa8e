/** Reads an input in chunks. */

import { ofSystem, PipelineError } from './failure.js';
import { closeSync, constants, fstatSync, openSync, readSync } from './node.js';

/** The name of standard input among the inputs. */
export const STDIN = '-';

/** The most bytes that one system call reads. */
const MOST = 1 << 30;

/** Opening a pipe must not wait for its writer: the wait couldn't be interrupted. */
const FLAGS = constants.O_RDONLY | constants.O_NONBLOCK;

/** Standard input, if it is a stream. It may be named twice, and is empty the second time. */
let standardInput = /** @type {Promise<import('node:stream').Readable> | undefined} */ (undefined);

export class Input {
  /** @type {Promise<import('node:stream').Readable> | undefined} for inputs whose bytes have to be waited for */
  #stream;

  /** How many bytes were read from it. */
  #position = 0;

  /**
   * Opens a file, or standard input for `-`.
   * @param {string} path
   * @param {string} [what] what it holds, for messages
   */
  constructor(path, what) {
    this.path = path;
    this.what = what;
    try {
      this.file = path === STDIN ? 0 : openSync(path, FLAGS);
      const status = fstatSync(this.file);
      if (path !== STDIN && status.isDirectory()) throw this.error('found a folder, expected a file');
      /** Its length, as far as it is known. */
      this.size = status.isFile() ? status.size : 0;
      const open = status.isFIFO() || status.isSocket() ? pipe : status.isCharacterDevice() ? terminal : undefined;
      this.#stream = path === STDIN ? (standardInput ??= open?.(0)) : open?.(this.file);
    } catch (error) {
      throw this.#cannotRead(error);
    }
  }

  get #doing() {
    return `read ${this.what === undefined ? '' : `${this.what} `}\`${this.path}\``;
  }

  /** Why it can't be used. @param {string} why */
  error(why) {
    return new PipelineError('input', `cannot ${this.#doing}: ${why}`);
  }

  /** @param {unknown} error */
  #cannotRead(error) {
    return error instanceof PipelineError ? error : ofSystem('input', this.#doing, error);
  }

  /**
   * Reads until the chunk is full or the input ends. A pipe may return fewer bytes than asked for.
   * @param {Uint8Array} chunk
   * @returns {Promise<number>} bytes read; 0 at the end
   */
  async fill(chunk) {
    const stream = await this.#stream;
    let filled = 0;
    try {
      while (filled < chunk.length) {
        const rest = chunk.subarray(filled, filled + MOST);
        // Synchronous reads are the fastest for files.
        const length = stream ? await next(stream, rest) : readSync(this.file, rest);
        if (length === 0) {
          this.#checkLength();
          break;
        }
        filled += length;
        this.#position += length;
      }
    } catch (error) {
      throw this.#cannotRead(error);
    }
    return filled;
  }

  /**
   * At the end: a file that was cut short meanwhile isn't the file that was to be read. The system's own files, as in `/sys`,
   * can be shorter than their length, but keep it.
   */
  #checkLength() {
    if (this.path === STDIN || this.#position >= this.size || fstatSync(this.file).size >= this.size) return;
    throw this.error(`found ${this.#position} bytes, expected ${this.size}: it was cut short while it was read`);
  }

  async close() {
    const stream = await this.#stream;
    if (stream) stream.destroy();
    else if (this.file !== 0) closeSync(this.file);
  }
}

/** The events that end a wait for a stream. */
const EVENTS = ['readable', 'end', 'error', 'close'];

/** @param {number} fd */
async function pipe(fd) {
  const { Socket } = await import('node:net');
  return new Socket({ fd, readable: true, writable: false });
}

/** @param {number} fd @returns {Promise<any>} undefined for a device that isn't a terminal */
async function terminal(fd) {
  const { isatty, ReadStream } = await import('node:tty');
  return isatty(fd) ? new ReadStream(fd) : undefined;
}

/**
 * Returns the bytes that have arrived, or waits for more.
 * @param {import('node:stream').Readable} stream
 * @param {Uint8Array} chunk
 * @returns {Promise<number>} bytes read; 0 at the end
 */
async function next(stream, chunk) {
  for (;;) {
    if (stream.errored) throw stream.errored;
    if (stream.readableEnded || stream.destroyed) return 0;
    const bytes = stream.read(Math.min(chunk.length, stream.readableLength));
    if (bytes) {
      chunk.set(bytes);
      return bytes.length;
    }
    await new Promise((resolve) => {
      const wake = () => {
        for (const event of EVENTS) stream.off(event, wake);
        resolve(undefined);
      };
      for (const event of EVENTS) stream.on(event, wake);
    });
  }
}
