/** Reads and checks rules through the component. */

import { payload } from './failure.js';

/** @typedef {import('../protocol.js').RulesError} RulesError */
/** @typedef {import('./composition.js').Exports['config']} Config */

/**
 * @param {Config} config
 * @param {string | undefined} text
 * @returns {{ defaults: string, error: RulesError | undefined }}
 */
export function look(config, text) {
  return { defaults: config.template(), error: text === undefined ? undefined : check(config, text) };
}

/** @param {Config} config @param {string} text @returns {RulesError | undefined} */
function check(config, text) {
  try {
    config.validate(text);
    return undefined;
  } catch (error) {
    const found = payload(error);
    if (!found || !('line' in found) || !('column' in found)) throw error;
    return { message: String(found.message), line: Number(found.line), column: Number(found.column) };
  }
}
