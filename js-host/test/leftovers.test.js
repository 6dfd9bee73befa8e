import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';

import { beside, thisProcess } from '../src/run/leftovers.js';
import { Staging } from '../src/run/publish.js';

/** @type {string} */
let folder;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'leftovers-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A dead process: Linux assigns no PID that high. */
const gone = thisProcess().replace(/[0-9]+$/, '4194305');

/** @param {string} name */
function output(name) {
  mkdirSync(join(folder, name), { recursive: true });
  writeFileSync(join(folder, name, 'users.ndjson'), name);
}

/** The names in the folder after a run that isn't published. */
const cleared = () => {
  new Staging(join(folder, 'out')).discard();
  return readdirSync(folder);
};

const users = () => readFileSync(join(folder, 'out/users.ndjson'), 'utf8');

test('a half-written output is removed, beside the output and in it', () => {
  output(`.out.partial-${gone}`);
  assert.deepEqual(cleared(), []);
  output('out');
  output(`.out.partial-${gone}`);
  output(`out/.partial-${gone}`);
  output(`out/.partial-${gone}.old`);
  assert.deepEqual(cleared(), ['out']);
  assert.deepEqual(readdirSync(join(folder, 'out')), ['users.ndjson']);
  assert.equal(users(), 'out');
});

for (const state of ['leaving', 'entering', 'complete']) {
  test(`what a run leaves that is killed in the state ${state}`, () => {
    const earlier = `out/.publishing/${state}.${gone}`;
    output(earlier);
    if (state !== 'leaving') {
      output('out');
      writeFileSync(join(folder, 'out/report.md'), 'new');
    }
    assert.deepEqual(cleared(), ['out']);
    assert.equal(users(), state === 'complete' ? 'out' : earlier);
    const expected = [...(state === 'complete' ? ['report.md'] : []), 'users.ndjson'];
    assert.deepEqual(readdirSync(join(folder, 'out')), expected);
  });
}

test('the folder of an earlier process with this PID is removed', () => {
  output(`.out.partial-${thisProcess()}`);
  assert.deepEqual(cleared(), []);
});

test('a link isn’t treated as output', () => {
  output('elsewhere');
  symlinkSync('elsewhere', join(folder, `.out.partial-${gone}`));
  assert.deepEqual(cleared(), [`.out.partial-${gone}`, 'elsewhere']);
});

test('folders of another output stay', () => {
  output(`.other.partial-${gone}`);
  assert.deepEqual(cleared(), [`.other.partial-${gone}`]);
});

test('a long name is cut between two characters', () => {
  assert.equal(beside('n'.repeat(255)), `.${'n'.repeat(100)}.partial-`);
  assert.equal(beside('€'.repeat(80)), `.${'€'.repeat(33)}.partial-`);
});
