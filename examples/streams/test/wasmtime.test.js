/** Jobs as programs on the stock wasmtime. */

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import test from 'node:test';
import { fileURLToPath } from 'node:url';

import { CHAINS, csv, finish, numbers, room, split, start } from './chains.js';

const FILE = Buffer.from(csv(4_000));
const PIPELINE = fileURLToPath(new URL('../../../bin/pipeline', import.meta.url));
const ROWS = Buffer.from('Ann Lee,ann@example.com,30\n'.repeat(500));

/** Which record has which errors. @param {string} lines */
function rejects(lines) {
  const records = lines.trim().split('\n').map((line) => JSON.parse(line));
  const found = records.filter(({ errors }) => errors);
  return found.map(({ record, line, errors }) => [record, line, errors.map((/** @type {{ field: string }} */ { field }) => field)]);
}

test('all chains give the same lines, which reject what the pipeline rejects', async (t) => {
  const [first, ...others] = await Promise.all(CHAINS.map((chain) => finish(start(chain), [FILE])));
  assert.equal(first?.code, 1);
  for (const other of others) assert.deepEqual(other, first);
  const scratch = mkdtempSync(`${tmpdir()}/pipeline-streams-`);
  t.after(() => rmSync(scratch, { recursive: true }));
  writeFileSync(`${scratch}/users.csv`, FILE);
  writeFileSync(`${scratch}/rules`, 'unique-email = off\n');
  const args = ['run', `${scratch}/users.csv`, '--rules', `${scratch}/rules`, '--out', `${scratch}/out`, '--quiet'];
  assert.throws(() => execFileSync(PIPELINE, args), { status: 1 });
  assert.deepEqual(rejects(first?.out ?? ''), rejects(readFileSync(`${scratch}/out/rejects.ndjson`, 'utf8')));
});

test('eight programs at a time give the same lines for any chunks', async () => {
  const expected = await finish(start('rust-rust'), [FILE]);
  const found = Array.from({ length: 8 }, (_, at) => finish(start(CHAINS[at % 3] ?? ''), split(FILE, numbers(100 + at))));
  for (const one of await Promise.all(found)) assert.deepEqual(one, expected);
});

for (const chain of ['rust-rust', 'python-rust']) {
  test(`${chain}: eight jobs at a time in one instance give the same lines for any chunks`, async () => {
    const expected = await finish(start(chain), [FILE]);
    const { code, out, errors } = await finish(start(chain, { rounds: process.env['SOAK'] ? 25 : 3 }), [FILE]);
    assert.deepEqual([code, errors], [0, '']);
    assert.equal(out, expected.out);
  });
}

for (const chain of CHAINS) {
  test(`${chain}: a reader that leaves ends the run, and the source is read no further`, async () => {
    const { child, ended } = start(chain);
    let delivered = 0;
    child.stdin.write('name,email,age\n');
    const source = (async () => {
      while (child.exitCode === null && child.stdin.writable) {
        if (!child.stdin.write(ROWS)) await room(child.stdin);
        delivered += ROWS.length;
      }
    })();
    await once(child.stdout, 'data');
    child.stdout.destroy();
    assert.deepEqual(await ended, { code: 0, signal: null });
    await source;
    assert.ok(delivered < 5e6, `the source has delivered ${delivered} bytes`);
  });
}

test('the first lines come before the end of the input', async () => {
  const program = start('rust-python');
  program.child.stdin.write(`name,email,age\n${ROWS}${ROWS}${ROWS}`);
  const [first] = await once(program.child.stdout, 'data');
  assert.match(first.toString(), /^\{"record":1,/);
  const { errors } = await finish(program, [ROWS]);
  assert.equal(errors, '2000 read, 2000 accepted, 0 rejected\n');
});

test('an input that breaks off ends with an error, after the outcome of what came before', async () => {
  const json = Buffer.from('[{"name":"Ann","email":"a@b.example","age":30},');
  const { code, out, errors } = await finish(start('rust-python', { name: 'users.json' }), [json]);
  assert.match(out, /^\{"record":1,"name":"A\*\*".*\n$/);
  assert.match(errors, /^error: users\.json:1:\d+: cannot read .*\n$/);
  assert.equal(code, 2);
});

test('a run that is interrupted ends at once, with whole lines or none', async () => {
  const { child, ended } = start('rust-python');
  child.stdin.write(`name,email,age\n${ROWS}${ROWS}${ROWS}`);
  const chunks = [];
  chunks.push(...(await once(child.stdout, 'data')));
  child.stdout.on('data', (chunk) => chunks.push(chunk));
  child.kill('SIGTERM');
  assert.deepEqual(await ended, { code: null, signal: 'SIGTERM' });
  assert.match(Buffer.concat(chunks).toString(), /\n$/);
});
