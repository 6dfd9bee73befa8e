import assert from 'node:assert/strict';
import { test } from 'node:test';

import { parse } from '../src/cli/arguments.js';
import { UsageError } from '../src/cli/level.js';

/** @param {string} line */
const words = (line) => line.split(' ').filter(Boolean);

test('a run, its inputs and its options in any order', () => {
  const call = parse(words('--component c.wasm run a.csv --out o -q - --chunk-size=7'));
  assert.deepEqual(call, {
    verb: 'run',
    operands: ['a.csv', '-'],
    values: { component: 'c.wasm', out: 'o', quiet: true, 'chunk-size': '7' },
  });
});

test('after `--` everything is an input', () => {
  const call = parse(['run', '--out', 'o', '--', '--quiet', '--', '-h']);
  assert.ok('operands' in call);
  assert.deepEqual(call.operands, ['--quiet', '--', '-h']);
});

test('a value may be empty, hold `=`, or be a negative number where a number is due', () => {
  const call = parse(['create', '--name=', '--email=a=b', '--age', '30']);
  assert.ok('values' in call);
  assert.deepEqual(call.values, { name: '', email: 'a=b', age: '30' });
  assert.throws(() => parse(words('create --name n --email e --age -1')), /-1 is not in 0\.\.=4294967295/);
});

test('a verb of the Rust host is named as such', () => {
  const elsewhere = /^`verify` is the Rust host's: `bin\/pipeline verify`$/;
  for (const line of ['verify a.wasm', 'help verify']) {
    assert.throws(() => parse(words(line)), (/** @type {Error} */ { message }) => elsewhere.test(message));
  }
});

for (const [line, message] of /** @type {const} */ ([
  ['walk', "unrecognized subcommand 'walk'"],
  ['run', 'the following required arguments were not provided:\n  --out <DIR>\n  <INPUT>...'],
  ['run a --out', "a value is required for '--out <DIR>' but none was supplied"],
  ['run a --out --quiet', "a value is required for '--out <DIR>' but none was supplied"],
  ['run a --out o --out p', "the argument '--out <DIR>' cannot be used multiple times"],
  ['run a --out o --quiet=1', "unexpected value '1' for '--quiet' found; no more were expected"],
  ['run a --out o --outt', "unexpected argument '--outt' found"],
  ['run a --out o --format xml', "invalid value 'xml' for '--format <FORMAT>'"],
  ['run a --out o --chunk-size 0', "invalid value '0' for '--chunk-size <BYTES>': 0 is not in 1..=4294967295"],
  ['run a --out o --chunk-size 1.5', "invalid value '1.5' for '--chunk-size <BYTES>': invalid digit found in string"],
  ['create --name n --email e --age 4294967296', "invalid value '4294967296' for '--age <AGE>'"],
  ['create --name n --email e --age 1 more', "unexpected argument 'more' found"],
  ['run a --out= --quiet', "a value is required for '--out <DIR>' but none was supplied"],
  ['run a --out o --chunk-size 9223372036854775808', "invalid value '9223372036854775808' for '--chunk-size <BYTES>': number too large to fit in target type"],
  ['run a --out o -qz', "unexpected argument '-z' found\n\n  tip: to pass '-z' as a value, use '-- -z'"],
  ['run a --out o --generated-at -1', "unexpected argument '-1' found"],
  ['run a --out o --format csvv', "invalid value 'csvv' for '--format <FORMAT>'\n  [possible values: csv, ndjson, json]\n\n  tip: a similar value exists: 'csv'"],
  ['run a --out o --format xml --bogus', "unexpected argument '--bogus' found"],
  ['run a --quite', "unexpected argument '--quite' found\n\n  tip: a similar argument exists: '--quiet'"],
  ['--quite run', "unexpected argument '--quite' found\n\n  tip: 'run --quiet' exists"],
  ['runn', "unrecognized subcommand 'runn'\n\n  tip: a similar subcommand exists: 'run'"],
  ['rul', "unrecognized subcommand 'rul'\n\n  tip: some similar subcommands exist: 'run', 'rules'"],
  ['rules --check', "a value is required for '--check <FILE>' but none was supplied"],
  ['rules more', "unexpected argument 'more' found"],
  ['-- run', "unexpected argument 'run' found\n\n  tip: subcommand 'run' exists; to use it, remove the '--' before it"],
  ['--component c', "'pipeline-node' requires a subcommand but one was not provided\n  [subcommands: run, create, rules, users, query, inspect, verify, completions, man, help]"],
  ['help walk', "unrecognized subcommand 'walk'"],
])) {
  test(`wrong usage: ${line}`, () => {
    assert.throws(
      () => parse(words(line)),
      (error) => error instanceof UsageError && error.exitCode === 2 && error.message.startsWith(message),
    );
  });
}

test('help and version come before anything that is missing', () => {
  assert.match(/** @type {{ print: string }} */ (parse(['run', '--help'])).print, /^Checks the records/);
  assert.deepEqual(parse(['-V']), { print: 'pipeline-node 1.0.0\n', to: 'stdout' });
  assert.equal(/** @type {{ to: string }} */ (parse([])).to, 'stderr');
});
