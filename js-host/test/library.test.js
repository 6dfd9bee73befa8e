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
    ['summary.json', 'report.html', 'report.md', 'report.svg'],
  );
});

test('concurrent jobs share nothing', async () => {
  const record = Buffer.from('name,email,age\nAnn,a@b.c,30\n');
  const jobs = await Promise.all([pipeline.open(), pipeline.open()]);
  for (const job of jobs) job.begin('a.csv');
  for (const job of jobs) job.feed(record);
  for (const job of jobs) assert.equal(job.finish().output.counts.accepted, 1n);
});

test('an error has a message, a position and a kind, and the job stays failed', async () => {
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

test('a string begins with what the component returned, a byte order mark, too', async () => {
  const { validator } = await pipeline.instance();
  const emails = { text: '\ufeffA@b.cd@e.f', ends: Uint32Array.of(8, 13) };
  assert.deepEqual(validator.canonicalEmails(emails), { text: '\ufeffa@b.cd@e.f', ends: emails.ends });
});

test('each component can be called by itself', async () => {
  const { validator, reporter, userService } = await pipeline.instance();
  assert.equal(validator.validateEmail('a@b.c'), true);
  assert.equal(validator.describe('too-young').field, 'age');
  const report = reporter.render(userService.summary(), { sources: [], settings: [], examples: [] }, 'markdown');
  assert.match(report, /0/);
});

test('the default rules can be checked, and change nothing', async () => {
  const rules = { name: 'rules.conf', text: await pipeline.defaultRules() };
  await pipeline.checkRules(rules);
  const { errors } = await pipeline.createUser({ name: 'Ann', email: 'a@b.c', age: 12 }, rules);
  assert.deepEqual(errors, [{ field: 'age', message: 'Must be at least 13 years old' }]);
});

test('a user and a job are judged by the rules that are given', async () => {
  const rules = { name: 'rules.conf', text: 'min-age = 18\nallowed-domains = b.c' };
  const { errors } = await pipeline.createUser({ name: 'Ann', email: 'a@b.d', age: 17 }, rules);
  assert.deepEqual(
    errors.map(({ message }) => message),
    ['Email domain is not allowed', 'Must be at least 18 years old'],
  );
  const job = await pipeline.open({ rules: rules.text });
  job.begin('a.csv');
  job.feed(Buffer.from('name,email,age\nAnn,a@b.c,17\n'));
  assert.match(Buffer.from(job.finish().output.rejects).toString(), /Must be at least 18 years old/);
});

test('invalid rules are an error with a position', async () => {
  const rules = { name: 'rules.conf', text: '\n  min-age = x' };
  for (const call of [
    () => pipeline.checkRules(rules),
    () => pipeline.createUser({ name: 'Ann', email: 'a@b.c', age: 30 }, rules),
    () => pipeline.open({ rules: rules.text, rulesName: rules.name }),
  ]) {
    await assert.rejects(call, {
      name: 'PipelineError',
      kind: 'input',
      position: { line: 2n, column: 13n },
      message: 'rules.conf:2:13: cannot read the rules: found `x` for `min-age`, expected a whole number from 0 to 4294967295',
    });
  }
});

test('a set of rules is an object', async () => {
  const { validator } = await pipeline.instance();
  const rules = { minAge: 18, maxAge: 20, nameMinLength: 2, allowedDomains: [], deniedDomains: [], emailSyntax: /** @type {const} */ ('simple') };
  const adults = new validator.RuleSet(rules);
  const ann = { name: 'Ann', email: 'a@b.c', age: 17 };
  assert.equal(adults.describe('too-young').message, 'Must be at least 18 years old');
  assert.equal(adults.validateUser(ann).length, 1);
  assert.deepEqual(validator.validateUser(ann), []);
});

/** Ends beyond the text, so that the validator traps. */
const COLUMN = { text: 'Ann', ends: new Uint32Array([9]) };
const BROKEN = { names: COLUMN, emails: COLUMN, ages: new Uint32Array([1]) };

test('an instance that trapped is not called again, whichever component trapped, and the next one works', async () => {
  const { config, job, userService, validator } = await pipeline.instance();
  const rules = new validator.RuleSet({ minAge: 18, maxAge: 20, nameMinLength: 2, allowedDomains: [], deniedDomains: [], emailSyntax: 'simple' });
  assert.throws(() => rules.validateBatch(BROKEN), WebAssembly.RuntimeError);
  for (const [name, call] of /** @type {const} */ ([
    ['validateEmail', () => validator.validateEmail('a@b.c')],
    ['RuleSet.describe', () => rules.describe('too-young')],
    ['summary', () => userService.summary()],
    ['template', () => config.template()],
    ['Job.open', () => job.Job.open({ nameInputs: false, keepUsers: false })],
  ])) {
    const message = `cannot call \`${name}\`: an earlier call failed, and the instance isn't called again`;
    assert.throws(call, { name: 'PipelineError', kind: 'guest', message });
  }
  // Dropping a handle is allowed and runs nothing in the instance.
  /** @type {Disposable} */ (/** @type {unknown} */ (rules))[Symbol.dispose]();
  assert.equal((await pipeline.instance()).validator.validateEmail('a@b.c'), true);
});

test('after an error of the contract an instance can be called again', async () => {
  const { config } = await pipeline.instance();
  assert.throws(() => config.settings('x = 1'), (error) => error instanceof Error && 'payload' in error);
  assert.match(config.template(), /min-age/);
});

test('a missing component is an error', async () => {
  await assert.rejects(Pipeline.load({ component: 'nowhere.wasm' }), {
    name: 'PipelineError',
    message: 'cannot read the component `nowhere.wasm`: no such file or directory',
  });
});
