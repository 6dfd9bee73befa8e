/** Bugs of tools that the fuzzer found, in small cases. A test fails once its bug is fixed: then remove what avoids it. */

import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';

import { transpile } from '@bytecodealliance/jco';

const CHECKOUT = fileURLToPath(new URL('../../../', import.meta.url));

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

/** What componentize-py prints for an interface of types. @param {import('node:test').TestContext} t @param {string} types */
function componentize(t, types) {
  const folder = mkdtempSync(join(tmpdir(), 'gaps-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const world = 'world gap { import types; export run: func(); }';
  writeFileSync(join(folder, 'gap.wit'), `package test:gap; interface types { ${types} } ${world}`);
  writeFileSync(join(folder, 'component.py'), 'import wit_world\nclass WitWorld(wit_world.WitWorld):\n    def run(self): pass\n');
  const options = ['--quiet', '-d', 'gap.wit', '-w', 'gap', 'componentize', '--stub-wasi', 'component', '-o', 'gap.wasm'];
  return spawnSync('componentize-py', options, { cwd: folder, encoding: 'utf8' });
}

test('componentize-py takes a type named `enum` for the class that its enums extend', (t) => {
  assert.equal(componentize(t, 'variant other { one(u8), two(u8) } enum last { a }').status, 0);
  const { status, stderr } = componentize(t, 'variant %enum { one(u8), two(u8) } enum last { a }');
  assert.equal(status, 1);
  assert.match(stderr, /TypeError: Cannot subclass wit_world\.imports\.types\.Enum_One \| wit_world\.imports\.types\.Enum_Two/);
});

/**
 * What cargo prints for a component that exports an interface. @param {import('node:test').TestContext} t
 * @param {string} types @param {string} echo
 */
function build(t, types, echo) {
  const folder = mkdtempSync(join(tmpdir(), 'gaps-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const wit = `interface types { ${types} } interface echo { ${echo} }`;
  writeFileSync(join(folder, 'gap.wit'), `package test:gap; ${wit} world gap { export echo; }`);
  writeFileSync(join(folder, 'lib.rs'), 'wit_bindgen::generate!({ world: "gap", path: "gap.wit", generate_all });\n');
  const uses = 'wit-bindgen = { version = "0.63", default-features = false, features = ["macros", "realloc"] }';
  const named = '[package]\nname = "gap"\nversion = "1.0.0"\nedition = "2024"\n[lib]\npath = "lib.rs"\ncrate-type = ["cdylib"]';
  const profile = '[profile.dev]\ndebug = false\npanic = "abort"';
  writeFileSync(join(folder, 'Cargo.toml'), `[workspace]\n${profile}\n${named}\n[dependencies]\n${uses}\n`);
  copyFileSync(join(CHECKOUT, 'Cargo.lock'), join(folder, 'Cargo.lock'));
  const options = ['check', '--quiet', '--offline', '--target', 'wasm32-unknown-unknown'];
  return spawnSync('cargo', options, { cwd: folder, encoding: 'utf8' });
}

test('wit-bindgen takes a type named `from` for a trait', (t) => {
  const others = 'type one = tuple<list<%from>>; type two = list<s32>;';
  const run = 'run: func(both: tuple<one, two>);';
  const { status, stderr } = build(t, `flags %from { a } ${others}`, `use types.{%from, one, two}; ${run}`);
  assert.equal(status, 101);
  assert.match(stderr, /expected trait, found type alias `From`/);
});

test('wit-bindgen takes a type named `option` for Rust’s, beside a resource', (t) => {
  const resource = 'resource cell { constructor(value: u8); }';
  assert.equal(build(t, 'record other { a: u8 }', `use types.{other}; ${resource} run: func(one: other);`).status, 0);
  const { status, stderr } = build(t, 'record %option { a: u8 }', `use types.{%option}; ${resource} run: func(one: %option);`);
  assert.equal(status, 101);
  assert.match(stderr, /type alias takes 0 generic arguments but 1 generic argument was supplied/);
});

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

test('jco throws a TypeError for an error with a field `to-string`', async (t) => {
  const { failing } = await start(
    t,
    `(component
      (core module $m
        (memory (export "memory") 1)
        (func (export "run") (result i32)
          (i32.store8 (i32.const 8) (i32.const 1))
          (i32.const 8)))
      (core instance $i (instantiate $m))
      (alias core export $i "memory" (core memory $memory))
      (type $bits (flags "to-string"))
      (func $run (result (result (error $bits))) (canon lift (core func $i "run") (memory $memory)))
      (component $interface
        (type $bits (flags "to-string"))
        (import "bits" (type $named (eq $bits)))
        (import "run" (func $run (result (result (error $named)))))
        (export $exported "bits" (type $named))
        (export "run" (func $run) (func (result (result (error $exported))))))
      (instance $failing (instantiate $interface (with "bits" (type $bits)) (with "run" (func $run))))
      (export "test:gap/failing" (instance $failing)))`,
  );
  assert.throws(() => failing.run(), TypeError);
});

test('jco returns a result whose type is an alias of an alias, instead of throwing its error', async (t) => {
  const { named } = await start(
    t,
    `(component
      (core module $m
        (memory (export "memory") 1)
        (func (export "run") (result i32)
          (i32.store8 (i32.const 8) (i32.const 1))
          (i32.store8 (i32.const 9) (i32.const 7))
          (i32.const 8)))
      (core instance $i (instantiate $m))
      (alias core export $i "memory" (core memory $memory))
      (type $outcome (result u8 (error u8)))
      (func $run (result $outcome) (canon lift (core func $i "run") (memory $memory)))
      (component $interface
        (type $outcome (result u8 (error u8)))
        (import "outcome" (type $named (eq $outcome)))
        (import "run" (func $run (result $named)))
        (export $once "once" (type $named))
        (export $twice "twice" (type $once))
        (export "first" (func $run) (func (result $once)))
        (export "second" (func $run) (func (result $twice))))
      (instance $named (instantiate $interface (with "outcome" (type $outcome)) (with "run" (func $run))))
      (export "test:gap/named" (instance $named)))`,
  );
  assert.throws(() => named.first(), { payload: 7 });
  assert.deepEqual(named.second(), { tag: 'err', val: 7 });
});
