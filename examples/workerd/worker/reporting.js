/** my:reporting/reporter, in an instance of its own per report. Loaded with the first report. */

import { instantiated } from './instance.js';
import { instantiate } from './reporter.js';
import modules from './reporter.modules.js';

/** @param {unknown[]} args */
export function render(...args) {
  return instantiated(instantiate, modules).reporter.render(...args);
}
