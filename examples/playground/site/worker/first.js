/** The first records of an output, as objects: enough for a table, for a run of any length. */

export const KEPT = 1000;

/** @template T */
export class First {
  #kept = 0;
  #rest = '';
  #decoder = new TextDecoder();

  /**
   * @param {Uint8Array} bytes the next of an NDJSON file
   * @returns {T[]} the records that ended in them, until enough are kept
   */
  take(bytes) {
    if (this.#kept === KEPT) return [];
    const lines = (this.#rest + this.#decoder.decode(bytes, { stream: true })).split('\n');
    this.#rest = lines.pop() ?? '';
    const records = lines.slice(0, KEPT - this.#kept).map((line) => JSON.parse(line));
    this.#kept += records.length;
    return records;
  }
}
