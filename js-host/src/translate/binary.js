/** The outer layer of WebAssembly binaries: sections, numbers and names. V8 and jco validate the rest. */

/** The first bytes of a component and of a core module. */
export const COMPONENT = [0x00, 0x61, 0x73, 0x6d, 0x0d, 0x00, 0x01, 0x00];
export const MODULE = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];

/** Reads from a position. */
export class Reader {
  /** @param {Uint8Array} bytes @param {number} at @param {number} [end] */
  constructor(bytes, at, end = bytes.length) {
    this.bytes = bytes;
    this.at = at;
    this.end = end;
  }

  get isAtEnd() {
    return this.at >= this.end;
  }

  byte() {
    const byte = this.bytes[this.at];
    if (byte === undefined || this.isAtEnd) throw new RangeError(`found the end at ${this.at}, expected more`);
    this.at += 1;
    return byte;
  }

  /** An unsigned number, as LEB128. */
  number() {
    let number = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = this.byte();
      number += (byte & 127) * factor;
      if (byte < 128) return number;
    }
  }

  name() {
    const length = this.number();
    this.at += length;
    if (this.at > this.end) throw new RangeError(`found the end at ${this.end}, expected a name`);
    return Buffer.from(this.bytes.buffer, this.bytes.byteOffset + this.at - length, length).toString();
  }

  /**
   * A list: its length, then its items.
   * @template T
   * @param {() => T} item
   * @returns {T[]}
   */
  list(item) {
    return Array.from({ length: this.number() }, item);
  }
}

/**
 * @typedef {object} Section
 * @property {number} id
 * @property {number} start of the section itself
 * @property {number} content
 * @property {number} end
 */

/**
 * The sections of a module or a component.
 * @param {Uint8Array} bytes
 * @param {number} [start] where it starts
 * @param {number} [end]
 * @returns {Generator<Section>}
 */
export function* sections(bytes, start = 0, end = bytes.length) {
  const reader = new Reader(bytes, start + MODULE.length, end);
  while (!reader.isAtEnd) {
    const at = reader.at;
    const id = reader.byte();
    const length = reader.number();
    const content = reader.at;
    reader.at += length;
    if (reader.at > end) throw new RangeError(`found the end at ${end}, expected a section`);
    yield { id, start: at, content, end: reader.at };
  }
}

/** @param {number} number @returns {number[]} as LEB128 */
export function leb(number) {
  const bytes = [];
  for (; number >= 128; number = Math.floor(number / 128)) bytes.push((number % 128) | 128);
  return [...bytes, number];
}

/** As LEB128, always in five bytes, so that it can be overwritten. @param {number} number */
export function paddedLeb(number) {
  const [a = 0, b = 0, c = 0, d = 0, e = 0] = leb(number);
  return [a | 128, b | 128, c | 128, d | 128, e];
}

/** @param {string} name */
export function nameBytes(name) {
  const bytes = Buffer.from(name);
  return [...leb(bytes.length), ...bytes];
}

/** @param {number} id @param {number[]} content */
export function section(id, content) {
  return [id, ...leb(content.length), ...content];
}
