/** A job on Node as a program: `node run.js COMPOSITION NAME [--watch]`, stdin to stdout. Log and exit codes as in `command/src/`. */

import { once } from 'node:events';
import { fstatSync } from 'node:fs';

import { message } from '../../js-host/src/cli/terminal.js';
import { InputError, lines, open, TimeoutError } from './host.js';

const [composition, name, watch] = process.argv.slice(2);
if (composition === undefined || name === undefined) throw new Error('usage: node run.js COMPOSITION NAME [--watch]');
const log = (/** @type {string} */ message) => watch === '--watch' && console.error(message);

const left = new AbortController();
process.stdout.on('error', (error) => left.abort(error));
process.exitCode = await run(composition, name).catch((/** @type {NodeJS.ErrnoException} */ error) => {
  // Whatever fails because of this.
  const unwritten = left.signal.reason;
  if (unwritten?.code === 'EPIPE') return 0;
  if (!(unwritten || error instanceof InputError || error instanceof TimeoutError || error.code)) throw error;
  console.error(message(`error: ${unwritten ? `cannot write to stdout: ${unwritten.message}` : error.message}`));
  return 2;
});
// jco's scheduler would keep the process after a job that was left, and so would a pending read of stdin.
process.stdout.write('', () => process.exit());

/** @param {string} composition @param {string} name */
async function run(composition, name) {
  const running = lines(await open(composition), { name }, source(), { signal: left.signal });
  try {
    for (let taken = 0; ; ) {
      const { value, done } = await running.next();
      if (done) {
        console.error(`${value.read} read, ${value.accepted} accepted, ${value.rejected} rejected`);
        return value.rejected > 0n ? 1 : 0;
      }
      const first = taken + 1;
      taken += value.filter((byte) => byte === 0x0a).length;
      log(`reader: took lines ${first} to ${taken}`);
      if (!process.stdout.write(value)) await once(process.stdout, 'drain', { signal: left.signal });
    }
  } finally {
    if (left.signal.aborted) log('reader: left');
    await running[Symbol.asyncDispose]();
  }
}

async function* source() {
  let chunk = 0;
  let ended = false;
  try {
    // Node would read it as empty.
    if (fstatSync(0).isDirectory()) throw new Error('is a directory');
    for await (const bytes of process.stdin) {
      log(`source: read chunk ${++chunk}`);
      yield bytes;
    }
    ended = true;
  } catch (error) {
    throw new InputError(`cannot read stdin: ${/** @type {Error} */ (error).message}`);
  } finally {
    log(ended ? `source: ends after chunk ${chunk}` : `source: closed, nobody takes chunk ${chunk}`);
  }
}
