import { readRules } from '../run/rules.js';
import { inert, say } from './terminal.js';

/**
 * @param {import('./arguments.js').Values} values
 * @param {() => Promise<import('../run/pipeline.js').Pipeline>} load
 * @returns {Promise<number>} the exit code
 */
export async function rules(values, load) {
  if (values.check === undefined) {
    const pipeline = await load();
    say(await pipeline.defaultRules());
  } else {
    const file = await readRules(String(values.check));
    const pipeline = await load();
    await pipeline.checkRules(file);
    say(`${inert(`\`${file.name}\` is fine`)}\n`);
  }
  return 0;
}
