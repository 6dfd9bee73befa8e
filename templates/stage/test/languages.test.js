/** Each language's skeleton, made as docs/add-a-stage.md says, in a copy of the checkout. */

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { LANGUAGES } from '../names.js';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const page = readFileSync(`${ROOT}docs/add-a-stage.md`, 'utf8');
/** The page's blocks of commands, and the last of them, which undoes the others. */
const blocks = [...page.matchAll(/^```sh\n([^]*?)^```$/gm)].map(([, block = '']) => block);
const undo = blocks.pop() ?? assert.fail('the page has commands');
assert.ok(blocks.length >= 2, 'the page has commands');

const copy = join(mkdtempSync(join(tmpdir(), 'new-stage-')), 'checkout');
after(() => rmSync(join(copy, '..'), { recursive: true }));

/** @param {string} command @param {number} [status] */
function sh(command, status = 0) {
  const env = { ...process.env };
  // As in a shell of its own, not below the make and the test that run this.
  for (const name of ['MAKEFLAGS', 'MAKELEVEL', 'NODE_TEST_CONTEXT']) delete env[name];
  const result = spawnSync('bash', ['-euc', `exec 2>&1\n${command}`], { cwd: copy, env, encoding: 'utf8', maxBuffer: 1 << 28 });
  assert.equal(result.status, status, `${command}\n${result.stdout}`);
  return result.stdout;
}

const copied = spawnSync(`${ROOT}workshop/copy`, [copy], { encoding: 'utf8' });
assert.equal(copied.status, 0, copied.stderr);
const sample = sh('bin/pipeline run samples/users.csv --out build/out >build/log || cat build/out/*.ndjson');

for (const language of LANGUAGES.keys()) {
  test(`a stage in ${LANGUAGES.get(language)} builds, composes, and does its work`, () => {
    sh('git checkout --quiet . && git clean --force -d --quiet');
    const told = blocks.map((block) => sh(block.replaceAll('LANG=rust', `LANG=${language}`))).join('');
    assert.match(told, /Both hosts wrote the same bytes/);
    assert.match(told, /"record":2,.*"Duplicate email, first seen in record 1"/);
    assert.match(told, /host → (service|tidy) +create-user[^]* tidy → service +create-user/);
    sh('make stages/tidy.lint');
    assert.equal(sh('cat build/demo/node/*.ndjson'), sample, 'a sample without tags comes out as before');
    sh('make new-stage NAME=tidy LANG=go', 2);
    sh(undo);
    assert.equal(sh('git status --porcelain'), '', 'nothing is left of it');
  });
}

test('a refused stage leaves nothing behind', () => {
  sh('make new-stage NAME=Tidy LANG=go', 2);
  sh('make new-stage NAME=tidy LANG=cobol', 2);
  assert.equal(sh('git status --porcelain'), '');
});
