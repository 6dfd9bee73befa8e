/** A run: inputs through a job into an output folder. */

import { stopOptimizing } from '../sandbox/engine.js';
import { Input } from '../input.js';
import { CSV, NDJSON, Staging } from './publish.js';

/** Bytes to process before the event loop gets a turn, so that signals are handled. */
const TURN = 1 << 22;

/** Signals are handled when the event loop polls, which it does between two of these. */
const nextTurn = () => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));

/**
 * @typedef {object} Run
 * @property {string[]} inputs files in the order in which they are read; `-` is the standard input
 * @property {string} out
 * @property {import('../index.js').InputFormat | undefined} format
 * @property {number} chunkSize bytes per read and per call of `feed`
 * @property {Partial<import('../index.js').Options>} options
 */

/**
 * Runs it; publishes everything or nothing.
 * @param {Run} run
 * @param {import('./pipeline.js').Pipeline} pipeline
 * @param {(bytes: number, records: bigint) => void} [watch] called after each chunk with its size and the number of records
 *   so far
 * @returns {Promise<import('../index.js').FinalOutput>}
 */
export async function execute(run, pipeline, watch = () => {}) {
  // Report a missing input first.
  const inputs = run.inputs.map((path) => new Input(path));
  // Then errors in the options, before anything is written.
  const job = await pipeline.open(run.options);
  const staging = new Staging(run.out);
  try {
    const [usersName, rejectsName] = run.options.writing?.format === 'csv' ? CSV : NDJSON;
    const users = staging.create(usersName);
    const rejects = staging.create(rejectsName);
    /** @param {import('../index.js').Output} output */
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
    // Handle a signal that arrived meanwhile before publishing.
    await nextTurn();
    await nextTurn();
    staging.publish();
    return last;
  } finally {
    staging.discard();
  }
}
