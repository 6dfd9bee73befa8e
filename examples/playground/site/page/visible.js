/** Texts from input, with invisible characters made visible. `build.js` adds `invisible.js`, the definition that the commands have. */

import { INVISIBLE } from './invisible.js';

/**
 * A text in which invisible characters, except white space, are written as `\u{202e}`.
 * @param {string} text
 */
export const visible = (text) =>
  text.replace(INVISIBLE, (one) => ('\t\n\r'.includes(one) ? one : `\\u{${Number(one.codePointAt(0)).toString(16)}}`));
