/** What the tests and the measurements share: inputs, and chains on wasmtime. */

import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

/** Reader and judge, then the stage between them. */
export const CHAINS = ['rust-rust', 'rust-python', 'python-rust'];

/** Records without a header. */
export const ROWS = Buffer.from('Ann Lee,ann@example.com,30\n'.repeat(500));

/** Records of all kinds, so long that they come in several batches. @param {number} count */
export function csv(count) {
  const kinds = [
    (/** @type {number} */ at) => `Ann Lee,user-${at}@example.com,${13 + (at % 138)}`,
    (/** @type {number} */ at) => `"Čeněk, Jr. ""Č""",čeněk.${at}@bücher.example,30`,
    (/** @type {number} */ at) => `"Line\nfeed ${at}",a@b.example,30`,
    () => ',nobody@,12',
    () => 'A\u{202e}B,a\u{0}b@c.example,3e1',
    () => 'No Age,a@b.example,old',
    () => 'too,few',
    () => '"x"y,a@b.example,30',
  ];
  return `name,email,age\n${Array.from({ length: count }, (_, at) => kinds[(at * 7) % 11 % kinds.length]?.(at)).join('\n')}\n`;
}

/** In chunks of random sizes; small ones are as frequent as large ones. @param {Buffer} bytes @param {() => number} random */
export function* split(bytes, random) {
  for (let at = 0; at < bytes.length; ) {
    const size = Math.ceil(random() * 2 ** Math.floor(random() * 17));
    yield bytes.subarray(at, at + size);
    at += size;
  }
}

/** Numbers from 0 to 1, the same for the same seed. @param {number} seed */
export function numbers(seed) {
  let state = seed;
  return () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
}

/** How wasmtime runs the programs in a folder. */
export function wasmtime() {
  const program = process.env['WASMTIME'];
  if (!program) throw new Error('cannot run wasmtime: found no WASMTIME, expected its path; run it by `make`');
  const options = ['run', '-S', 'p3', '-W', 'component-model-async'];
  return { program, options, folder: fileURLToPath(new URL('../../../build/streams/', import.meta.url)) };
}

/**
 * A program on wasmtime: a job, or so many rounds of eight jobs.
 * @param {string} chain
 * @param {{ name?: string, rounds?: number, watch?: boolean }} [options]
 */
export function start(chain, { name = 'users.csv', rounds = 0, watch = false } = {}) {
  const kind = rounds ? 'crowd' : 'command';
  const { program, options, folder } = wasmtime();
  const child = spawn(program, [...options, `${chain}-${kind}.wasm`, name, watch ? '--watch' : `${rounds}`], { cwd: folder });
  return running(child);
}

/** @param {import('node:child_process').ChildProcessWithoutNullStreams} child */
export function running(child) {
  // A program that ends doesn't read the rest.
  child.stdin.on('error', () => {});
  const ended = new Promise((/** @type {(end: { code: number | null, signal: string | null }) => void} */ resolve, reject) => {
    child.once('error', reject).once('close', (code, signal) => resolve({ code, signal }));
  });
  return { child, ended, errors: text(child.stderr) };
}

/** Waits until more can be written, or nothing more. @param {import('node:stream').Writable} stream */
export function room(stream) {
  return new Promise((resolve) => stream.once('drain', resolve).once('close', resolve));
}

/** Writes without end, until nobody reads. @param {import('node:child_process').ChildProcessWithoutNullStreams} child */
export async function flood(child) {
  let delivered = 0;
  child.stdin.write('name,email,age\n');
  while (child.exitCode === null && child.stdin.writable) {
    if (!child.stdin.write(ROWS)) await room(child.stdin);
    delivered += ROWS.length;
  }
  return delivered;
}

/** All of it. @param {ReturnType<typeof start>} program @param {Iterable<Uint8Array> | AsyncIterable<Uint8Array>} chunks */
export async function finish({ child, ended, errors }, chunks) {
  const out = text(child.stdout);
  for await (const chunk of chunks) {
    if (!child.stdin.write(chunk)) await room(child.stdin);
  }
  child.stdin.end();
  return { ...(await ended), out: await out, errors: await errors };
}
