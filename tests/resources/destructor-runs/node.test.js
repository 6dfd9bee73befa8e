import assert from 'node:assert/strict';

import { inEach, nodeHolds, nodeMakes } from '../pairings/node.js';

inEach('a dropped handle runs the destructor', ({ holder, counts }) => {
  assert.deepEqual({ ...counts() }, { constructed: 0n, dropped: 0n });
  holder.hold(3);
  assert.deepEqual({ ...counts() }, { constructed: 3n, dropped: 0n });
  holder.dropAll();
  assert.deepEqual({ ...counts() }, { constructed: 3n, dropped: 3n });
  holder.dropAll();
  assert.deepEqual({ ...counts() }, { constructed: 3n, dropped: 3n });
});

const givenAway = 'a handle that was given away is dropped by its new owner, once';
inEach(givenAway, ({ holder, open, counts }) => {
  const session = open();
  holder.take(session);
  assert.deepEqual({ ...counts() }, { constructed: 1n, dropped: 0n });
  holder.dropAll();
  assert.deepEqual({ ...counts() }, { constructed: 1n, dropped: 1n });
  session[Symbol.dispose]();
  assert.deepEqual({ ...counts() }, { constructed: 1n, dropped: 1n });
  assert.throws(() => session.add(1n), { name: 'TypeError', message: 'the session was dropped' });
}, nodeMakes);

const forgotten = 'a handle without references is dropped by the garbage collector';
inEach(forgotten, async ({ open, counts }) => {
  const { gc } = globalThis;
  assert.ok(gc, 'run by `node --expose-gc`');
  (() => {
    for (let i = 0; i < 100; i++) open();
  })();
  // Finalizers run between the tasks of the event loop, at a time that the engine chooses.
  for (const end = performance.now() + 60_000; counts().dropped < 100n && performance.now() < end; ) {
    await new Promise((resolve) => setTimeout(resolve, 1));
    gc();
  }
  assert.deepEqual({ ...counts() }, { constructed: 100n, dropped: 100n });
}, nodeHolds);
