import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';

import { ownedFolder } from '../src/cache/owned_dir.js';

/** @type {string} */
let folder;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'private-')));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('a missing folder is created, writable by the user alone', () => {
  const made = ownedFolder(join(folder, 'a/b'));
  assert.equal(made, join(folder, 'a/b'));
  assert.equal(statSync(made).mode & 0o777, 0o700);
});

test('a link is resolved', () => {
  mkdirSync(join(folder, 'real'));
  symlinkSync('real', join(folder, 'link'));
  assert.equal(ownedFolder(join(folder, 'link')), join(folder, 'real'));
});

test('a folder that others can write to is refused', () => {
  const open = join(folder, 'open');
  mkdirSync(open);
  chmodSync(open, 0o777);
  assert.throws(() => ownedFolder(open), { message: `others can write to \`${open}\`` });
});

test('a folder in such a folder is refused, unless that folder is sticky', () => {
  const open = join(folder, 'open');
  mkdirSync(open);
  chmodSync(open, 0o777);
  assert.throws(() => ownedFolder(join(open, 'in')), { message: `others can write to \`${open}\`` });
  chmodSync(open, 0o1777);
  assert.equal(ownedFolder(join(open, 'in')), join(open, 'in'));
});

test('a folder that can’t be created is an error with the reason', () => {
  const file = join(folder, 'file');
  writeFileSync(file, '');
  assert.throws(() => ownedFolder(join(file, 'in')), {
    message: `cannot create \`${join(file, 'in')}\`: not a directory`,
  });
});
