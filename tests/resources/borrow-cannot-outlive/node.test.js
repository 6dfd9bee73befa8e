import assert from 'node:assert/strict';

import { guestsAlone, inEach, nodeMakes } from '../pairings/node.js';

inEach('a lent handle is used and given back', ({ holder, open, counts }) => {
  const session = open();
  for (const sum of [5n, 10n, 15n]) assert.equal(holder.addTo(session, 5n), sum);
  assert.deepEqual({ ...counts() }, { constructed: 1n, dropped: 0n });
  session[Symbol.dispose]();
  assert.deepEqual({ ...counts() }, { constructed: 1n, dropped: 1n });
}, nodeMakes);

inEach('known gap: jco lets the borrower use a lent handle after the call', ({ holder, open }) => {
  const session = open();
  holder.keepLent(session);
  try {
    holder.useKept();
  } catch (error) {
    // Rust then drops the handle a second time.
    assert.match(String(error), /unknown handle index/);
  }
  assert.equal(session.add(0n), 1n);
}, nodeMakes);

inEach('known gap: jco can’t lend a guest a handle that another guest made', ({ holder, open }) => {
  assert.throws(() => holder.addTo(open(), 5n), { name: 'TypeError', message: /Not a valid "Session" resource/ });
}, guestsAlone);
