import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { test } from 'node:test';

import { COMPONENT, MODULE } from '../src/translate/binary.js';
import { exporters, modulesByPart } from '../src/translate/parts.js';

const EXPORTERS = {
  'my:pipeline/job@2.0.0': 'driver',
  'my:pipeline/partition@2.0.0': 'driver',
  'my:user-service/user-service@2.0.0': 'service',
  'my:user-validator/validator@2.0.0': 'validator',
  'my:reporting/reporter@2.0.0': 'reporter',
  'my:config/config@2.0.0': 'config',
};
const BUILD = fileURLToPath(new URL('../../build/', import.meta.url));

test('every module of the composition belongs to a component and has its language', () => {
  const component = readFileSync(`${BUILD}pipeline.wasm`);
  const modules = modulesByPart(component);
  const parts = new Map(modules.map(({ part, languages }) => [part, languages]));
  assert.deepEqual(
    parts,
    new Map([
      ['config', ['Rust']],
      ['validator', ['Rust']],
      ['store', ['Rust']],
      ['service', ['Go']],
      ['reporter', ['Python']],
      ['workbook', ['Rust']],
      ['driver', ['Rust']],
    ]),
  );
  for (const { start, end } of modules) {
    assert.deepEqual([...component.subarray(start, start + MODULE.length)], MODULE);
    assert.ok(end <= component.length);
  }
});

test('every interface of the composition leads to the component that implements it', () => {
  assert.deepEqual(exporters(readFileSync(`${BUILD}pipeline.wasm`)), EXPORTERS);
  // Spies are between components, and not before those that the host calls.
  assert.deepEqual(exporters(readFileSync(`${BUILD}traced.wasm`)), EXPORTERS);
});

test('a component that isn’t a composition has no parts', () => {
  assert.deepEqual(modulesByPart(Uint8Array.from(COMPONENT)), []);
  assert.deepEqual(modulesByPart(readFileSync(`${BUILD}validator.wasm`)), []);
});

test('a truncated binary is an error', () => {
  for (const rest of [[4], [4, 9, 1], [5, 1], [0, 2, 14, 99]]) {
    assert.throws(() => modulesByPart(Uint8Array.from([...COMPONENT, ...rest])), RangeError);
  }
});
