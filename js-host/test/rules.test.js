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

test('a rules file is its name and its unchanged text', async () => {
  const path = join(folder, 'rules.conf');
  writeFileSync(path, '\ufeffmin-age = 1\r\n');
  assert.deepEqual(await readRules(path), { name: path, text: '\ufeffmin-age = 1\r\n' });
});

test('text that isn’t UTF-8 is an error with its line', async () => {
  const path = join(folder, 'rules.conf');
  for (const [bytes, line] of /** @type {const} */ ([
    [[0xff], 1],
    [[0x23, 0x0a, 0x0a, 0x23, 0xc3], 3],
    [[0xc3, 0x0a, 0xa9, 0x0a, 0x0a], 1],
    [[0xc3, 0xa9, 0x0a, 0xed, 0xa0, 0x80, 0x0a], 2],
  ])) {
    writeFileSync(path, Buffer.from(bytes));
    await assert.rejects(readRules(path), {
      message: `cannot read the rules \`${path}\`: line ${line} isn't valid UTF-8`,
      exitCode: 2,
    });
  }
});

test('a file that can’t be read is an error with the reason', async () => {
  const found = 'found a folder, expected a file';
  await assert.rejects(readRules(folder), { message: `cannot read the rules \`${folder}\`: ${found}` });
  const missing = join(folder, 'missing');
  const none = 'no such file or directory';
  await assert.rejects(readRules(missing), { message: `cannot read the rules \`${missing}\`: ${none}` });
});
