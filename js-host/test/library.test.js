import assert from 'node:assert/strict';
import { createReadStream } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { test } from 'node:test';

import { Pipeline, PipelineError } from 'polyglot-pipeline';

const SAMPLE = fileURLToPath(new URL('../../samples/users.csv', import.meta.url));
const pipeline = await Pipeline.load();

test('a user is created', async () => {
  const { success, userId, errors } = await pipeline.createUser({ name: 'Ann', email: 'a@b.c', age: 30 });
  assert.ok(success);
  assert.match(String(userId), /^usr_[0-9a-z]{26}$/);
  assert.deepEqual(errors, []);
});

test('a stream of chunks becomes users, rejects and reports', async () => {
  const job = await pipeline.open();
  const users = [];
  job.begin('users.csv');
  for await (const chunk of createReadStream(SAMPLE, { highWaterMark: 100 })) users.push(job.feed(chunk).users);
  const { output, totals, reports } = job.finish();
  users.push(output.users);
  const lines = Buffer.concat(users).toString().trimEnd().split('\n');
  assert.equal(BigInt(lines.length), totals.accepted);
  assert.equal(output.counts.read, totals.accepted + totals.rejected);
  assert.deepEqual(
    reports.map(({ name }) => name),
    ['summary.json', 'report.html', 'report.md'],
  );
});

test('jobs side by side share nothing', async () => {
  const record = Buffer.from('name,email,age\nAnn,a@b.c,30\n');
  const jobs = await Promise.all([pipeline.open(), pipeline.open()]);
  for (const job of jobs) job.begin('a.csv');
  for (const job of jobs) job.feed(record);
  for (const job of jobs) assert.equal(job.finish().output.counts.accepted, 1n);
});

test('an error says what, where and of which kind, and the job stays failed', async () => {
  const job = await pipeline.open();
  job.begin('a.json');
  job.feed(Buffer.from('[\n{}'));
  /** @param {unknown} error */
  const expected = (error) => {
    assert.ok(error instanceof PipelineError);
    assert.equal(error.kind, 'input');
    assert.deepEqual(error.position, { line: 2n, column: 3n });
    assert.match(error.message, /^a\.json:2:3: cannot read the JSON array: found the end of the input/);
    return true;
  };
  assert.throws(() => job.finish(), expected);
  assert.throws(() => job.feed(Buffer.from('x')), expected);
});

test('the parts can be called by themselves', async () => {
  const { validator, reporter, userService } = await pipeline.instance();
  assert.equal(validator.validateEmail('a@b.c'), true);
  assert.equal(validator.describe('too-young').field, 'age');
  const report = reporter.render(userService.summary(), { sources: [] }, 'markdown');
  assert.match(report, /0/);
});

test('a trap is contained: the next instance is fine', async () => {
  const { validator } = await pipeline.instance();
  const column = { text: 'Ann', ends: new Uint32Array([9]) };
  assert.throws(() => validator.validateBatch({ names: column, emails: column, ages: new Uint32Array([1]) }));
  assert.equal((await pipeline.instance()).validator.validateEmail('a@b.c'), true);
});

test('a component that isn’t there is an error', async () => {
  await assert.rejects(Pipeline.load({ component: 'nowhere.wasm' }), {
    name: 'PipelineError',
    message: 'cannot read the component `nowhere.wasm`: no such file or directory',
  });
});
