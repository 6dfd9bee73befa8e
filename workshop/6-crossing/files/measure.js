/** Has the validator judge the same users in three ways, and measures. Usage: node lab/measure.js [HOW-MANY] */

import { Pipeline } from '../js-host/src/index.js';

const COUNT = Number(process.argv[2] ?? 20_000);
const { validator } = await (await Pipeline.load()).instance();

const users = Array.from({ length: COUNT }, (_, i) => ({ name: `User ${i}`, email: `user.${i}@example.com`, age: i % 100 }));

/** One text with all values, and where each ends. */
function column(values) {
  let end = 0;
  return { text: values.join(''), ends: Uint32Array.from(values, (value) => (end += value.length)) };
}

const batch = (some) => ({
  names: column(some.map(({ name }) => name)),
  emails: column(some.map(({ email }) => email)),
  ages: Uint32Array.from(some, ({ age }) => age),
});

const inSteps = (step) => () => {
  let found = 0;
  for (let at = 0; at < COUNT; at += step) found += validator.validateBatch(batch(users.slice(at, at + step))).length;
  return { found, calls: Math.ceil(COUNT / step) };
};

const ways = {
  'record by record': () => {
    const found = users.reduce((sum, user) => sum + validator.validateUser(user).length, 0);
    return { found, calls: COUNT };
  },
  'in batches of 20': inSteps(20),
  'as one batch of columns': inSteps(COUNT),
};

for (const [way, judge] of Object.entries(ways)) {
  judge();
  const start = performance.now();
  const { found, calls } = judge();
  const each = ((performance.now() - start) * 1e6) / COUNT;
  console.log(`${way}: ${calls} calls, ${found} errors, ${each.toFixed(0)} ns a record`);
}
