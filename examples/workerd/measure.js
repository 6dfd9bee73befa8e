/**
 * Prints size, start-up, processor time and memory of the worker, above those of a worker that does nothing, beside the limits of the
 * platform: `node measure.js FOLDER`. Linux only.
 */

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
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
  'POST /users': (number) => posted({ name: 'Ann', email: `user-${number}@example.com`, age: 30 }),
  'POST /validate, 1 MB': () => csv(FILE),
  'GET /report': () => ({ path: '/report' }),
};

/** The unit of processor time in /proc, in ms. */
const TICK = 1000 / Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('usage: node measure.js FOLDER');

const scratch = mkdtempSync(`${tmpdir()}/pipeline-workerd-`);
const empty = `${scratch}/config.capnp`;
writeFileSync(`${scratch}/main.js`, 'export default { fetch: () => new Response() };\n');
const config = readFileSync(`${folder}/config.capnp`, 'utf8');
writeFileSync(empty, config.replaceAll(/^ *\(name = ".*embed "(?!main).*\n/gm, '').replaceAll(/^ *(bindings|durable).*\n/gm, ''));

const [emptyStart = NaN] = await medians(async () => [await started(empty)]);
const [start = NaN] = await medians(async () => [await started(`${folder}/config.capnp`)]);
const rows = [
  ['size, uncompressed', megabytes(sizes((bytes) => bytes.length)), '64 MiB'],
  ['size by gzip', megabytes(sizes((bytes) => gzipSync(bytes).length)), 'was 10 MB paid, 3 MB free'],
  ['start-up, processor time', `${Math.round(start - emptyStart)} ms`, '1 s'],
];
for (const [name, kind] of Object.entries(KINDS)) {
  const [first = NaN, later = NaN, peak = NaN] = await medians(() => requests(`${folder}/config.capnp`, kind));
  const [, none = NaN, without = NaN] = await medians(() => requests(empty, kind));
  rows.push([`${name}, processor time, first`, `${Math.round(first)} ms`, '30 s paid, up to 5 min; 10 ms free']);
  rows.push([`${name}, processor time, later`, `${(later - none).toFixed(1)} ms`, 'the same']);
  rows.push([`${name}, memory, peak of ${REQUESTS}`, megabytes(peak - without), '128 MB']);
}
rmSync(scratch, { recursive: true });
console.log('| what | measured | limit |\n|---|---:|---|');
for (const row of rows) console.log(`| ${row.join(' | ')} |`);

/** @param {(bytes: Buffer) => number} size */
function sizes(size) {
  const files = readdirSync(String(folder)).filter((file) => file !== 'config.capnp');
  return files.reduce((sum, file) => sum + size(readFileSync(`${folder}/${file}`)), 0);
}

/** The processor time until a server listens, in ms. @param {string} config */
async function started(config) {
  const server = await serve(config);
  const found = worked(server);
  await server.stop();
  return found;
}

/**
 * The processor time of the first request and of a later one, and the most memory that the server used.
 * @param {string} config
 * @param {Kind} kind
 */
async function requests(config, kind) {
  const server = await serve(config, { log: 'ignore' });
  const begun = worked(server);
  await send(server, kind(0));
  const once = worked(server);
  for (let number = 1; number <= REQUESTS; number++) await send(server, kind(number));
  const found = [once - begun, (worked(server) - once) / REQUESTS, peak(server)];
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

/** The most memory that a server used, in bytes. @param {Server} server */
function peak({ pid }) {
  const [, kibibytes] = /^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return 1024 * Number(kibibytes);
}

/** @param {number} bytes */
function megabytes(bytes) {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
