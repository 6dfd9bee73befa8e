import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, test } from 'node:test';

import { Input } from '../src/input.js';

const COMMAND = fileURLToPath(new URL('../src/cli/main.js', import.meta.url));

/** @type {string} */
let folder;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'input-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('every chunk is filled, except for the last', async () => {
  const path = join(folder, 'a');
  writeFileSync(path, 'abcde');
  const input = new Input(path);
  const chunk = new Uint8Array(3);
  assert.equal(await input.fill(chunk), 3);
  assert.equal(await input.fill(chunk), 2);
  assert.equal(Buffer.from(chunk).toString(), 'dec');
  assert.equal(await input.fill(chunk), 0);
  await input.close();
});

test('a chunk may be larger than one system call reads', async () => {
  const path = join(folder, 'a');
  writeFileSync(path, 'abc');
  assert.equal(await new Input(path).fill(new Uint8Array(2 ** 31 + 1)), 3);
});

test('an input that is cut short while it is read is an error', async () => {
  const path = join(folder, 'a');
  /** @param {number} length */
  const changed = async (length) => {
    writeFileSync(path, 'abcdefgh');
    const input = new Input(path);
    assert.equal(await input.fill(new Uint8Array(4)), 4);
    truncateSync(path, length);
    return input.fill(new Uint8Array(64)).finally(() => input.close());
  };
  for (const [length, read] of /** @type {[number, number][]} */ ([[6, 6], [4, 4], [0, 4]])) {
    const expected = `found ${read} bytes, expected 8: it was cut short while it was read`;
    await assert.rejects(changed(length), (/** @type {Error} */ error) => error.message.endsWith(expected));
  }
  assert.equal(await changed(8), 4);
  assert.equal(await changed(10), 6);
});

test('a pipe is read until the chunk is full', async () => {
  const pipe = join(folder, 'pipe');
  execFileSync('mkfifo', [pipe]);
  spawn('sh', ['-c', '{ printf ab; sleep 0.1; printf cd; } >"$0"', pipe]);
  const input = new Input(pipe);
  assert.equal(await input.fill(new Uint8Array(4)), 4);
  assert.equal(await input.fill(new Uint8Array(4)), 0);
});

test('an interrupt ends a run that waits for a pipe', async () => {
  const pipe = join(folder, 'pipe');
  execFileSync('mkfifo', [pipe]);
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) {
    const run = spawn(process.execPath, [COMMAND, 'run', pipe, '--out', join(folder, 'out')], { stdio: 'inherit' });
    const ended = once(run, 'exit');
    const isWaiting = () => readdirSync(folder).some((name) => name.startsWith('.out.partial-'));
    // It may fail before it waits, such as on a Node that is too old.
    while (run.exitCode === null && !isWaiting()) await setTimeout(10);
    run.kill(signal);
    assert.deepEqual(await ended, [130, null]);
    assert.deepEqual(readdirSync(folder), ['pipe']);
  }
});

test('a file that can’t be read is an input error', () => {
  assert.throws(() => new Input(folder), {
    message: `cannot read \`${folder}\`: found a folder, expected a file`,
    exitCode: 2,
  });
  const missing = join(folder, 'missing');
  assert.throws(() => new Input(missing), { message: `cannot read \`${missing}\`: no such file or directory` });
});
