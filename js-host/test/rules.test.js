import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';

import { readRules } from '../src/run/rules.js';

/** @type {string} */
let folder;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rules-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('a rules file is its name and its unchanged text', () => {
  const path = join(folder, 'rules.conf');
  writeFileSync(path, '\ufeffmin-age = 1\r\n');
  assert.deepEqual(readRules(path), { name: path, text: '\ufeffmin-age = 1\r\n' });
});

test('text that isn’t UTF-8 is an error with its line', () => {
  const path = join(folder, 'rules.conf');
  for (const [bytes, line] of /** @type {const} */ ([
    [[0xff], 1],
    [[0x23, 0x0a, 0x0a, 0x23, 0xc3], 3],
    [[0xc3, 0x0a, 0xa9, 0x0a, 0x0a], 1],
    [[0xc3, 0xa9, 0x0a, 0xed, 0xa0, 0x80, 0x0a], 2],
  ])) {
    writeFileSync(path, Buffer.from(bytes));
    assert.throws(() => readRules(path), {
      message: `cannot read the rules \`${path}\`: line ${line} isn't valid UTF-8`,
      exitCode: 2,
    });
  }
});

test('a file that can’t be read is an error with the reason', () => {
  assert.throws(() => readRules(folder), { message: `cannot read the rules \`${folder}\`: is a directory` });
  const missing = join(folder, 'missing');
  assert.throws(() => readRules(missing), { message: `cannot read the rules \`${missing}\`: no such file or directory` });
});
