/** Runs every command on every lab's page: on the broken state, then on the solution. */

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { printed, snippets, steps, typed } from './page.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const WORKSHOP = `${ROOT}workshop/`;
const LANGUAGES = ['rust', 'go', 'python', 'js'];
const labs = readdirSync(WORKSHOP).filter((name) => /^\d-/.test(name));

const folder = mkdtempSync(join(tmpdir(), 'workshop-'));
const scratch = join(folder, 'scratch');
after(() => rmSync(folder, { recursive: true }));

/** @param {string} command */
function sh(command) {
  /** @type {NodeJS.ProcessEnv} */
  const env = { ...process.env, WORKSHOP_SCRATCH: scratch, NO_COLOR: '1' };
  // Like a separate shell, not a child of the make and the test that run this.
  for (const name of ['MAKEFLAGS', 'MAKELEVEL', 'NODE_TEST_CONTEXT']) delete env[name];
  const cwd = existsSync(join(scratch, '.git/workshop-lab')) ? scratch : ROOT;
  const { status, stdout } = spawnSync('bash', ['-c', `exec 2>&1\n${command}`], { cwd, env, encoding: 'utf8', maxBuffer: 1 << 28 });
  return { status, output: stdout.replace(/^compiling `.*` for this machine, once.*\n/gm, '') };
}

/** @param {string} command @param {number} code @param {string[]} [output] */
function expect(command, code, output) {
  const found = sh(command);
  assert.equal(found.status, code, `$ ${command}\n${found.output}`);
  if (output) assert.ok(printed(output, found.output), `$ ${command}\nfound:\n${found.output}\nexpected:\n${output.join('\n')}`);
}

test('there are eight labs', () => assert.deepEqual(labs.map((name) => name[0]).join(''), '12345678'));

for (const lab of labs) {
  const number = lab[0];
  const page = readFileSync(`${WORKSHOP}${lab}/README.md`, 'utf8');

  test(`lab ${number}: its page`, () => {
    const all = steps(page);
    const solved = all.findIndex(({ command }) => command === 'solve');
    const checks = (/** @type {typeof all} */ some) => some.filter(({ command }) => command === `workshop/lab ${number} check`);
    assert.ok(checks(all.slice(0, solved)).some(({ code }) => code === 1), 'the check fails before');
    assert.deepEqual(checks(all.slice(solved)).map(({ code }) => code), [0], 'and not after');

    for (const { command, output, code } of all) {
      if (command !== 'solve') expect(command, code, output);
      else {
        expect(`workshop/lab ${number} solve`, 0);
        typed(page).forEach((commands) => sh(commands));
      }
    }
    const files = sh('git ls-files --cached --others --exclude-standard').output.trim().split('\n');
    const sources = files.filter((name) => /\.(go|js|py|rs|toml|wac|wit)$/.test(name) && existsSync(join(scratch, name)));
    const lines = sources.map((name) => readFileSync(join(scratch, name), 'utf8').split('\n').map((line) => line.trim()).join('\n'));
    for (const snippet of snippets(page)) {
      assert.ok(lines.some((text) => text.includes(snippet.join('\n'))), `in no file:\n${snippet.join('\n')}`);
    }
  });
}

for (const language of LANGUAGES.filter((one) => one !== 'js')) {
  test(`lab 8 in ${language}`, () => {
    expect('workshop/lab 8', 0);
    expect(`workshop/lab 8 solve ${language}`, 0);
    expect('make stages/dots.test compose', 0);
    expect('workshop/lab 8 check', 0, ['done: lab 8']);
  });
}

test('the shell is where the lab is, with the tools on its path', () => {
  expect('workshop/lab 1', 0);
  const shell = `make --silent -C '${WORKSHOP}' shell SCRATCH=${scratch}`;
  expect(`echo 'wac --version; cat .git/workshop-lab' | SHELL=bash ${shell}`, 0, ['wac-cli …', '1']);
  // The shell stays usable when the next lab is laid out.
  expect(`echo 'workshop/lab 2; cat .git/workshop-lab' | SHELL=bash ${shell}`, 0, ['Lab 2: …', '2']);
  expect('workshop/lab reset', 0);
  expect(shell, 2, ['error: no lab is laid out; `workshop/lab 1` does it', '…']);
});

test('an unknown lab, or one that is not laid out, is an error', () => {
  expect('workshop/lab 9', 2);
  expect('workshop/lab 1 chek', 2);
  expect('workshop/lab 1', 0);
  expect('workshop/lab 2 check', 2, ["error: lab 2 isn't laid out; `workshop/lab 2` does it"]);
  expect('workshop/lab reset', 0);
  assert.ok(!existsSync(scratch));
});
