/** Reading an input by the chunk. */

import { PipelineError, reason } from './failure.js';
import { closeSync, fstatSync, open, promisify, read, readSync } from './node.js';

/** The name of the standard input among the inputs. */
export const STDIN = '-';

/** Bytes that a system call reads at most. */
const MOST = 1 << 30;

const openAsync = promisify(open);
const readAsync = promisify(read);

export class Input {
  /**
   * Opens a file, or the standard input for `-`. What may keep us waiting, as a pipe without a writer does, leaves room
   * for signals.
   * @param {string} path
   */
  static async open(path) {
    try {
      return new Input(path, path === STDIN ? 0 : await openAsync(path, 'r'));
    } catch (error) {
      throw error instanceof PipelineError ? error : cannotRead(path, error);
    }
  }

  /**
   * @param {string} path
   * @param {number} file
   */
  constructor(path, file) {
    this.path = path;
    this.file = file;
    const status = fstatSync(file);
    if (path !== STDIN && status.isDirectory()) {
      throw new PipelineError('input', `cannot read \`${path}\`: found a folder, expected a file`);
    }
    // A file is read fastest in one go.
    this.waits = !status.isFile();
  }

  /**
   * Reads until the chunk is full or the input ends: a pipe gives its bytes in dribs.
   * @param {Uint8Array} chunk
   * @returns {Promise<number>} bytes read; 0 at the end
   */
  async fill(chunk) {
    let filled = 0;
    try {
      while (filled < chunk.length) {
        const rest = chunk.subarray(filled, filled + MOST);
        const length = this.waits ? await this.#wait(rest) : readSync(this.file, rest);
        if (length === 0) break;
        filled += length;
      }
    } catch (error) {
      throw cannotRead(this.path, error);
    }
    return filled;
  }

  close() {
    if (this.file !== 0) closeSync(this.file);
  }

  /** @param {Uint8Array} chunk */
  async #wait(chunk) {
    for (;;) {
      try {
        return (await readAsync(this.file, chunk, 0, chunk.length, null)).bytesRead;
      } catch (error) {
        // Whoever shares our standard input may have made it one that doesn't wait.
        if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EAGAIN') throw error;
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    }
  }
}

/** @param {string} path @param {unknown} error */
function cannotRead(path, error) {
  return new PipelineError('input', `cannot read \`${path}\`: ${reason(error)}`);
}
