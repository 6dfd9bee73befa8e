import { SOME_REJECTED } from '../failure.js';
import { within } from '../publish.js';
import { readRules } from '../rules.js';
import { execute } from '../run.js';
import { inert, say } from '../terminal.js';
import { Progress } from './progress.js';

/**
 * @param {string[]} inputs
 * @param {import('./arguments.js').Values} values
 * @param {() => Promise<import('../pipeline.js').Pipeline>} load
 * @returns {Promise<number>} the exit code
 */
export async function run(inputs, values, load) {
  const out = String(values.out);
  const generatedAt = values['generated-at'];
  const rules = values.rules === undefined ? undefined : readRules(String(values.rules));
  const options = {
    maxRecordBytes: Number(values['max-record-bytes'] ?? 16 * 1024 * 1024),
    nameInputs: inputs.length > 1,
    ...(generatedAt === undefined ? {} : { generatedAt: String(generatedAt) }),
    ...(rules === undefined ? {} : { rules: rules.text, rulesName: rules.name }),
  };
  const format = /** @type {import('../index.js').InputFormat | undefined} */ (values.format);
  const chunkSize = Number(values['chunk-size'] ?? 256 * 1024);
  const progress = values.quiet ? undefined : await Progress.start(inputs);
  const watch = (/** @type {number} */ bytes, /** @type {bigint} */ records) => progress?.advance(bytes, records);
  let counts;
  try {
    counts = await execute({ inputs, out, format, chunkSize, options }, await load(), watch);
  } finally {
    progress?.end();
  }
  if (!values.quiet) {
    const { read, accepted, rejected } = counts;
    const report = inert(within(out, 'report.html'));
    say(`${read} read, ${accepted} accepted, ${rejected} rejected: ${report}\n`);
  }
  return counts.rejected > 0n ? SOME_REJECTED : 0;
}
