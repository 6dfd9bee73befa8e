import { SOME_REJECTED } from '../failure.js';
import { Paths } from '../run/paths.js';
import { readRules } from '../run/rules.js';
import { inert, inertJson, say } from './terminal.js';

/**
 * @param {import('./arguments.js').Values} values
 * @param {() => Promise<import('../run/pipeline.js').Pipeline>} load
 * @param {() => void} traced ends the trace
 * @returns {Promise<number>} the exit code
 */
export async function create(values, load, traced) {
  new Paths()
    .read('`--rules`', values.rules)
    .read('`--component`', values.component)
    .written('`--trace-file`', values['trace-file'])
    .check();
  const rules = values.rules === undefined ? undefined : await readRules(String(values.rules));
  const pipeline = await load();
  const user = { name: String(values.name), email: String(values.email), age: Number(values.age) };
  const { success, userId, errors } = await pipeline.createUser(user, rules);
  traced();
  if (values.json) {
    say(`${inertJson(JSON.stringify({ success, user_id: userId ?? null, errors }))}\n`);
  } else {
    if (userId !== undefined) say(`${inert(userId)}\n`);
    for (const { field, message } of errors) say(`${inert(`${field}: ${message}`)}\n`);
  }
  return success ? 0 : SOME_REJECTED;
}
