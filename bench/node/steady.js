/**
 * The job in Node through the library, twice in one process: the second run is timed, when everything is loaded
 * and optimised. Writes the time to OUT/steady.json.
 *
 *     node steady.js INPUT OUT
 */

import { closeSync, mkdirSync, openSync, readSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';

import { Pipeline } from '../../js-host/src/index.js';

const CHUNK = 256 * 1024;

const [input, out] = process.argv.slice(2);
if (out === undefined) throw new Error('usage: node steady.js INPUT OUT');
mkdirSync(out, { recursive: true });
const pipeline = await Pipeline.load();
await run();
// Some file systems flush a file when it is closed after it was truncated and rewritten.
for (const name of ['users.ndjson', 'rejects.ndjson']) rmSync(join(out, name));
const cpu = process.cpuUsage();
const start = performance.now();
await run();
const wall = (performance.now() - start) / 1e3;
const { user, system } = process.cpuUsage(cpu);
writeFileSync(join(out, 'steady.json'), JSON.stringify({ wall, cpu: (user + system) / 1e6 }));

async function run() {
  const source = openSync(input, 'r');
  const users = openSync(join(out, 'users.ndjson'), 'w');
  const rejects = openSync(join(out, 'rejects.ndjson'), 'w');
  const append = (output) => {
    write(users, output.users);
    write(rejects, output.rejects);
  };
  const job = await pipeline.open();
  append(job.begin(input));
  const chunk = new Uint8Array(CHUNK);
  for (let length; (length = readSync(source, chunk)) > 0; ) append(job.feed(chunk.subarray(0, length)));
  const last = job.finish();
  append(last.output);
  for (const report of last.reports) writeFileSync(join(out, report.name), report.content);
  for (const file of [source, users, rejects]) closeSync(file);
}

/** Writes all of it, which a single call need not. */
function write(file, bytes) {
  for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
}
