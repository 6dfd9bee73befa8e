/** Runs every command on every lab's page: on the broken state, then on the solution. */

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { snippets, steps, typed } from './page.js';
import { expect, scratch, sh } from './scratch.js';
import { compare } from './times.js';

const WORKSHOP = fileURLToPath(new URL('../', import.meta.url));
const labs = readdirSync(WORKSHOP).filter((name) => /^\d+-/.test(name));
const LLDB = spawnSync('../toolchain/lldb', { cwd: WORKSHOP, encoding: 'utf8' });

test('the page of the workshop lists every lab', () => {
  const listed = readFileSync(`${WORKSHOP}README.md`, 'utf8').matchAll(/^\| (\d+) \| \[[^\]]+\]\((\1-[^/]+)\/README\.md\)/gm);
  assert.deepEqual([...listed].map(([, , folder]) => folder).sort(), [...labs].sort());
  assert.ok(labs.length >= 9, labs.join(' '));
});

for (const lab of labs) {
  const number = String(lab.split('-')[0]);
  const page = readFileSync(`${WORKSHOP}${lab}/README.md`, 'utf8');

  // Only the lab about debugging needs one. `.ci/run` requires it.
  const skip = page.includes('lldb') && LLDB.status !== 0 && process.env['DEBUGGER'] === undefined && LLDB.stderr.trim();
  test(`lab ${number}: its page`, { skip }, (t) => {
    const all = steps(page);
    const solved = all.findIndex(({ command }) => command === 'solve');
    const checks = (/** @type {typeof all} */ some) => some.filter(({ command }) => command === `workshop/lab ${number} check`);
    assert.ok(checks(all.slice(0, solved)).some(({ code }) => code === 1), 'the check fails before');
    assert.deepEqual(checks(all.slice(solved)).map(({ code }) => code), [0], 'and not after');

    /** @type {import('./times.js').Times} */
    const times = [];
    for (const { command, output, code } of all) {
      if (command !== 'solve') times.push([command, expect(command, code, output)]);
      else {
        expect(`workshop/lab ${number} solve`, 0);
        typed(page).forEach((commands) => sh(commands));
      }
    }
    compare(t, number, times);
    const files = sh('git ls-files --cached --others --exclude-standard').output.trim().split('\n');
    const sources = files.filter((name) => /\.(go|js|py|rs|toml|wac|wit)$/.test(name) && existsSync(join(scratch, name)));
    const lines = sources.map((name) => readFileSync(join(scratch, name), 'utf8').split('\n').map((line) => line.trim()).join('\n'));
    for (const snippet of snippets(page)) {
      assert.ok(lines.some((text) => text.includes(snippet.join('\n'))), `in no file:\n${snippet.join('\n')}`);
    }
  });
}

// It goes with an example that can be deleted.
test('lab 9: after its first step, a reader that leaves makes the stage trap', { skip: !labs.includes('9-streams') }, () => {
  const stage = 'examples/streams/stages/src/component.rs';
  expect('workshop/lab 9', 0);
  expect('workshop/lab 9 solve', 0);
  expect(`sed -i 's/if changed.write_one(batch).await.is_some()/if changed.write_one(batch).await.is_some() \\&\\& false/' ${stage}`, 0);
  expect('lab/people 30000 | lab/run | head -n 2 > lab/two', 0, ['…', 'reader: left', '…', '…cannot write after being notified that the readable end dropped', '…']);
  expect('workshop/lab 9 check', 1, ['not yet: the stage traps: it writes to a stream whose reader has left']);
});

test('the shell is where the lab is, with the tools on its path', () => {
  expect('workshop/lab 1', 0);
  const shell = `make --silent -C '${WORKSHOP}' shell SCRATCH='${scratch}'`;
  expect(`echo 'wac --version; cat .git/workshop-lab' | SHELL=bash ${shell}`, 0, ['wac-cli …', '1']);
  // The shell stays usable when the next lab is laid out.
  expect(`echo 'workshop/lab 2; cat .git/workshop-lab' | SHELL=bash ${shell}`, 0, ['Lab 2: …', '2']);
  expect('workshop/lab reset', 0);
  expect(shell, 2, ['error: no lab is laid out; `workshop/lab 1` does it', '…']);
});

test('an unknown lab, or one that is not laid out, is an error', () => {
  expect('workshop/lab 99', 2);
  expect('workshop/lab 1 chek', 2);
  expect('workshop/lab 1', 0);
  expect('workshop/lab 2 check', 2, ["error: lab 2 isn't laid out; `workshop/lab 2` does it"]);
  expect('workshop/lab reset', 0);
  assert.ok(!existsSync(scratch));
});
