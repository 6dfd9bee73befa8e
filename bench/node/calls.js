/**
 * Prints how many nanoseconds `create-user` takes through the library, in one long-lived instance.
 *
 *     node calls.js COUNT
 */

import { Pipeline } from '../../js-host/src/index.js';

const count = Number(process.argv[2]);
if (!(count > 0)) throw new Error('usage: node calls.js COUNT');
const pipeline = await Pipeline.load();
const { userService } = await pipeline.instance();
const warmUp = Math.floor(count / 10);
let start = 0n;
for (let number = 0; number < warmUp + count; number++) {
  if (number === warmUp) start = process.hrtime.bigint();
  const email = `ana.silva${number}@example.com`;
  const answer = userService.createUser({ name: 'Ana Silva', email, age: 36 });
  if (!answer.success) throw new Error(`create \`${email}\`: found ${JSON.stringify(answer.errors)}, expected success`);
}
console.log((Number(process.hrtime.bigint() - start) / count).toFixed(2));
