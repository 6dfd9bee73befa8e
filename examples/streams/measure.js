/**
 * Prints time, memory and the time to the first line of a job as streams, beside the pipeline's job by `feed`: `node measure.js [ROWS [JOB]]`,
 * only the jobs with JOB in their name. Linux only. Code is compiled before.
 */

import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, openSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';

import { CHAINS, wasmtime } from './test/chains.js';

const ROUNDS = Number(process.env['ROUNDS'] ?? 3);
const [rows = '1000000', only = ''] = process.argv.slice(2);

const top = fileURLToPath(new URL('../..', import.meta.url));
const file = `${top}data/users-${rows}.csv`;
const { program, options, folder } = wasmtime();
const scratch = mkdtempSync(`${tmpdir()}/pipeline-streams-`);

execFileSync('make', ['--no-print-directory', '-C', top, 'data', `ROWS=${rows}`], { stdio: ['ignore', 'ignore', 'inherit'] });
const megabytes = statSync(file).size / 1e6;

/** The unit of processor time in /proc, in s. */
const TICK = 1 / Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));

/** @type {[string, string, string[]][]} */
const runs = [
  ...CHAINS.map((chain) => /** @type {[string, string, string[]]} */ ([
    `${chain}, wasmtime`,
    program,
    [...options, `${chain}-command.wasm`, 'users.csv'],
  ])),
  ['`feed`, wasmtime', `${top}bin/pipeline`, ['run', '-', '--format', 'csv', '--threads', '1', '--quiet', '--out', `${scratch}/out`]],
  ...CHAINS.map((chain) => /** @type {[string, string, string[]]} */ ([
    `${chain}, Node`,
    process.execPath,
    [fileURLToPath(new URL('run.js', import.meta.url)), chain, 'users.csv'],
  ])),
  ['`feed`, Node', `${top}bin/pipeline-node`, ['run', '-', '--format', 'csv', '--quiet', '--out', `${scratch}/out`]],
];

console.log(`${rows} records, ${megabytes.toFixed(0)} MB, medians of ${ROUNDS} rounds\n`);
console.log('| job | s | s of processor time | MB per s of it | peak MB | first line, ms |\n|---|---:|---:|---:|---:|---:|');
for (const [name, program, args] of runs.filter(([name]) => name.includes(only))) {
  const found = [];
  // The first one compiles.
  for (let round = 0; round <= ROUNDS; round++) found.push(await measured(program, args));
  const [wall = NaN, worked = NaN, peak = NaN, first = NaN] = medians(found.slice(1));
  const begun = Number.isNaN(first) ? 'at the end' : first.toFixed(0);
  console.log(`| ${name} | ${wall.toFixed(1)} | ${worked.toFixed(1)} | ${(megabytes / worked).toFixed(1)} | ${(peak / 1e6).toFixed(0)} | ${begun} |`);
}
rmSync(scratch, { recursive: true });

/**
 * Seconds, seconds of processor time, bytes at the most, and milliseconds to the first line.
 * @param {string} program
 * @param {string[]} args
 */
async function measured(program, args) {
  const begun = performance.now();
  const child = spawn(program, args, { cwd: folder, stdio: [openSync(file, 'r'), 'pipe', 'ignore'] });
  let first = NaN;
  let [worked, peak] = [NaN, NaN];
  const look = () => {
    const [, kibibytes] = /^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8')) ?? [];
    const fields = readFileSync(`/proc/${child.pid}/stat`, 'utf8').replace(/^.*\) /, '').split(' ');
    // A process that has just ended has no memory.
    if (kibibytes === undefined) return;
    peak = 1024 * Number(kibibytes);
    worked = TICK * (Number(fields[11]) + Number(fields[12]));
  };
  const timer = setInterval(look, 20);
  child.stdout?.on('data', () => {
    first = Number.isNaN(first) ? performance.now() - begun : first;
  });
  child.once('exit', () => clearInterval(timer));
  const code = await new Promise((resolve) => child.once('close', resolve));
  if (code !== 0 && code !== 1) throw new Error(`cannot measure \`${program} ${args.join(' ')}\`: found exit code ${code}, expected 0 or 1`);
  return [(performance.now() - begun) / 1000, worked, peak, first];
}

/** @param {number[][]} rounds */
function medians(rounds) {
  return (rounds[0] ?? []).map((_, at) => rounds.map((values) => values[at] ?? NaN).toSorted((a, b) => a - b)[rounds.length >> 1]);
}
