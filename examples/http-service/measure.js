/** Prints the time per request of the component for wasi:http 0.2 and of the one for 0.3, on the same server. Linux only. */

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

import { serve } from './serve.js';

const ROUNDS = Number(process.env['ROUNDS'] ?? 5);
const COMPONENTS = { '0.2': 'gateway', '0.3': 'http-service' };

/** A file of about so many megabytes. @param {number} megabytes */
const file = (megabytes) =>
  `name,email,age\n${Array.from({ length: 22_000 * megabytes }, (_, row) => `Somebody Or Other,user-${row}@example.com,30\n`).join('')}`;

/** @type {Record<string, { count: number, path: string, type: string, body: string }>} */
const KINDS = {
  'POST /users': { count: 100, path: '/users', type: 'application/json', body: '{"name":"Ann","email":"ann@example.com","age":30}' },
  'POST /validate, 1 MB': { count: 20, path: '/validate', type: 'text/csv', body: file(1) },
  'POST /validate, 100 MB': { count: 1, path: '/validate', type: 'text/csv', body: file(100) },
};

/** The unit of processor time in /proc, in ms. */
const TICK = 1000 / Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));

const found = /** @type {Map<string, { wall: number[], worked: number[], peak: number[] }>} */ (new Map());
for (let round = 0; round < ROUNDS; round++) {
  for (const [version, component] of Object.entries(COMPONENTS)) {
    for (const [name, kind] of Object.entries(KINDS)) {
      const server = await serve(component);
      const key = `${name} | ${version}`;
      const { wall, worked, peak } = found.get(key) ?? { wall: [], worked: [], peak: [] };
      const [begun, before] = [performance.now(), processor(server.pid)];
      for (let number = 0; number < kind.count; number++) await send(server.url, kind);
      wall.push((performance.now() - begun) / kind.count);
      worked.push((processor(server.pid) - before) / kind.count);
      peak.push(memory(server.pid));
      found.set(key, { wall, worked, peak });
      await server.stop();
    }
  }
}
console.log('| request | wasi:http | ms | ms of processor time | peak MB |\n|---|---|---:|---:|---:|');
for (const [key, { wall, worked, peak }] of found) {
  console.log(`| ${key} | ${median(wall).toFixed(1)} | ${median(worked).toFixed(1)} | ${(median(peak) / 1e6).toFixed(0)} |`);
}

/** @param {string} url @param {{ path: string, type: string, body: string }} kind */
async function send(url, { path, type, body }) {
  const response = await fetch(url + path, { method: 'POST', headers: { 'content-type': type }, body });
  if (!response.ok) throw new Error(`cannot measure \`${path}\`: found the status ${response.status}`);
  await response.body?.pipeTo(new WritableStream());
}

/** The processor time of a process, in ms. @param {number} pid */
function processor(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /, '').split(' ');
  return TICK * (Number(fields[11]) + Number(fields[12]));
}

/** The most memory that a process used, in bytes. @param {number} pid */
function memory(pid) {
  const [, kibibytes] = /^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return 1024 * Number(kibibytes);
}

/** @param {number[]} values */
function median(values) {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;
}
