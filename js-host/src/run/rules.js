/** Reads a rules file. Only the component parses it. */

import { readSettings } from '../file.js';

/**
 * @param {string} path `-` is standard input
 * @returns {Promise<import('../index.js').RulesFile>}
 */
export async function readRules(path) {
  return { name: path, text: await readSettings(path, 'the rules') };
}
