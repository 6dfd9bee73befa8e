/**
 * Prints size, start-up, processor time and memory of the worker, above those of a worker that does nothing, beside the limits of the
 * platform: `node measure.js FOLDER`. Linux only.
 */

import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { gzipSync } from 'node:zlib';

import { serve } from './serve.js';
import { csv, posted, send } from './test/worker.js';

/** @typedef {import('./test/worker.js').Server} Server */
/** @typedef {(number: number) => import('./test/worker.js').Exchange} Kind */

const ROUNDS = Number(process.env['ROUNDS'] ?? 5);
const REQUESTS = 20;

/** The file that is validated, of about a megabyte. */
const FILE = `name,email,age\n${Array.from({ length: 22_000 }, (_, row) => `Somebody Or Other,user-${row}@example.com,30\n`).join('')}`;

/** @type {Record<string, Kind>} */
const KINDS = {
  '`POST /users`': (number) => posted({ name: 'Ann', email: `user-${number}@example.com`, age: 30 }),
  '`POST /validate` with 1 MB': () => csv(FILE),
  '`GET /report`': () => ({ path: '/report' }),
};

/** The unit of processor time in /proc, in ms. */
const TICK = 1000 / Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('usage: node measure.js FOLDER');

const scratch = mkdtempSync(`${tmpdir()}/pipeline-workerd-`);
const config = readFileSync(`${folder}/config.capnp`, 'utf8');

// A worker that does nothing.
const empty = `${scratch}/empty`;
mkdirSync(empty);
writeFileSync(`${empty}/main.js`, 'export default { fetch: () => new Response() };\n');
const only = config.replaceAll(/^ *\(name = ".*embed "(?!main).*\n/gm, '').replaceAll(/^ *(bindings|durable).*\n/gm, '');
writeFileSync(`${empty}/config.capnp`, only);

// The worker without its reporter, which is Python.
const without = `${scratch}/without`;
cpSync(folder, without, { recursive: true, filter: (file) => !/reporter\..*wasm$/.test(file) });
writeFileSync(`${without}/reporter.js`, `export const instantiate = () => {\n  throw new Error('left out');\n};\n`);
writeFileSync(`${without}/reporter.modules.js`, 'export default {};\n');
writeFileSync(`${without}/config.capnp`, config.replaceAll(/^ *\(name = "reporter\..*wasm", .*\n/gm, ''));

const [none, all, fewer] = [await started(empty), await started(String(folder)), await started(without)];
const ms = (/** @type {number} */ value) => `${value.toFixed(value < 20 ? 1 : 0)} ms`;
const rows = [
  ['size', megabytes(sizes(String(folder), (bytes) => bytes.length)), megabytes(sizes(without, (bytes) => bytes.length)), '64 MiB'],
  ['size by gzip', megabytes(sizes(String(folder), zipped)), megabytes(sizes(without, zipped)), ''],
  ['start-up', ms(all.worked - none.worked), ms(fewer.worked - none.worked), '1 s'],
  ['memory after the start', megabytes(all.memory - none.memory), megabytes(fewer.memory - none.memory), '128 MB'],
];
let most = 0;
for (const [name, kind] of Object.entries(KINDS)) {
  const found = await medians(() => requests(String(folder), kind));
  const idle = await medians(() => requests(empty, kind));
  const [first = NaN, later = NaN, peak = NaN] = found.map((value = NaN, at) => value - (idle[at] ?? NaN));
  rows.push([`${name}, the first`, ms(first), '', '30 s, up to 5 min; in the free plan 10 ms']);
  rows.push([`${name}, a later one`, ms(later), '', '']);
  most = Math.max(most, peak);
}
rows.push([`memory after ${1 + REQUESTS} of these requests, at most`, megabytes(most), '', '128 MB']);
rmSync(scratch, { recursive: true });
console.log('| what | measured | without Python | limit |\n|---|---:|---:|---|');
for (const row of rows) console.log(`| ${row.join(' | ')} |`);

/** @param {string} folder @param {(bytes: Buffer) => number} size */
function sizes(folder, size) {
  const files = readdirSync(folder).filter((file) => file !== 'config.capnp');
  return files.reduce((sum, file) => sum + size(readFileSync(`${folder}/${file}`)), 0);
}

/** @param {Buffer} bytes */
function zipped(bytes) {
  return gzipSync(bytes).length;
}

/** The processor time until a server listens, in ms, and its memory then, in bytes. @param {string} folder */
async function started(folder) {
  const [time = NaN, bytes = NaN] = await medians(async () => {
    const server = await serve(`${folder}/config.capnp`);
    const found = [worked(server), memory(server, 'VmRSS')];
    await server.stop();
    return found;
  });
  return { worked: time, memory: bytes };
}

/**
 * The processor time of the first request and of a later one, and the most memory that the server used.
 * @param {string} folder
 * @param {Kind} kind
 */
async function requests(folder, kind) {
  const server = await serve(`${folder}/config.capnp`, { log: 'ignore' });
  const begun = worked(server);
  await send(server, kind(0));
  const once = worked(server);
  for (let number = 1; number <= REQUESTS; number++) await send(server, kind(number));
  const found = [once - begun, (worked(server) - once) / REQUESTS, memory(server, 'VmHWM')];
  await server.stop();
  return found;
}

/** @param {() => Promise<number[]>} measure */
async function medians(measure) {
  const found = /** @type {number[][]} */ ([]);
  for (let round = 0; round < ROUNDS; round++) found.push(await measure());
  return (found[0] ?? []).map((_, at) => found.map((values) => values[at] ?? NaN).toSorted((a, b) => a - b)[ROUNDS >> 1]);
}

/** The processor time of a server, in ms. @param {Server} server */
function worked({ pid }) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /, '').split(' ');
  return TICK * (Number(fields[11]) + Number(fields[12]));
}

/** The memory of a server, now or at the most, in bytes. @param {Server} server @param {'VmRSS' | 'VmHWM'} kind */
function memory({ pid }, kind) {
  const [, kibibytes] = new RegExp(`^${kind}:\\s+(\\d+)`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return 1024 * Number(kibibytes);
}

/** @param {number} bytes */
function megabytes(bytes) {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
