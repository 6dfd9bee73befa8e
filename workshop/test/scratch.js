/** A scratch folder of a test's own, and the commands that are run in it. */

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, join } from 'node:path';
import { after } from 'node:test';
import { fileURLToPath } from 'node:url';

import { printed } from './page.js';
import { BLESS } from './times.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

// One for each file of tests, which run side by side. A space in the path, which the labs support. The same path each time,
// because cargo keeps what it compiles for a checkout by its path.
const folder = join(ROOT, 'target/tests of the labs', basename(String(process.argv[1])));
export const scratch = join(folder, 'scratch');
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
after(() => rmSync(folder, { recursive: true }));

// For recording: the user's cache without what earlier runs compiled of compositions, which would make the times too short.
const emptied = join(folder, 'cache');
if (BLESS) {
  const cache = process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache');
  mkdirSync(emptied, { mode: 0o700 });
  for (const name of readdirSync(cache)) if (name !== 'polyglot-pipeline') symlinkSync(join(cache, name), join(emptied, name));
}

/** @param {string} command */
export function sh(command) {
  /** @type {NodeJS.ProcessEnv} */
  const env = { ...process.env, WORKSHOP_SCRATCH: scratch, NO_COLOR: '1' };
  // Like a separate shell, not a child of the make and the test that run this.
  for (const name of ['BLESS', 'MAKEFLAGS', 'MAKELEVEL', 'NODE_TEST_CONTEXT']) delete env[name];
  if (BLESS) Object.assign(env, { XDG_CACHE_HOME: emptied, KEPT: 'no' });
  const cwd = existsSync(join(scratch, '.git/workshop-lab')) ? scratch : ROOT;
  const start = performance.now();
  const stdio = Array(4).fill(/** @type {const} */ ('pipe'));
  const found = spawnSync('bash', ['-c', `trap 'times >&3' EXIT\nexec 2>&1\n${command}`], { cwd, env, stdio, encoding: 'utf8', maxBuffer: 1 << 28 });
  const { status, stdout, output: [, , , spent] } = found;
  const elapsed = (performance.now() - start) / 1000;
  const processor = [...String(spent).matchAll(/(\d+)m([\d.]+)s/g)].reduce((sum, [, m, s]) => sum + 60 * Number(m) + Number(s), 0);
  // On a busy machine a command waits for others, and processor time is closer to the truth.
  const seconds = Math.min(elapsed, processor);
  // What lldb runs writes to a terminal.
  const lines = stdout.replaceAll('\r\n', '\n');
  return { status, output: lines.replace(/^compiling `.*` for this machine, once.*\n/gm, ''), seconds };
}

// As `make compose` leaves it.
if (BLESS) sh('build/tools/compile build/pipeline.wasm');

/**
 * @param {string} command
 * @param {number} code
 * @param {string[]} [output]
 * @returns {number} the seconds that it took: of elapsed and processor time, the smaller
 */
export function expect(command, code, output) {
  const found = sh(command);
  assert.equal(found.status, code, `$ ${command}\n${found.output}`);
  if (output) assert.ok(printed(output, found.output), `$ ${command}\nfound:\n${found.output}\nexpected:\n${output.join('\n')}`);
  return found.seconds;
}
