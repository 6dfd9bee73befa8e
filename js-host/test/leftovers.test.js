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

/** The folder of a dead process: Linux assigns no PID that high. */
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

test('a half-written output is removed', () => {
  output(gone);
  assert.deepEqual(cleared(), []);
});

test('an earlier output that was moved aside is moved back', () => {
  output(gone);
  output(`${gone}.old`);
  assert.deepEqual(cleared(), ['out']);
  assert.equal(readFileSync(join(folder, 'out/users.ndjson'), 'utf8'), `${gone}.old`);
});

test('it replaces an empty folder, but nothing else', () => {
  output(`${gone}.old`);
  mkdirSync(join(folder, 'out'));
  assert.deepEqual(cleared(), ['out']);
  assert.equal(readFileSync(join(folder, 'out/users.ndjson'), 'utf8'), `${gone}.old`);
  output(`${gone}.old`);
  writeFileSync(join(folder, 'out/users.ndjson'), 'newer');
  assert.deepEqual(cleared(), ['out']);
  assert.equal(readFileSync(join(folder, 'out/users.ndjson'), 'utf8'), 'newer');
});

test('the folder of an earlier process with this PID is removed', () => {
  output(hidden('out'));
  assert.deepEqual(cleared(), []);
});

test('a link isn’t treated as output', () => {
  output('elsewhere');
  symlinkSync('elsewhere', join(folder, `${gone}.old`));
  assert.deepEqual(cleared(), [`${gone}.old`, 'elsewhere']);
});

test('folders of another output stay', () => {
  output(gone);
  clear(folder, 'other', join(folder, 'other'));
  assert.deepEqual(readdirSync(folder), [gone]);
});
