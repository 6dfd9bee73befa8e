/** Calls each part by itself, as `wit/` says. Four of the calls don't keep to it. */

import { Pipeline } from '../js-host/src/index.js';

const pipeline = await Pipeline.load();
const { config, reporter, userService, validator } = await pipeline.instance();

// Each call is tried by itself, so that one that fails doesn't hide the next.
const call = (part, make) => {
  try {
    console.log(`${part}: ${make()}`);
  } catch (error) {
    console.log(`${part}: ${error.payload?.val ?? error.payload?.message ?? error.message}`);
  }
};

call('validator, Rust', () => validator.isEmail('ann@example.com'));
call('config, Rust', () => config.settings('min-age: 18').rules.minAge);
call('service, Go', () => {
  const { success, errors } = userService.createUser({ name: 'Ann', email: 'ann@example.com', years: 30 });
  return success || errors[0].message;
});
call('reporter, Python', () => {
  const totals = { read: 2n, accepted: 1n, rejected: 0n, errors: [], ages: [], topDomains: [], distinctDomains: 0n };
  return reporter.render(totals, { sources: [], settings: [], examples: [] }, 'markdown').split('\n')[0];
});
