import assert from 'node:assert/strict';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';

import { NDJSON, Staging } from '../src/run/publish.js';

const [USERS] = NDJSON;

/** @type {string} */
let folder;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'publish-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** @param {string} out @param {string} text */
function staged(out, text) {
  const staging = new Staging(out);
  const file = staging.create(USERS);
  file.write(Buffer.from(text));
  file.finish();
  return staging;
}

test('nothing is visible before publishing, and everything after', () => {
  const out = join(folder, 'out');
  const staging = staged(out, 'new');
  assert.ok(!existsSync(out));
  staging.publish();
  assert.equal(readFileSync(join(out, USERS), 'utf8'), 'new');
  assert.deepEqual(readdirSync(folder), ['out']);
});

test('discarded output leaves no trace, and the earlier output stays', () => {
  const out = join(folder, 'out');
  staged(out, 'old').publish();
  staged(out, 'new').discard();
  assert.equal(readFileSync(join(out, USERS), 'utf8'), 'old');
  assert.deepEqual(readdirSync(folder), ['out']);
});

test('a later output replaces an earlier one completely', () => {
  const out = join(folder, 'out');
  staged(out, 'old').publish();
  staged(out, 'new').publish();
  assert.equal(readFileSync(join(out, USERS), 'utf8'), 'new');
  assert.deepEqual(readdirSync(folder), ['out']);
});

test('the earlier output stays if another program has removed the new one', () => {
  const out = join(folder, 'out');
  staged(out, 'old').publish();
  const staging = staged(out, 'new');
  rmSync(staging.folder, { recursive: true });
  assert.throws(() => staging.publish(), {
    message: `cannot write to \`${join(out, USERS)}\`: another program removed it before the output was complete`,
  });
  assert.equal(readFileSync(join(out, USERS), 'utf8'), 'old');
  assert.deepEqual(readdirSync(out), [USERS]);
  assert.deepEqual(readdirSync(folder), ['out']);
});

test('a file that the system cannot look at is an error with its reason', () => {
  const out = join(folder, 'out');
  const staging = staged(out, 'new');
  rmSync(staging.folder, { recursive: true });
  symlinkSync(staging.folder, staging.folder);
  assert.throws(() => staging.publish(), {
    message: `cannot write to \`${join(out, USERS)}\`: too many levels of symbolic links`,
    exitCode: 4,
  });
});

// NFS and FUSE keep the folder of a file that is open.
test('discarded output has no open files', { skip: !existsSync('/proc/self/fd') }, () => {
  const staging = new Staging(join(folder, 'out'));
  staging.create(USERS).write(Buffer.from('new'));
  const open = () =>
    readdirSync('/proc/self/fd').filter((fd) => {
      try {
        return readlinkSync(`/proc/self/fd/${fd}`).startsWith(staging.folder);
      } catch {
        // The one that lists them is closed.
        return false;
      }
    });
  assert.equal(open().length, 1);
  staging.discard();
  assert.deepEqual(open(), []);
});

test('a folder that appears meanwhile stays the same folder', () => {
  const out = join(folder, 'out');
  const staging = staged(out, 'new');
  mkdirSync(out);
  const { ino } = statSync(out);
  staging.publish();
  assert.equal(statSync(out).ino, ino);
  assert.equal(readFileSync(join(out, USERS), 'utf8'), 'new');
  assert.deepEqual(readdirSync(folder), ['out']);
});

test('a name that is no file of a run is refused', () => {
  const staging = new Staging(join(folder, 'out'));
  for (const name of ['../report.md', '/report.md', 'report.pdf', '.', '']) {
    const message = new RegExp(`^cannot take the report: found the name \`${name}\`, expected one of \`users.ndjson\`, `);
    assert.throws(() => staging.create(name), { message, exitCode: 3 });
  }
  staging.discard();
  assert.deepEqual(readdirSync(folder), []);
});

test('missing parent folders are created, and a path may end in a dot', () => {
  staged(join(folder, 'a/b/c') + '/.', 'new').publish();
  assert.equal(readFileSync(join(folder, 'a/b/c', USERS), 'utf8'), 'new');
  assert.deepEqual(readdirSync(join(folder, 'a/b')), ['c']);
});

test('a place where no folder can be created is an error', () => {
  assert.throws(() => new Staging('/proc/none/out'), {
    message: 'cannot write to `/proc/none`: no such file or directory',
    exitCode: 4,
  });
});

test('a foreign file that is written meanwhile survives', () => {
  const out = join(folder, 'out');
  const staging = staged(out, 'new');
  mkdirSync(out);
  writeFileSync(join(out, 'thesis.txt'), 'years of work');
  assert.throws(() => staging.publish(), /found `thesis.txt` in it/);
  staging.discard();
  assert.deepEqual(readdirSync(out), ['thesis.txt']);
});
