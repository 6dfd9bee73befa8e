import assert from 'node:assert/strict';

import { guestsAlone, inEach, nodeHolds, nodeMakes } from '../pairings/node.js';

inEach('using a closed session is a typed error', ({ holder, counts }) => {
  assert.throws(() => holder.useAfterClose(), { payload: 'closed' });
  assert.deepEqual({ ...counts() }, { constructed: 1n, dropped: 1n });
});

inEach('a dropped handle traps', ({ holder, counts }) => {
  assert.throws(() => holder.useAfterDrop(), { name: 'RuntimeError', message: /^unknown handle index/ });
  assert.deepEqual({ ...counts() }, { constructed: 1n, dropped: 1n });
}, guestsAlone);

inEach('a dropped handle is a TypeError', ({ holder, counts }) => {
  assert.throws(() => holder.useAfterDrop(), { name: 'TypeError', message: /Not a valid "Session" resource/ });
  assert.deepEqual({ ...counts() }, { constructed: 1n, dropped: 1n });
}, nodeHolds);

const noticed = 'known gap: a dropped handle is noticed by the maker’s private fields, not by jco’s table';
inEach(noticed, ({ holder, counts }) => {
  assert.throws(() => holder.useAfterDrop(), { name: 'TypeError', message: /^(Receiver|Cannot|Object)/ });
  assert.deepEqual({ ...counts() }, { constructed: 1n, dropped: 1n });
}, nodeMakes);
