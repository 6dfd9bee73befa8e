/** Jobs as programs on the stock wasmtime. */

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import test from 'node:test';
import { fileURLToPath } from 'node:url';

import { CHAINS, csv, finish, flood, numbers, ROWS, split, start } from './chains.js';

const FILE = Buffer.from(csv(4_000));
const PIPELINE = fileURLToPath(new URL('../../../bin/pipeline', import.meta.url));

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
    const source = flood(child);
    await once(child.stdout, 'data');
    child.stdout.destroy();
    assert.deepEqual(await ended, { code: 0, signal: null });
    const delivered = await source;
    assert.ok(delivered < 5e6, `the source has delivered ${delivered} bytes`);
  });

  test(`${chain}: watched, the source is ahead of the lines by what the stages hold`, async () => {
    const file = Buffer.concat([Buffer.from('name,email,age\n'), ...Array.from({ length: 200 }, () => ROWS)]);
    const { out, errors } = await finish(start(chain, { watch: true }), [file]);
    assert.equal(out.split('\n').length, 100_001);
    const found = errors.split('\n');
    const [read, taken] = ['source: read', 'reader: took'].map((text) => found.flatMap((line, at) => (line.startsWith(text) ? [at] : [])));
    // Each stage holds a batch, and so do the job and both ends; the first one may have come in several chunks.
    const early = (read ?? []).filter((at) => at < Number(taken?.[0])).length;
    assert.ok(early < 12, errors);
    (taken ?? []).forEach((line, at) => {
      const ahead = (read ?? []).filter((other) => other < line).length - at;
      assert.ok(ahead < early + 8, `${ahead} chunks ahead:\n${errors}`);
    });
    assert.match(errors, /^source: read chunk 1\n[^]*\nsource: ends after chunk \d+\n[^]*100000 read, 100000 accepted, 0 rejected\n$/);
  });
}

test('watched, a reader that leaves closes the source', async () => {
  const { child, ended, errors } = start('rust-python', { watch: true });
  const source = flood(child);
  await once(child.stdout, 'data');
  child.stdout.destroy();
  assert.deepEqual(await ended, { code: 0, signal: null });
  await source;
  assert.match(await errors, /^source: read chunk 1\n[^]*reader: took lines 1 to \d+\n[^]*reader: left\n[^]*source: closed, nobody takes chunk \d+\n$/);
});

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
