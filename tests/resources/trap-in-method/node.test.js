import assert from 'node:assert/strict';

import { guestHolds, guestMakes, inEach, load, nodeMakes } from '../pairings/node.js';

inEach('a guest’s trap is a RuntimeError, and the guest isn’t called again', async ({ names, holder }) => {
  assert.throws(() => holder.breakDown(), { name: 'RuntimeError', message: /unreachable/ });
  assert.throws(() => holder.hold(1), { name: 'RuntimeError', message: /cannot enter component instance/ });
  await fine(names);
}, guestMakes);

inEach('the host’s error arrives unchanged', async ({ names, holder, counts }) => {
  holder.hold(2);
  assert.throws(() => holder.breakDown(), { name: 'Error', message: 'a defect of the maker’s' });
  assert.deepEqual({ ...counts() }, { constructed: 3n, dropped: 0n });
  await fine(names);
}, nodeMakes);

const entered = 'known gap: a guest that passed an error on can be called again';
inEach(entered, ({ holder, counts }) => {
  assert.throws(() => holder.breakDown());
  holder.hold(1);
  assert.deepEqual({ ...counts() }, { constructed: 2n, dropped: 0n });
}, (names) => guestHolds(names) && nodeMakes(names));

/** @param {import('../pairings/node.js').Names} names */
async function fine(names) {
  const { holder, counts } = await load(names);
  holder.hold(1);
  holder.dropAll();
  assert.deepEqual({ ...counts() }, { constructed: 1n, dropped: 1n });
}
