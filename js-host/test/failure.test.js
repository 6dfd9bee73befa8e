import assert from 'node:assert/strict';
import { openSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { test } from 'node:test';
import { getSystemErrorName } from 'node:util';

import { fromContract, JOB, ofSystem, PipelineError, reason, refusedBy, REPORTER } from '../src/failure.js';

/** @param {string} kind */
const jobError = (kind) => Object.assign(new Error('[object]'), { payload: { kind, message: 'why' } });

test('an error of the contract keeps its message', () => {
  for (const [kind, code] of /** @type {const} */ ([
    ['input', 2],
    ['usage', 3],
    ['limit', 3],
    ['report', 3],
    ['internal', 3],
  ])) {
    const error = fromContract(jobError(kind));
    assert.deepEqual([error?.message, error?.exitCode], ['why', code], kind);
    assert.equal(fromContract(error), error);
  }
});

test('an error in rules has a position', () => {
  const payload = { message: 'why', line: 2, column: 3 };
  const error = fromContract(Object.assign(new Error('[object]'), { payload }));
  assert.deepEqual([error?.message, error?.exitCode, error?.position], ['2:3: why', 2, { line: 2n, column: 3n }]);
});

test('a trap is not an error of the contract', () => {
  assert.equal(fromContract(new WebAssembly.RuntimeError('unreachable')), undefined);
});

test('errors of the driver and the reporter are attributed to them', () => {
  /** @param {string} kind @param {string} [message] */
  const by = (kind, message = 'x') => refusedBy(Object.assign(new Error(), { payload: { kind, message } }));
  assert.deepEqual(['report', 'usage', 'internal'].map((kind) => by(kind)), [REPORTER, JOB, JOB]);
  assert.equal(by('limit', 'too long (limit `max-record-bytes`)'), JOB);
  assert.equal(by('limit', 'too many (limit `max-errors`); `age` of this one: Missing'), undefined);
  assert.deepEqual(['input', 'rules'].map((kind) => by(kind)), [undefined, undefined]);
  assert.equal(refusedBy(new Error('trap')), undefined);
});

test('the system’s messages are Linux’s', () => {
  /** @param {() => unknown} action */
  const why = (action) => {
    try {
      action();
    } catch (error) {
      return reason(error);
    }
    throw new Error('it should have failed');
  };
  assert.equal(why(() => readFileSync('nowhere')), 'no such file or directory');
  assert.equal(why(() => readFileSync('.')), 'is a directory');
  assert.equal(why(() => readdirSync('package.json')), 'not a directory');
  assert.equal(why(() => openSync('package.json', 'wx')), 'file exists');
  assert.equal(why(() => openSync('x'.repeat(300), 'r')), 'file name too long');
  assert.equal(why(() => writeFileSync('/dev/full', 'x')), 'no space left on device');
});

// Root is never refused a file, and no file system here is read-only or has a quota.
for (const [code, text] of /** @type {const} */ ([
  ['EACCES', 'permission denied'],
  ['EROFS', 'read-only file system'],
  ['EIO', 'input/output error'],
  ['EDQUOT', 'disk quota exceeded'],
  ['ESTALE', 'stale file handle'],
  ['ENOTCONN', 'transport endpoint is not connected'],
])) {
  test(`the system’s reason for ${code} is Linux’s`, () => {
    assert.equal(reason(new SystemError(constants.errno[code])), text);
  });
}

/** An error as Node's file system creates it from an error number. */
class SystemError extends Error {
  /** @param {number} number */
  constructor(number) {
    super();
    this.errno = -number;
    const name = getSystemErrorName(-number);
    this.code = name.startsWith('Unknown') ? 'UNKNOWN' : name;
  }
}

test('what the system refuses is the host’s failure', () => {
  const failure = (/** @type {number} */ number) => ofSystem('input', 'read `a.csv`', new SystemError(number));
  const refused = failure(constants.errno.EMFILE);
  const message = 'cannot read `a.csv`: the system refuses the host more open files; raise the limit (`ulimit -n`)';
  assert.deepEqual([refused.kind, refused.message], ['host', message]);
  const missing = failure(constants.errno.ENOENT);
  assert.deepEqual([missing.kind, missing.message], ['input', 'cannot read `a.csv`: no such file or directory']);
});

test('exit codes', () => {
  const codes = /** @type {const} */ (['input', 'guest', 'output', 'store', 'host', 'interrupted']).map(
    (kind) => new PipelineError(kind, '').exitCode,
  );
  assert.deepEqual(codes, [2, 3, 4, 5, 6, 130]);
});
