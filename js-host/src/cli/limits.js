import { LIMITS } from '../sandbox/limits.js';

/**
 * The limits that flags and a file of them set; a flag wins over the file.
 * @param {import('./arguments.js').Values} values
 * @returns {Promise<Record<string, number>>}
 */
export async function limitsOf(values) {
  const given = LIMITS.filter(({ name }) => values[name] !== undefined);
  const flags = Object.fromEntries(given.map(({ name }) => [name, Number(values[name])]));
  if (values.limits === undefined) return flags;
  const { read } = await import('../limits_file.js');
  return { ...read(String(values.limits)), ...flags };
}
