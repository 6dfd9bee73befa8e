import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';

import { clear, hidden } from '../src/run/leftovers.js';

/** @type {string} */
let folder;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'leftovers-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** What a process that is gone has left: Linux gives no number as high. */
const gone = hidden('out').replace(/[0-9]+$/, '4194305');

/** @param {string} name */
function output(name) {
  mkdirSync(join(folder, name));
  writeFileSync(join(folder, name, 'users.ndjson'), name);
}

const cleared = () => {
  clear(folder, 'out', join(folder, 'out'));
  return readdirSync(folder);
};

test('a half-written output goes', () => {
  output(gone);
  assert.deepEqual(cleared(), []);
});

test('an earlier output that stepped aside comes back', () => {
  output(gone);
  output(`${gone}.old`);
  assert.deepEqual(cleared(), ['out']);
  assert.equal(readFileSync(join(folder, 'out/users.ndjson'), 'utf8'), `${gone}.old`);
});

test('and takes the place of an empty folder, but of nothing else', () => {
  output(`${gone}.old`);
  mkdirSync(join(folder, 'out'));
  assert.deepEqual(cleared(), ['out']);
  assert.equal(readFileSync(join(folder, 'out/users.ndjson'), 'utf8'), `${gone}.old`);
  output(`${gone}.old`);
  writeFileSync(join(folder, 'out/users.ndjson'), 'newer');
  assert.deepEqual(cleared(), ['out']);
  assert.equal(readFileSync(join(folder, 'out/users.ndjson'), 'utf8'), 'newer');
});

test('what a process has left that had this one’s number goes', () => {
  output(hidden('out'));
  assert.deepEqual(cleared(), []);
});

test('a link is nobody’s output', () => {
  output('elsewhere');
  symlinkSync('elsewhere', join(folder, `${gone}.old`));
  assert.deepEqual(cleared(), [`${gone}.old`, 'elsewhere']);
});

test('another output’s leftovers stay', () => {
  output(gone);
  clear(folder, 'other', join(folder, 'other'));
  assert.deepEqual(readdirSync(folder), [gone]);
});
