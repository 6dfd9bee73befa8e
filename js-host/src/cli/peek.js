import { PipelineError, SOME_REJECTED } from '../failure.js';
import { STDIN } from '../input.js';
import { beginning } from '../run/peek.js';
import { readRules } from '../run/rules.js';
import { reading } from './reading.js';
import { say } from './terminal.js';

/**
 * @param {string} input
 * @param {import('./arguments.js').Values} values
 * @param {() => Promise<import('../run/pipeline.js').Pipeline>} load
 * @returns {Promise<number>} the exit code
 */
export async function peek(input, values, load) {
  if (values.rules === STDIN && input === STDIN) {
    throw new PipelineError('input', 'cannot read the rules `-`: standard input is already an input');
  }
  const rules = values.rules === undefined ? undefined : await readRules(String(values.rules));
  const options = {
    reading: reading(values),
    ...(rules === undefined ? {} : { rules: rules.text, rulesName: rules.name }),
  };
  const format = /** @type {import('../index.js').InputFormat | undefined} */ (values.format);
  const found = await beginning(input);
  const { text, counts } = await (await load()).peek(input, format, found, Number(values.sample ?? 10), options);
  say(text);
  return counts.rejected > 0n ? SOME_REJECTED : 0;
}
