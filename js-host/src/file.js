/**
 * Reads files that a person names. A file is looked at before it is read whole, so a file of another kind costs nothing,
 * however large it is. The same as the Rust host's, of composer/inspector/src/file.rs.
 */

import { Input } from './input.js';
import { isUtf8 } from './node.js';
import { COMPONENT, MODULE } from './translate/binary.js';

const MIB = 1 << 20;
/** The largest component, about ten times the pipeline. */
const LARGEST = 256 * MIB;
/** The largest file of settings, such as rules. */
const SETTINGS = MIB;
/** The bytes that are read first if the length of a file isn't known. */
const PIECE = 1 << 16;
const LINE_END = 0x0a;

/**
 * @param {string} path `-` is standard input
 * @returns {Promise<Buffer>}
 */
export async function readComponent(path) {
  const input = new Input(path, 'the component');
  try {
    const start = Buffer.alloc(COMPONENT.length);
    const head = start.subarray(0, await input.fill(start));
    const other = otherThanComponent(head);
    if (other !== undefined) throw input.error(other);
    return await rest(input, head, LARGEST);
  } finally {
    await input.close();
  }
}

/**
 * What a file is, if its first bytes show that it isn't a component. In the inspector's words.
 * @param {Buffer} head
 */
function otherThanComponent(head) {
  if (head.length === 0) return 'found an empty file, expected a component';
  if (MODULE.every((byte, at) => head[at] === byte)) {
    return 'found a core module, expected a component; `wasm-tools component new` makes one of it';
  }
  if (COMPONENT.slice(0, 4).every((byte, at) => head[at] === byte)) return undefined;
  const start = [...head.subarray(0, 4)].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
  return `found no WebAssembly: it starts with ${start}, expected \`\\0asm\``;
}

/**
 * A text for the component to parse.
 * @param {string} path `-` is standard input
 * @param {string} what for messages
 */
export async function readSettings(path, what) {
  const input = new Input(path, what);
  try {
    const bytes = await rest(input, Buffer.alloc(0), SETTINGS);
    if (!isUtf8(bytes)) throw input.error(`line ${goodLines(bytes) + 1} isn't valid UTF-8`);
    return bytes.toString();
  } finally {
    await input.close();
  }
}

/**
 * @param {Input} input
 * @param {Buffer} head what was read already
 * @param {number} most
 */
async function rest(input, head, most) {
  const parts = [head];
  let length = head.length;
  const tooLong = () => input.error(`found more than ${most / MIB} MiB, expected at most that`);
  if (input.size > most) throw tooLong();
  // With one byte more than there should be, the last piece isn't full.
  for (let size = Math.max(PIECE, input.size - length + 1); length <= most; size *= 2) {
    const piece = Buffer.allocUnsafe(Math.min(size, most + 1 - length));
    const filled = await input.fill(piece);
    parts.push(piece.subarray(0, filled));
    length += filled;
    if (filled < piece.length) return Buffer.concat(parts, length);
  }
  throw tooLong();
}

/**
 * The number of lines before the first that isn't UTF-8.
 * @param {Buffer} bytes
 */
function goodLines(bytes) {
  for (let start = 0, count = 0; ; count += 1) {
    const end = bytes.indexOf(LINE_END, start);
    if (end < 0 || !isUtf8(bytes.subarray(start, end))) return count;
    start = end + 1;
  }
}
