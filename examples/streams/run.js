/** A job on Node as a program: `node run.js COMPOSITION NAME`, stdin to stdout. Exit codes as in `command/src/lib.rs`. */

import { once } from 'node:events';

import { InputError, lines, open, TimeoutError } from './host.js';

const [composition, name] = process.argv.slice(2);
if (composition === undefined || name === undefined) throw new Error('usage: node run.js COMPOSITION NAME');

const left = new AbortController();
process.stdout.on('error', (error) => left.abort(error));
process.exitCode = await run(composition, name).catch((/** @type {NodeJS.ErrnoException} */ error) => {
  if (error.code === 'EPIPE') return 0;
  if (!(error instanceof InputError || error instanceof TimeoutError || error.code)) throw error;
  console.error(`error: ${error.message}`);
  return 2;
});
// jco's scheduler would keep the process after a job that was left, and so would a pending read of stdin.
process.stdout.write('', () => process.exit());

/** @param {string} composition @param {string} name */
async function run(composition, name) {
  const running = lines(await open(composition), { name }, process.stdin, { signal: left.signal });
  for (;;) {
    const { value, done } = await running.next();
    if (done) {
      console.error(`${value.read} read, ${value.accepted} accepted, ${value.rejected} rejected`);
      return value.rejected > 0n ? 1 : 0;
    }
    if (!process.stdout.write(value)) await once(process.stdout, 'drain', { signal: left.signal });
  }
}
