import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { test } from 'node:test';

import { Pipeline } from 'polyglot-pipeline';
import { limitsOf } from '../src/cli/limits.js';
import { LIMITS, Limits } from '../src/sandbox/limits.js';

const COMPONENT = fileURLToPath(new URL('../../build/pipeline.wasm', import.meta.url));

test('a limit has a default, a range and a name', () => {
  const limits = new Limits({ timeout: 5, 'max-memory': undefined });
  assert.equal(limits.get('timeout'), 5);
  assert.equal(limits.get('max-memory'), 3 * 2 ** 30);
  assert.equal(limits.met('timeout'), 'the limit `timeout`, 5 s');
  for (const [set, message] of /** @type {const} */ ([
    [{ timeout: 0 }, 'cannot set the limits: found 0 for `timeout`, expected 1 to 31536000'],
    [{ timeout: 1.5 }, 'cannot set the limits: found 1.5 for `timeout`, expected 1 to 31536000'],
    [{ fuel: 5 }, 'cannot set the limits: `fuel` is not supported by the Node host'],
  ])) {
    assert.throws(() => new Limits(set), { message, exitCode: 2 });
  }
  assert.throws(() => new Limits({ memory: 5 }), /found `memory`, expected one of `timeout`, /);
});

test('an environment variable sets a limit, and a flag wins over it', () => {
  const variables = { PIPELINE_TIMEOUT: '60', PIPELINE_MAX_REPORT_BYTES: '1024', PIPELINE_COMPONENT: 'x' };
  assert.deepEqual(limitsOf({}, variables), { timeout: 60, 'max-report-bytes': 1024 });
  assert.deepEqual(limitsOf({ timeout: '5' }, variables), { timeout: 5, 'max-report-bytes': 1024 });
});

test('an invalid variable is an error that names it', () => {
  for (const [variables, message] of /** @type {const} */ ([
    [{ PIPELINE_TIMEOUT: 'soon' }, "invalid value 'soon' for 'PIPELINE_TIMEOUT': expected a whole number from 1 to 31536000"],
    [{ PIPELINE_TIMEOUT: '' }, "invalid value '' for 'PIPELINE_TIMEOUT': expected a whole number from 1 to 31536000"],
    [{ PIPELINE_MAX_MEMORY: '0' }, "invalid value '0' for 'PIPELINE_MAX_MEMORY': expected a whole number from 1 to 9007199254740991"],
    [{ PIPELINE_FUEL: '5' }, 'cannot set the limits: `PIPELINE_FUEL` is not supported by the Node host'],
  ])) {
    assert.throws(() => limitsOf({}, variables), { message, exitCode: 2 });
  }
});

test('the names are distinct', () => {
  assert.equal(new Set(LIMITS.map(({ name }) => name)).size, LIMITS.length);
});

test('the initial memory counts', async () => {
  const pipeline = await Pipeline.load({ component: COMPONENT, limits: { 'max-memory': 2 ** 20 } });
  await assert.rejects(pipeline.open(), {
    message: 'cannot start the run: the component met the limit `max-memory`, 1 MiB in all components together',
    exitCode: 3,
  });
});

test('a job with a deadline gives the same result', async () => {
  const pipeline = await Pipeline.load({ limits: { timeout: 60 } });
  const job = await pipeline.open();
  job.begin('a.csv');
  const chunk = Buffer.from('name,email,age\nAnn,a@b.c,30\n');
  job.feed(chunk);
  assert.equal(chunk.toString(), 'name,email,age\nAnn,a@b.c,30\n');
  const { output, totals } = job.finish();
  assert.equal(output.counts.accepted, 1n);
  assert.equal(totals.accepted, 1n);
  await assert.rejects(pipeline.checkRules({ name: 'mine', text: 'x = 1' }), /^PipelineError: mine:1:1: /);
});

test('a report that is too long is attributed to the reporter', async () => {
  const pipeline = await Pipeline.load({ limits: { 'max-report-bytes': 10 } });
  const job = await pipeline.open();
  job.begin('a.csv');
  job.feed(Buffer.from('name,email,age\n'));
  const message =
    'cannot take the report `summary.json`: the component met the limit `max-report-bytes`, 10 B, in `reporter` (Python), ' +
    'after record 0';
  // Every further call fails too.
  for (const call of [() => job.finish(), () => job.feed(Buffer.from('x')), () => job.begin('b.csv')]) {
    assert.throws(call, { name: 'PipelineError', exitCode: 3, message });
  }
});
