/** The server returns the files of its folder with their types, and nothing outside the folder. */

import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';

import { serve } from '../serve.js';

const top = mkdtempSync(join(tmpdir(), 'playground-'));
const folder = join(top, 'site');
mkdirSync(join(folder, 'inner'), { recursive: true });
writeFileSync(join(folder, 'index.html'), '<p>');
writeFileSync(join(folder, 'inner', 'ä b.wasm'), 'module');
writeFileSync(join(top, 'secret'), 'secret');
symlinkSync(join(top, 'secret'), join(folder, 'link'));
const { url, close } = await serve(folder, 0);
after(() => {
  close();
  rmSync(top, { recursive: true });
});

/** Sends the path unchanged; fetch would normalise it. @param {string} path @param {object} [options] */
const raw = (path, options = {}) =>
  new Promise((resolve, reject) => {
    request(new URL(url), { path, ...options }, (response) => resolve(response.resume())).on('error', reject).end();
  });

test('a file has its type, and is sent again only if it has changed', async () => {
  const page = await fetch(url);
  assert.equal(page.headers.get('content-type'), 'text/html; charset=utf-8');
  assert.equal(await page.text(), '<p>');
  const module = await fetch(new URL('inner/ä b.wasm', url));
  assert.equal(module.headers.get('content-type'), 'application/wasm');
  assert.equal(module.headers.get('content-length'), '6');
  const etag = module.headers.get('etag') ?? '';
  assert.equal((await fetch(module.url, { headers: { 'if-none-match': etag } })).status, 304);
});

for (const path of ['/../secret', '/%2e%2e/secret', '/..%2fsecret', '/inner/../../secret', '/link', '/inner', '/none', '/%ff', '/a%00']) {
  test(`\`${path}\` is not found`, async () => {
    assert.equal((await raw(path)).statusCode, 404);
  });
}

test('nothing can be written', async () => {
  assert.equal((await raw('/index.html', { method: 'PUT' })).statusCode, 405);
  assert.equal((await raw('/index.html', { method: 'HEAD' })).statusCode, 200);
});
