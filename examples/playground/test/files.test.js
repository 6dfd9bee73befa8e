/** Files as spreadsheets and systems export them: the page writes what the vectors expect of every host. */

import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { after, test } from 'node:test';

import { ROOT, open, verdict } from './playground.js';

const { page, close } = await open();
after(close);

const GOOD = `${ROOT}tests/vectors/good/`;
const EXPORTED = /^(excel-|workbook-|csv-(utf16|cr-|gzip|zstd)|json-(one|lines|below|objects|sequence)|ndjson-utf16|spaces|tabs)/;

const names = readdirSync(GOOD).filter((name) => EXPORTED.test(name) && !/\.(expected|options|rules)$/.test(name));
const plain = names.filter((name) => !existsSync(`${GOOD}${name.replace(/\.\w+$/, '')}.options`));

test('there are enough of them', () => assert.ok(plain.length >= 15, plain.join(' ')));

for (const name of plain) {
  test(`${name} is read`, async () => {
    await page.locator('#file').setInputFiles(`${GOOD}${name}`);
    assert.match(await verdict(page), /^\d+ read: /);
    for (const file of ['users.ndjson', 'rejects.ndjson']) {
      const [download] = await Promise.all([page.waitForEvent('download'), page.click(`#files a:text-is("${file}")`)]);
      const expected = readFileSync(`${GOOD}${name.replace(/\.\w+$/, '')}.expected/${file}`, 'utf8');
      assert.equal(readFileSync(await download.path(), 'utf8'), expected, file);
    }
  });
}
