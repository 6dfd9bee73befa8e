import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { test } from 'node:test';

const HERE = fileURLToPath(new URL('..', import.meta.url));

test('the README’s program prints the users of the sample', () => {
  const [, program] = /** @type {RegExpMatchArray} */ (
    readFileSync(`${HERE}/README.md`, 'utf8').match(/^```js\n(.*?)^```/ms)
  );
  const printed = execFileSync(process.execPath, ['--input-type=module', '--eval', String(program)], { cwd: HERE });
  const users = printed.toString().trimEnd().split('\n');
  assert.equal(users.length, 31);
  for (const user of users) assert.match(JSON.parse(user).id, /^usr_/);
});
