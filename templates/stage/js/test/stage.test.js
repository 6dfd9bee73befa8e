/** What the stage does, without bindings. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { plain } from '../src/address.js';
import { mapColumn } from '../src/column.js';

test('an address loses its tag', () => {
  assert.equal(plain('ann+news@example.com'), 'ann@example.com');
  assert.equal(plain('ann+a+b@example.com'), 'ann@example.com');
});

test('what has no tag stays', () => {
  for (const email of ['ann@example.com', '+news@example.com', 'ann+news', 'ann@a+b.c', '@', '']) {
    assert.equal(plain(email), email);
  }
});

test('what is no address stays none', () => {
  assert.equal(plain('ann+news@@example.com'), 'ann@@example.com');
});

test('a column has its values in their places', () => {
  const column = mapColumn({ text: 'é+x@a.bcb@d.e', ends: [8, 8, 14] }, plain);
  assert.deepEqual(column, { text: 'é@a.bcb@d.e', ends: Uint32Array.of(6, 6, 12) });
});
