/** What can't be a stage is refused by name, and nothing is written. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { insertStage } from '../composition.js';
import { addMember, nameProblem, StageError } from '../names.js';
import { allowStage } from '../policy.js';

const read = (/** @type {string} */ path) => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');
const WAC = read('composer/pipeline.wac');

test('a name is words of lower-case letters and digits, and is taken once', () => {
  for (const name of ['tidy', 'tidy-names', 'a1', 'service-two']) assert.equal(nameProblem(name, WAC), undefined, name);
  const wrong = ['', 'Tidy', '1a', 'a_b', 'a--b', '-a', 'a-', 'a b', 'é', '../a', 'a-1', 'let', 'pipeline', 'service', 'driver'];
  for (const name of [...wrong, 'a'.repeat(41)]) assert.ok(nameProblem(name, WAC), name);
  assert.match(nameProblem('service', WAC) ?? '', /in the composition already/);
});

test('a stage stands before whoever was the service, and is exported in its place', () => {
  const first = insertStage(WAC, 'one', 'Go');
  const second = insertStage(first.text, 'two', 'Rust');
  assert.deepEqual([first.before, second.before], ['service', 'one']);
  const wires = second.text.split('\n').filter((line) => /user-service\/user-service/.test(line)).map((line) => line.trim());
  const service = '"my:user-service/user-service@1.0.0"';
  assert.deepEqual(wires, [
    `${service}: service[${service}],`,
    `${service}: one[${service}],`,
    `${service}: two[${service}],`,
    `export two[${service}];`,
  ]);
});

test('a stage may reach what its service may', () => {
  const policy = '[[only]]\nfrom = "service"\nreach = "validator"\n\n[[only]]\nfrom = "driver"\nreach = ["service"]\n';
  const allowed = allowStage(policy, 'one', 'service', 'policy.toml');
  assert.ok(allowed.includes('from = "driver"\nreach = ["one", "service"]\n'), allowed);
  assert.ok(allowed.endsWith('\n[[only]]\nfrom = "one"\nreach = ["service", "validator"]\n'), allowed);
});

test('who reaches the driver may reach what stands behind it', () => {
  const policy = '[[only]]\nfrom = "service"\nreach = []\n\n[[only]]\nfrom = "driver"\nreach = ["service"]\n\n[[only]]\nfrom = "gateway"\nreach = [\n    "driver",\n    "service",\n]\n';
  const allowed = allowStage(policy, 'one', 'service', 'policy.toml');
  assert.ok(allowed.includes('from = "gateway"\nreach = [\n    "driver", "one",\n    "service",\n]\n'), allowed);
});

test('files that are not as expected are named, with what is missing', () => {
  assert.throws(() => insertStage('package a:b;\n', 'one', 'Go'), (error) => error instanceof StageError && /`let driver/.test(error.message));
  assert.throws(() => allowStage('', 'one', 'service', 'p.toml'), /p\.toml: found no rule `from = "driver"`/);
  assert.throws(() => addMember('', 'stages/one'), /Cargo\.toml: found no list `members`/);
});
