import { SOME_REJECTED } from '../failure.js';
import { readRules } from '../rules.js';

/**
 * @param {import('./arguments.js').Values} values
 * @param {() => Promise<import('../pipeline.js').Pipeline>} load
 * @param {(line: string) => void} say
 * @returns {Promise<number>} the exit code
 */
export async function create(values, load, say) {
  const rules = values.rules === undefined ? undefined : readRules(String(values.rules));
  const pipeline = await load();
  const user = { name: String(values.name), email: String(values.email), age: Number(values.age) };
  const { success, userId, errors } = await pipeline.createUser(user, rules);
  if (values.json) {
    say(JSON.stringify({ success, user_id: userId ?? null, errors }));
  } else {
    if (userId !== undefined) say(userId);
    for (const { field, message } of errors) say(`${field}: ${message}`);
  }
  return success ? 0 : SOME_REJECTED;
}
