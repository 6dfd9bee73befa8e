import assert from 'node:assert/strict';
import { test } from 'node:test';

import { parse, transpile } from '@bytecodealliance/jco';

import { withoutContext } from '../src/translate/transpile.js';

/** A component that calls another one with a text; the other one may use its context. @param {boolean} used */
const composition = (used) => `(component
  (component $callee
    (core func $get (canon context.get i32 0))
    (core func $set (canon context.set i32 0))
    (core module $m
      ${used ? '(import "" "get" (func $get (result i32))) (import "" "set" (func $set (param i32)))' : ''}
      (memory (export "memory") 1)
      (func (export "realloc") (param i32 i32 i32 i32) (result i32) i32.const 64)
      (func (export "f") (param i32 i32) (result i32) i32.const 7 ${used ? 'call $set call $get' : ''}))
    (core instance $i (instantiate $m ${used ? '(with "" (instance (export "get" (func $get)) (export "set" (func $set))))' : ''}))
    (func (export "f") (param "text" string) (result u32)
      (canon lift (core func $i "f") (memory (core memory $i "memory")) (realloc (core func $i "realloc")))))
  (component $caller
    (import "f" (func $f (param "text" string) (result u32)))
    (core module $memory (memory (export "memory") 1))
    (core instance $memory (instantiate $memory))
    (core func $lowered (canon lower (func $f) (memory (core memory $memory "memory"))))
    (core module $m
      (import "" "f" (func $f (param i32 i32) (result i32)))
      (func (export "g") (result i32) (call $f (i32.const 0) (i32.const 3))))
    (core instance $i (instantiate $m (with "" (instance (export "f" (func $lowered))))))
    (func (export "g") (result u32) (canon lift (core func $i "g"))))
  (instance $callee (instantiate $callee))
  (instance $caller (instantiate $caller (with "f" (func $callee "f"))))
  (export "g" (func $caller "g")))`;

/** @param {boolean} used */
async function translated(used) {
  const { files } = await transpile(await parse(composition(used)), { name: 'it', instantiation: 'async', multiMemory: true });
  return Buffer.from(new Map(Object.entries(files)).get('it.js') ?? []).toString();
}

test('an adapter leaves the context of a callee alone that has none, and no other', async () => {
  const [unused, used] = [await translated(false), await translated(true)];
  assert.match(unused, /context[GS]et\.bind/);
  assert.doesNotMatch(withoutContext(unused), /context[GS]et\.bind/);
  assert.equal(withoutContext(used), used);
});
