import { readRules } from '../rules.js';

/**
 * @param {import('./arguments.js').Values} values
 * @param {() => Promise<import('../pipeline.js').Pipeline>} load
 * @param {(line: string) => void} say
 * @returns {Promise<number>} the exit code
 */
export async function rules(values, load, say) {
  if (values.check === undefined) {
    const pipeline = await load();
    say((await pipeline.defaultRules()).replace(/\n$/, ''));
  } else {
    const file = readRules(String(values.check));
    const pipeline = await load();
    await pipeline.checkRules(file);
    say(`\`${file.name}\` is fine`);
  }
  return 0;
}
