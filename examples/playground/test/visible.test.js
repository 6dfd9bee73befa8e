/** Texts from input are shown with invisible characters escaped. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { FOLDER } from './playground.js';

test('invisible characters are escaped, and white space is kept', async () => {
  const { visible } = await import(`${FOLDER}/page/visible.js`);
  assert.equal(visible('a\u202eb\u{e0041}\u200d\ufffe\n\t é'), 'a\\u{202e}b\\u{e0041}\\u{200d}\\u{fffe}\n\t é');
});
