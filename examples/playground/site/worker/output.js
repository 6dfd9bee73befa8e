/** An output file during a run. Finished parts go to the browser, which need not keep them in memory. */

const PIECE = 1 << 23;

export class Output {
  /** @type {Blob[]} */
  #pieces = [];
  /** @type {Uint8Array<ArrayBuffer>[]} */
  #recent = [];
  #length = 0;

  /** @param {Uint8Array<ArrayBuffer>} bytes */
  write(bytes) {
    this.#recent.push(bytes);
    this.#length += bytes.length;
    if (this.#length >= PIECE) this.#flush();
  }

  #flush() {
    this.#pieces.push(new Blob(this.#recent));
    this.#recent = [];
    this.#length = 0;
  }

  finish() {
    this.#flush();
    return new Blob(this.#pieces);
  }
}
