/** Tests of the stage without bindings. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { plain } from '../src/address.js';
import { mapColumn } from '../src/column.js';

test('an address loses its tag', () => {
  assert.equal(plain('ann+news@example.com'), 'ann@example.com');
  assert.equal(plain('ann+a+b@example.com'), 'ann@example.com');
});

test('an address without a tag stays as it is', () => {
  for (const email of ['ann@example.com', '+news@example.com', 'ann+news', 'ann@a+b.c', '@', '']) {
    assert.equal(plain(email), email);
  }
});

test('text that is not an address stays as it is', () => {
  assert.equal(plain('ann+news@@example.com'), 'ann@@example.com');
});

test('the values of a column are changed in place', () => {
  const column = mapColumn({ text: 'é+x@a.bcb@d.e', ends: [8, 8, 14] }, plain);
  assert.deepEqual(column, { text: 'é@a.bcb@d.e', ends: Uint32Array.of(6, 6, 12) });
});
