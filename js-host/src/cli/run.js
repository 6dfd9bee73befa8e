import { SOME_REJECTED } from '../failure.js';
import { within } from '../publish.js';
import { execute } from '../run.js';
import { inert, say } from '../terminal.js';

/**
 * @param {string[]} inputs
 * @param {import('./arguments.js').Values} values
 * @param {() => Promise<import('../pipeline.js').Pipeline>} load
 * @returns {Promise<number>} the exit code
 */
export async function run(inputs, values, load) {
  const out = String(values.out);
  const generatedAt = values['generated-at'];
  const options = {
    maxRecordBytes: Number(values['max-record-bytes'] ?? 16 * 1024 * 1024),
    nameInputs: inputs.length > 1,
    ...(generatedAt === undefined ? {} : { generatedAt: String(generatedAt) }),
  };
  const format = /** @type {import('../index.js').InputFormat | undefined} */ (values.format);
  const chunkSize = Number(values['chunk-size'] ?? 256 * 1024);
  const counts = await execute({ inputs, out, format, chunkSize, options }, await load());
  if (!values.quiet) {
    const { read, accepted, rejected } = counts;
    const report = inert(within(out, 'report.html'));
    say(`${read} read, ${accepted} accepted, ${rejected} rejected: ${report}\n`);
  }
  return counts.rejected > 0n ? SOME_REJECTED : 0;
}
