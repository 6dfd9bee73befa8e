/** Shows the progress of a run on stderr, if that is a terminal. */

import { statSync } from '../node.js';
import { tell } from './terminal.js';

/** Shorter runs show no progress; milliseconds. */
const DELAY = 400;
/** Milliseconds between two updates. */
const PERIOD = 100;
const WIDTH = 30;

export class Progress {
  #start = performance.now();
  #drawn = 0;
  #bytes = 0;
  /** @type {number | undefined} */
  #total;

  /**
   * @param {string[]} inputs
   * @returns {Promise<Progress | undefined>} undefined if stderr is not a terminal that can clear a line
   */
  static async start(inputs) {
    if (process.env.TERM === 'dumb') return undefined;
    // node:tty takes 3 ms to load, so rule out files first.
    if (!statSync('/dev/stderr', { throwIfNoEntry: false })?.isCharacterDevice()) return undefined;
    const { isatty } = await import('node:tty');
    return isatty(2) ? new Progress(inputs) : undefined;
  }

  /** @param {string[]} inputs */
  constructor(inputs) {
    const files = inputs.map((path) => statSync(path, { throwIfNoEntry: false }));
    // The total is known if all inputs are files.
    if (files.every((file) => file?.isFile())) this.#total = files.reduce((sum, file) => sum + (file?.size ?? 0), 0);
  }

  /** @param {number} bytes @param {bigint} records */
  advance(bytes, records) {
    this.#bytes += bytes;
    const now = performance.now();
    if (now - this.#start < DELAY || now - this.#drawn < PERIOD) return;
    this.#drawn = now;
    tell(`\r\x1b[2K${this.#line((now - this.#start) / 1e3, records)}`);
  }

  /** Clears the line. */
  end() {
    if (this.#drawn > 0) tell('\r\x1b[2K');
  }

  /** @param {number} seconds @param {bigint} records */
  #line(seconds, records) {
    const rate = this.#bytes / seconds;
    const speed = `${records.toLocaleString('en-US')} records, ${size(rate)}/s`;
    if (this.#total === undefined) return `${size(this.#bytes)} read  ${speed}`;
    const part = Math.min(1, this.#bytes / Math.max(1, this.#total));
    const done = Math.round(WIDTH * part);
    const bar = '━'.repeat(done) + '╌'.repeat(WIDTH - done);
    const left = Math.round((this.#total - this.#bytes) / rate);
    return `${bar} ${Math.floor(100 * part)}%  ${speed}, ${left}s left`;
  }
}

/** @param {number} bytes */
function size(bytes) {
  const units = ['B', 'KiB', 'MiB', 'GiB'];
  let at = 0;
  for (; bytes >= 1024 && at < units.length - 1; at += 1) bytes /= 1024;
  return at === 0 ? `${Math.round(bytes)} B` : `${bytes.toFixed(2)} ${units[at]}`;
}
