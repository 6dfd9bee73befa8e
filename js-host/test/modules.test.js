import assert from 'node:assert/strict';
import { test } from 'node:test';

import { limitable, named, PAGE, setMaximum } from '../src/translate/modules.js';

const HEADER = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
/** `(func (export "f") unreachable)`: types, functions, exports, code. */
const TYPES = [1, 4, 1, 0x60, 0, 0];
const FUNCTIONS = [3, 2, 1, 0];
const EXPORTS = [7, 5, 1, 1, 0x66, 0, 0];
const CODE = [10, 5, 1, 3, 0, 0x00, 0x0b];

/** @param {number[]} [memories] the section */
function module(memories = []) {
  return Uint8Array.from([...HEADER, ...TYPES, ...FUNCTIONS, ...memories, ...EXPORTS, ...CODE]);
}

/** A custom section `name`. @param {number[]} content */
const nameSection = (content) => [0, content.length + 5, 4, 0x6e, 0x61, 0x6d, 0x65, ...content];
/** Module `old`, function 0 `provoke`. */
const MODULE_NAME = [0, 4, 3, 0x6f, 0x6c, 0x64];
const FUNCTION_NAME = [1, 10, 1, 0, 7, 0x70, 0x72, 0x6f, 0x76, 0x6f, 0x6b, 0x65];

/** The first line of the stack when the module's function fails. @param {Uint8Array} bytes */
function trace(bytes) {
  const instance = new WebAssembly.Instance(new WebAssembly.Module(Buffer.from(bytes)), {});
  try {
    /** @type {() => void} */ (instance.exports.f)();
  } catch (error) {
    return String(/** @type {Error} */ (error).stack).split('\n')[1] ?? '';
  }
  throw new Error('it should have trapped');
}

test('a stack trace shows the module’s name', () => {
  assert.match(trace(named(module(), 'part.core2')), /wasm:\/\/wasm\/part\.core2-[0-9a-f]+:wasm-function\[0\]/);
});

test('an existing module name is replaced, and function names stay', () => {
  for (const content of [[...MODULE_NAME, ...FUNCTION_NAME], FUNCTION_NAME, MODULE_NAME]) {
    const before = Uint8Array.from([...module(), ...nameSection(content)]);
    const found = trace(named(before, 'part'));
    assert.match(found, /wasm:\/\/wasm\/part-/);
    assert.equal(found.includes('part.provoke'), content.includes(1) && content.length > 6, found);
  }
});

test('a memory gets a maximum that can be overwritten', () => {
  for (const [section, own] of /** @type {const} */ ([
    [[5, 3, 1, 0, 2], 65536],
    [[5, 4, 1, 1, 2, 9], 9],
    [[5, 5, 1, 0, 0x80, 0x80, 1], 65536],
  ])) {
    const { bytes, memory } = limitable(module([...section]));
    assert.ok(memory && WebAssembly.validate(Buffer.from(bytes)));
    assert.equal(memory.most, own);
    setMaximum(bytes, memory, 1_000_000);
    assert.ok(WebAssembly.validate(Buffer.from(bytes)), 'the module’s own maximum is the most');
    setMaximum(bytes, memory, memory.least - 1);
    assert.ok(!WebAssembly.validate(Buffer.from(bytes)), 'the maximum is below the minimum');
  }
});

test('a memory stops at its maximum', () => {
  // (memory (export "f") 1): types and functions aren't needed.
  const { bytes, memory } = limitable(Uint8Array.from([...HEADER, 5, 3, 1, 0, 1, 7, 5, 1, 1, 0x66, 2, 0]));
  assert.ok(memory);
  setMaximum(bytes, memory, 3);
  const instance = new WebAssembly.Instance(new WebAssembly.Module(Buffer.from(bytes)), {});
  const exported = /** @type {WebAssembly.Memory} */ (instance.exports.f);
  assert.equal(exported.grow(2), 1);
  assert.equal(exported.buffer.byteLength, 3 * PAGE);
  assert.throws(() => exported.grow(1), RangeError);
});

test('a module without a memory, or with one of another kind, is unchanged', () => {
  for (const section of [[], [5, 4, 1, 3, 1, 2], [5, 3, 1, 4, 1], [5, 5, 2, 0, 1, 0, 1]]) {
    const bytes = module(section);
    assert.deepEqual(limitable(bytes), { bytes });
  }
});
