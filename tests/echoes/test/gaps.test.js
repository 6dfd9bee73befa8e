/** Bugs of jco that the fuzzer found, in components written by hand. A test fails once its bug is fixed: then remove what avoids it. */

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';

import { transpile } from '@bytecodealliance/jco';

/** An instance of a component in WAT. @param {import('node:test').TestContext} t @param {string} wat */
async function start(t, wat) {
  const folder = mkdtempSync(join(tmpdir(), 'gaps-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const component = execFileSync('wasm-tools', ['parse', '-'], { input: wat });
  const { files } = await transpile(component, { name: 'gap', instantiation: 'async', nodejsCompat: false });
  writeFileSync(join(folder, 'gap.mjs'), files['gap.js'] ?? '');
  const script = await import(pathToFileURL(join(folder, 'gap.mjs')).href);
  return script.instantiate((/** @type {string} */ name) => WebAssembly.compile(Buffer.from(files[name] ?? [])), {});
}

test('jco drops U+FEFF at the start of a string', async (t) => {
  const { text } = await start(
    t,
    `(component
      (core module $m
        (memory (export "memory") 1)
        (data (i32.const 16) "\\ef\\bb\\bfa")
        (func (export "text") (result i32)
          (i32.store (i32.const 8) (i32.const 16))
          (i32.store (i32.const 12) (i32.const 4))
          (i32.const 8)))
      (core instance $i (instantiate $m))
      (alias core export $i "memory" (core memory $memory))
      (func (export "text") (result string) (canon lift (core func $i "text") (memory $memory))))`,
  );
  assert.equal(text(), 'a', 'expected it to be dropped');
});

test('jco disposes of the last handle of a list, whichever is meant', async (t) => {
  const { cells } = await start(
    t,
    `(component
      (type $cell (resource (rep i32)))
      (core func $new (canon resource.new $cell))
      (core module $m
        (import "" "new" (func $new (param i32) (result i32)))
        (memory (export "memory") 1)
        (func (export "get") (param i32) (result i32) local.get 0)
        (func (export "both") (result i32)
          (i32.store (i32.const 16) (call $new (i32.const 1)))
          (i32.store (i32.const 20) (call $new (i32.const 2)))
          (i32.store (i32.const 8) (i32.const 16))
          (i32.store (i32.const 12) (i32.const 2))
          (i32.const 8)))
      (core instance $i (instantiate $m (with "" (instance (export "new" (func $new))))))
      (alias core export $i "memory" (core memory $memory))
      (func $get (param "self" (borrow $cell)) (result u32) (canon lift (core func $i "get")))
      (func $both (result (list (own $cell))) (canon lift (core func $i "both") (memory $memory)))
      (component $interface
        (import "cell" (type $cell (sub resource)))
        (import "get" (func $get (param "self" (borrow $cell)) (result u32)))
        (import "both" (func $both (result (list (own $cell)))))
        (export $exported "cell" (type $cell))
        (export "[method]cell.get" (func $get) (func (param "self" (borrow $exported)) (result u32)))
        (export "both" (func $both) (func (result (list (own $exported))))))
      (instance $cells (instantiate $interface
        (with "cell" (type $cell)) (with "get" (func $get)) (with "both" (func $both))))
      (export "test:gap/cells" (instance $cells)))`,
  );
  const [first, second] = cells.both();
  first[Symbol.dispose]();
  assert.equal(first.get(), 1, 'expected the first to be there still');
  assert.throws(() => second.get(), /Not a valid "Cell" resource/, 'expected the second to be gone');
});
