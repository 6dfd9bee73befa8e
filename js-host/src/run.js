/** A run: inputs through a job into an output folder. */

import { stopOptimizing } from './engine.js';
import { Input } from './input.js';
import { REJECTS, Staging, USERS } from './publish.js';

/** Bytes between two looks at what else has happened, such as a signal. */
const TURN = 1 << 22;

/** Signals are seen when the event loop polls, which it does between two of these. */
const nextTurn = () => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));

/**
 * @typedef {object} Run
 * @property {string[]} inputs files in the order in which they are read; `-` is the standard input
 * @property {string} out
 * @property {import('./index.js').InputFormat | undefined} format
 * @property {number} chunkSize bytes a read and a call of `feed`
 * @property {Partial<import('./index.js').Options>} options
 */

/**
 * Runs it; publishes everything or nothing.
 * @param {Run} run
 * @param {import('./pipeline.js').Pipeline} pipeline
 * @param {(bytes: number, records: bigint) => void} [watch] is told after each chunk how many bytes it had, and how many
 *   records there were so far
 * @returns {Promise<import('./index.js').FinalOutput>} how it ended
 */
export async function execute(run, pipeline, watch = () => {}) {
  // An input that isn't there is told before anything else is done.
  const inputs = run.inputs.map((path) => new Input(path));
  // And so is what is wrong with the options.
  const job = await pipeline.open(run.options);
  const staging = new Staging(run.out);
  try {
    const users = staging.create(USERS);
    const rejects = staging.create(REJECTS);
    /** @param {import('./index.js').Output} output */
    const append = (output) => {
      users.write(output.users);
      rejects.write(output.rejects);
    };

    const chunk = new Uint8Array(run.chunkSize);
    for (const input of inputs) {
      append(job.begin(input.path, run.format));
      let turn = 0;
      for (let length; (length = await input.fill(chunk)) > 0; ) {
        const output = job.feed(chunk.subarray(0, length));
        append(output);
        watch(length, output.counts.read);
        turn += length;
        if (turn >= TURN) {
          turn = 0;
          await nextTurn();
        }
      }
      await input.close();
    }
    stopOptimizing();
    const last = job.finish();
    append(last.output);
    users.finish();
    rejects.finish();
    for (const report of last.reports) {
      const file = staging.create(report.name);
      file.write(Buffer.from(report.content));
      file.finish();
    }
    // A signal that came meanwhile comes before publishing: it is seen in the next turn, which begins after this one ends.
    await nextTurn();
    await nextTurn();
    staging.publish();
    return last;
  } finally {
    staging.discard();
  }
}
