/** Jobs on Node, several in one instance. */

import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import test from 'node:test';
import { fileURLToPath } from 'node:url';

import { InputError, lines, open, TimeoutError } from '../host.js';
import { CHAINS, csv, finish, flood, numbers, ROWS, running, split, start, wasmtime } from './chains.js';

const FILE = Buffer.from(csv(4_000));
const NAMED = { name: 'users.csv' };

/** @typedef {import('../host.js').Job} Job */

/**
 * All lines, and the totals.
 * @param {Job} job
 * @param {AsyncIterable<Uint8Array>} source
 * @param {Parameters<typeof lines>[3]} [limits]
 */
async function collect(job, source, limits) {
  const running = lines(job, NAMED, source, limits);
  const found = [];
  for (;;) {
    const { value, done } = await running.next();
    if (done) return { lines: Buffer.concat(found).toString(), totals: value };
    found.push(value);
  }
}

/** @param {Iterable<Uint8Array>} chunks */
async function* each(chunks) {
  yield* chunks;
}

/** An endless source that counts what it delivers, and notes that it was closed. */
function endless() {
  const state = { delivered: 0, closed: false };
  async function* bytes() {
    try {
      yield Buffer.from('name,email,age\n');
      for (;;) {
        yield ROWS;
        state.delivered += ROWS.length;
      }
    } finally {
      state.closed = true;
    }
  }
  return { state, source: bytes() };
}

