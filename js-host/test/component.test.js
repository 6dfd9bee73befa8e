import assert from 'node:assert/strict';
import { test } from 'node:test';

import { link } from '../src/sandbox/component.js';

/** `(module (func (export "a#[dtor]b") (param i32) unreachable))`. */
const MODULE = Uint8Array.from([
  ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
  ...[1, 5, 1, 0x60, 1, 0x7f, 0],
  ...[3, 2, 1, 0],
  ...[7, 13, 1, 9, ...Buffer.from('a#[dtor]b'), 0, 0],
  ...[10, 5, 1, 3, 0, 0, 0x0b],
]);
const SCRIPT = `data:text/javascript,
  export const instantiate = (get, imports, core) => ({ drop: core(get('m'), {}).exports['a%23[dtor]b'] });`;

test('a destructor does nothing once its instance is poisoned', async () => {
  const make = await link(SCRIPT, Promise.resolve(new Map([['m', await WebAssembly.compile(MODULE)]])));
  const { exports, poison } = make();
  const { drop } = /** @type {{ drop: (rep: number) => void }} */ (/** @type {unknown} */ (exports));
  assert.throws(() => drop(1), WebAssembly.RuntimeError);
  poison();
  drop(1);
});
