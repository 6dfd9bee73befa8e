import assert from 'node:assert/strict';
import { test } from 'node:test';

import { parse, UsageError } from '../src/cli/arguments.js';

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

test('a value may be empty or contain `=`', () => {
  const call = parse(['create', '--name=', '--email=a=b', '--age', '30']);
  assert.ok('values' in call);
  assert.deepEqual(call.values, { name: '', email: 'a=b', age: '30' });
});

test('a verb of the Rust host is reported as such', () => {
  const rustOnly = /^`verify` is not supported by the Node host; use `bin\/pipeline verify`$/;
  for (const line of ['verify a.wasm', 'help verify']) {
    assert.throws(() => parse(words(line)), (/** @type {Error} */ { message }) => rustOnly.test(message));
  }
});

/** Command lines, and what each message names. The usage follows, unless a value is wrong: then it would not help. */
for (const [line, ...offenders] of [
  ['walk', 'walk'],
  ['help walk', 'walk'],
  ['runn', 'runn'],
  ['-- run', "'run'"],
  ['--component c', 'subcommand'],
  ['--quite run', '--quite'],
  ['run', '<INPUT>...'],
  ['run a --out', '--out'],
  ['run a --out --quiet', '--out'],
  ['run a --out= --quiet', '--out <DIR>'],
  ['run a --out -', "'-'", '--out <DIR>', '`./-`'],
  ['run a --trace-file=-', "'-'", '--trace-file <FILE>', '`./-`'],
  ['run a --out o --out p', '--out <DIR>'],
  ['run a --out o --quiet=1', '--quiet'],
  ['run a --out o --outt', '--outt'],
  ['run a --out o -qz', '-z'],
  ['run a --out o --generated-at -1', '--generated-at'],
  ['run a --out o --limits f', '--limits'],
  ['run a --out o --format xml', "'xml'", '--format <FORMAT>', 'csv, ndjson, json'],
  ['run a --out o --chunk-size 0', "'0'", '--chunk-size <BYTES>', '1 to 4294967295'],
  ['run a --out o --chunk-size 1.5', "'1.5'", '--chunk-size <BYTES>'],
  ['run a --out o --max-memory 9007199254740993', "'9007199254740993'", '--max-memory <BYTES>'],
  ['create --name n --email e --age 4294967296', "'4294967296'", '--age <AGE>'],
  ['create --name n --email e --age -1', '--age'],
  ['create --name n --email e --age=-1', "'-1'", '--age <AGE>'],
  ['create --name n --email e --age 1 more', 'more'],
  ['rules --check', '--check'],
  ['rules more', 'more'],
]) {
  test(`wrong usage: ${line}`, () => {
    assert.throws(
      () => parse(words(line ?? '')),
      (error) => {
        assert.ok(error instanceof UsageError);
        assert.equal(error.exitCode, 2);
        for (const offender of offenders) assert.ok(error.message.includes(offender), error.message);
        const isOfValue = /^(invalid value|a value is required)/.test(error.message);
        return !error.message.includes('\n') && error.more.startsWith('Usage: pipeline-node') === !isOfValue;
      },
    );
  });
}

test('help and version are printed even if arguments are missing', () => {
  for (const line of ['run --help', 'run -h', 'help run']) {
    const help = parse(words(line));
    assert.ok('print' in help && help.to === 'stdout');
    assert.match(help.print, /^Validate the records/);
    for (const flag of ['--out <DIR>', '--max-memory <BYTES>', '-q, --quiet']) assert.ok(help.print.includes(flag), flag);
  }
  assert.deepEqual(parse(['-V']), { print: 'pipeline-node 1.0.0\n', to: 'stdout' });
  assert.equal(/** @type {{ to: string }} */ (parse([])).to, 'stderr');
});