for (const chain of CHAINS) {
  test(`${chain}: eight jobs at a time give the bytes of wasmtime, for any chunks`, async () => {
    const job = await open(chain);
    const expected = await finish(start(chain), [FILE]);
    for (let round = 0; round < 3; round++) {
      const seeds = Array.from({ length: 8 }, (_, at) => 1 + round * 8 + at);
      const found = await Promise.all(seeds.map((seed) => collect(job, each(split(FILE, numbers(seed))))));
      for (const { lines, totals } of found) {
        assert.equal(lines, expected.out);
        assert.equal(`${totals.read} read, ${totals.accepted} accepted, ${totals.rejected} rejected\n`, expected.errors);
      }
    }
  });

  test(`${chain}: a reader that leaves closes the source, and other jobs go on`, async () => {
    const job = await open(chain);
    const other = collect(job, each([FILE]));
    const { state, source } = endless();
    for await (const chunk of lines(job, NAMED, source)) {
      assert.match(Buffer.from(chunk).toString(), /^\{"record":1,/);
      break;
    }
    await other;
    assert.ok(state.closed);
    assert.ok(state.delivered < 1e6, `the source has delivered ${state.delivered} bytes`);
  });
}

test('a source waits for a reader that waits', async () => {
  const { state, source } = endless();
  const running = lines(await open('rust-python'), NAMED, source);
  await running.next();
  const other = collect(await open('rust-python'), each([FILE]));
  await other;
  const { delivered } = state;
  await collect(await open('rust-python'), each([FILE]));
  assert.equal(state.delivered, delivered);
  await running.return({ read: 0n, accepted: 0n, rejected: 0n });
});

test('outcomes come as batches of columns', async () => {
  const job = await open('rust-python');
  const [stream, end] = await job.run(NAMED, each([Buffer.from('name,email,age\nAnn,a@b.example,30\nB,b,3\n')]));
  const { value: outcome } = await stream.read({ count: 1 });
  assert.equal(outcome?.batch.first, 1n);
  assert.deepEqual([...(outcome?.batch.ages ?? [])], [30, 3]);
  assert.deepEqual(outcome?.violations, [
    { row: 1, rule: 'name-too-short' },
    { row: 1, rule: 'email-invalid' },
    { row: 1, rule: 'too-young' },
  ]);
  assert.ok((await stream.read({ count: 1 })).done);
  assert.deepEqual(await end, { tag: 'ok', val: { read: 2n, accepted: 1n, rejected: 1n } });
});

test('an input that breaks off ends with an error, after the outcome of what came before', async () => {
  const job = await open('rust-python');
  const running = lines(job, { name: 'users.json' }, each([Buffer.from('[{"name":"Ann","email":"a@b.example","age":30},')]));
  const { value } = await running.next();
  assert.match(Buffer.from(/** @type {Uint8Array} */ (value)).toString(), /^\{"record":1,"name":"A\*\*"/);
  await assert.rejects(running.next(), (error) => error instanceof InputError && error.message.startsWith('users.json:1:'));
});

test('an input without a header is an error in both languages', async () => {
  for (const chain of CHAINS) {
    const running = collect(await open(chain), each([Buffer.from('a,b\n1,2\n')]));
    await assert.rejects(running, (error) => error instanceof InputError && /^users\.csv:1:1: .*header/.test(error.message));
  }
});

test('a source that fails ends the job with its error', async () => {
  const failing = (async function* () {
    yield FILE;
    throw new Error('the disk is gone');
  })();
  await assert.rejects(collect(await open('rust-python'), failing), { message: 'the disk is gone' });
});

/** A source that never delivers its end. */
async function* standing() {
  yield Buffer.from('name,email,age\n');
  await new Promise(() => {});
}

test('a source that stands still ends the job after a while', async () => {
  await assert.rejects(collect(await open('rust-python'), standing(), { patience: 500 }), TimeoutError);
});

test('a job that is called off ends at once, and its source is closed', async () => {
  const { state, source } = endless();
  for (const called of [source, standing()]) {
    // Long enough for the source to have begun, also on a busy machine.
    const signal = AbortSignal.timeout(1500);
    await assert.rejects(collect(await open('rust-python'), called, { signal }), { name: 'TimeoutError' });
  }
  assert.ok(state.closed);
});

/** @param {string[]} args */
const program = (...args) => running(spawn(process.execPath, [fileURLToPath(new URL('../run.js', import.meta.url)), ...args]));

test('the program prints what wasmtime prints, watched too', async () => {
  const expected = await finish(start('rust-rust'), [FILE]);
  const { code, out, errors } = await finish(program('rust-rust', 'users.csv', '--watch'), [FILE]);
  assert.deepEqual([code, out], [expected.code, expected.out]);
  // A source that is fast ends before the first lines are taken.
  assert.match(errors, /^source: read chunk 1\n[^]*source: ends after chunk \d+\n/);
  assert.match(errors, /^reader: took lines 1 to \d+$/m);
  assert.ok(errors.endsWith(expected.errors), errors);
});

test('messages of both programs quote the input without its invisible characters, and not to its end', async () => {
  const header = Buffer.from(`name,email,\u{1b}[2J\u{202e}\u{2028}${'x'.repeat(10_000)}\n`);
  for (const chain of CHAINS) {
    const expected = await finish(start(chain), [header]);
    assert.equal(expected.code, 2);
    assert.match(expected.errors, /^error: users\.csv:1:1: [ -~]*\\u\{1b\}\[2J\\u\{202e\}\\u\{2028\}x[ -~…]*\n$/iu);
    assert.ok(expected.errors.length < 5000, `${expected.errors.length}`);
    assert.deepEqual(await finish(program(chain, 'users.csv'), [header]), expected);
  }
});

test('a reader of the program that leaves ends the run', async () => {
  const { child, ended, errors } = program('rust-rust', 'users.csv', '--watch');
  const source = flood(child);
  await once(child.stdout, 'data');
  child.stdout.destroy();
  assert.deepEqual(await ended, { code: 0, signal: null });
  await source;
  assert.match(await errors, /^source: read chunk 1\n[^]*reader: left\n(source: closed, nobody takes chunk \d+\n)?$/);
});

test('both programs say which of stdin and stdout failed', () => {
  const records = fileURLToPath(new URL('../../../samples/users.csv', import.meta.url));
  const { program: command, options, folder } = wasmtime();
  const run = fileURLToPath(new URL('../run.js', import.meta.url));
  for (const [program, args, reason] of /** @type {const} */ ([
    [command, [...options, 'rust-rust-command.wasm'], 'input/output error'],
    [process.execPath, [run, 'rust-rust'], '(is a directory|ENOSPC: .*)'],
  ])) {
    for (const [input, output, expected] of /** @type {const} */ ([
      ['/', '/dev/null', `error: cannot read stdin: ${reason}`],
      [records, '/dev/full', `error: cannot write to stdout: ${reason}`],
    ])) {
      const files = [openSync(input, 'r'), openSync(output, 'w')];
      const { status, stderr } = spawnSync(program, [...args, 'users.csv'], { cwd: folder, stdio: [...files, 'pipe'], encoding: 'utf8' });
      files.forEach((file) => closeSync(file));
      assert.match(stderr, new RegExp(`^${expected}\n$`));
      assert.equal(status, 2);
    }
  }
});
