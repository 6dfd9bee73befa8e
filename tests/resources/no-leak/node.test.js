import assert from 'node:assert/strict';

import { inEach, nodeMakes } from '../pairings/node.js';

/** A round takes up to 30 µs on Node. On wasmtime it is always a million. */
const ROUNDS = process.env.SOAK ? 1_000_000 : 200_000;

/** jco keeps the number of every session that Node ever made, in about 25 bytes; a session takes over 100. */
const BYTES_A_ROUND = { nodes: 64, guests: 4 };

inEach('many rounds of open and drop leave nothing behind', async ({ names, holder, counts, memory }) => {
  holder.rounds(1000);
  const before = { memory: memory(), heap: await heap() };
  // Each round's handle had the number that the previous round had freed.
  assert.equal(holder.rounds(ROUNDS), 1);
  const all = BigInt(ROUNDS) + 1000n;
  assert.deepEqual({ ...counts() }, { constructed: all, dropped: all });
  assert.equal(memory(), before.memory);
  const grown = ((await heap()) - before.heap) / ROUNDS;
  const limit = nodeMakes(names) ? BYTES_A_ROUND.nodes : BYTES_A_ROUND.guests;
  assert.ok(grown < limit, `the heap grew by ${grown} bytes per round`);
});

/** The heap after Node has freed what it keeps for a task, which it does when the task ends. */
async function heap() {
  const { gc } = globalThis;
  assert.ok(gc, 'run by `node --expose-gc`');
  for (let i = 0; i < 3; i++) {
    gc();
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  return process.memoryUsage().heapUsed;
}
