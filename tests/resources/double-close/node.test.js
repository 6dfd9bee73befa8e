import assert from 'node:assert/strict';

import { guestHolds, inEach, nodeHolds } from '../pairings/node.js';

inEach('the second close is a typed error', ({ holder, counts }) => {
  assert.throws(() => holder.closeTwice(), { payload: 'closed' });
  assert.deepEqual({ ...counts() }, { constructed: 1n, dropped: 1n });
});

inEach('the second drop traps, and runs no destructor', ({ holder, counts }) => {
  assert.throws(() => holder.dropTwice(), { name: 'RuntimeError', message: /^unknown handle index/ });
  assert.deepEqual({ ...counts() }, { constructed: 1n, dropped: 1n });
}, guestHolds);

inEach('the second drop does nothing', ({ holder, counts }) => {
  holder.dropTwice();
  assert.deepEqual({ ...counts() }, { constructed: 1n, dropped: 1n });
}, nodeHolds);
