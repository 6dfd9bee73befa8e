import { PipelineError, SOME_REJECTED } from '../failure.js';
import { STDIN } from '../input.js';
import { execute } from '../run/execution.js';
import { Paths } from '../run/paths.js';
import { SUMMARY } from '../run/publish.js';
import { readRules } from '../run/rules.js';
import { OUT } from './commands.js';
import { Progress } from './progress.js';
import { reading } from './reading.js';
import { summary } from './summary.js';
import { say } from './terminal.js';

/**
 * @param {string[]} inputs
 * @param {import('./arguments.js').Values} values
 * @param {() => Promise<import('../run/pipeline.js').Pipeline>} load
 * @param {() => void} traced ends the trace
 * @returns {Promise<number>} the exit code
 */
export async function run(inputs, values, load, traced) {
  if (values.store !== undefined) {
    throw new PipelineError('input', '`--store` is not supported by the Node host; use `bin/pipeline run --store`');
  }
  if (Number(values.threads ?? 1) > 1) {
    const why = '`--threads` is not supported by the Node host, which uses one; use `bin/pipeline run --threads`';
    throw new PipelineError('input', why);
  }
  const out = String(values.out ?? OUT);
  const ofStdin = inputs.filter((input) => input === STDIN).length;
  const isTwice = ofStdin > 1;
  if (isTwice || (ofStdin > 0 && values.rules === STDIN)) {
    const what = isTwice ? 'input' : 'rules';
    throw new PipelineError('input', `cannot read the ${what} \`-\`: standard input is already an input`);
  }
  new Paths()
    .read('an input', ...inputs)
    .read('`--rules`', values.rules)
    .read('`--component`', values.component)
    .written('`--trace-file`', values['trace-file'])
    .out('`--out`', out)
    .check();
  const generatedAt = values['generated-at'];
  const rules = values.rules === undefined ? undefined : await readRules(String(values.rules));
  const options = {
    nameInputs: inputs.length > 1,
    reading: reading(values),
    writing: writing(values),
    ...(generatedAt === undefined ? {} : { generatedAt: String(generatedAt) }),
    ...(rules === undefined ? {} : { rules: rules.text, rulesName: rules.name }),
  };
  const format = /** @type {import('../index.js').InputFormat | undefined} */ (values.format);
  const chunkSize = Number(values['chunk-size'] ?? 256 * 1024);
  const progress = values.quiet ? undefined : await Progress.start(inputs);
  const watch = (/** @type {number} */ bytes, /** @type {bigint} */ records) => progress?.advance(bytes, records);
  let last;
  try {
    last = await execute({ inputs, out, format, chunkSize, options }, await load(), watch);
  } finally {
    progress?.end();
  }
  traced();
  if (values.json) say(last.reports.find(({ name }) => name === SUMMARY)?.content ?? '');
  else if (!values.quiet) say(summary(last, out));
  return last.output.counts.rejected > 0n ? SOME_REJECTED : 0;
}

/**
 * How users and rejects are written.
 * @param {import('./arguments.js').Values} values
 * @returns {import('../index.js').Writing}
 */
function writing(values) {
  return {
    format: values.output === 'csv' ? 'csv' : 'ndjson',
    keepColumns: values['keep-columns'] === true,
    formulaGuard: values['formula-guard'] === true,
  };
}
