/** Limits, by flag and by environment variable. */

import { PipelineError } from '../failure.js';
import { LIMITS } from '../sandbox/limits.js';
import { check } from './arguments.js';
import { variableOf } from './commands.js';

/**
 * The limits that flags and variables set. A flag wins over its variable.
 * @param {import('./arguments.js').Values} values
 * @param {Record<string, string | undefined>} variables
 * @returns {Record<string, number>}
 */
export function limitsOf(values, variables) {
  const given = LIMITS.flatMap((limit) => {
    const value = values[limit.name] ?? fromVariable(limit, variables);
    return value === undefined ? [] : [[limit.name, Number(value)]];
  });
  return Object.fromEntries(given);
}

/** @param {import('../sandbox/limits.js').Limit} limit @param {Record<string, string | undefined>} variables */
function fromVariable({ name, range, rustOnly }, variables) {
  const variable = variableOf(name);
  const value = variables[variable];
  if (value === undefined) return undefined;
  check({ long: name, range }, variable, value);
  if (rustOnly) {
    throw new PipelineError('input', `cannot set the limits: \`${variable}\` is not supported by the Node host`);
  }
  return value;
}
