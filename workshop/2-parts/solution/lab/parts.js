/** Calls each part by itself, as `wit/` says. */

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

call('validator, Rust', () => validator.validateEmail('ann@example.com'));
call('config, Rust', () => config.settings('min-age = 18').rules.minAge);
call('service, Go', () => {
  const { success, errors } = userService.createUser({ name: 'Ann', email: 'ann@example.com', age: 30 });
  return success || errors[0].message;
});
call('reporter, Python', () => {
  const totals = { read: 0n, accepted: 0n, rejected: 0n, errors: [], ages: [], topDomains: [], distinctDomains: 0n };
  return reporter.render(totals, { sources: [], settings: [], examples: [] }, 'markdown').split('\n')[0];
});
