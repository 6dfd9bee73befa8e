import assert from 'node:assert/strict';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, test } from 'node:test';

import { Pipeline } from 'polyglot-pipeline';

const BUILD = fileURLToPath(new URL('../../build/', import.meta.url));
const COMPONENT = join(BUILD, 'pipeline.wasm');
const ANN = { name: 'Ann', email: 'ann@example.com', age: 30 };

/** @type {string} */
let cache;
const before = process.env.XDG_CACHE_HOME;
beforeEach(() => {
  cache = realpathSync(mkdtempSync(join(tmpdir(), 'translate-')));
  process.env.XDG_CACHE_HOME = cache;
});
afterEach(() => {
  rmSync(cache, { recursive: true });
  if (before === undefined) delete process.env.XDG_CACHE_HOME;
  else process.env.XDG_CACHE_HOME = before;
});

/** @param {string} component */
async function load(component) {
  /** @type {string[]} */
  const notices = [];
  const pipeline = await Pipeline.load({ component, notice: (text) => notices.push(text) });
  return { notices, ...(await pipeline.createUser(ANN)) };
}

test('a component is translated once, and the eight that were used last are kept', async () => {
  const kept = join(cache, 'polyglot-pipeline/translated');
  mkdirSync(kept, { recursive: true });
  for (let age = 1; age <= 9; age += 1) {
    mkdirSync(join(kept, `older-${age}`));
    utimesSync(join(kept, `older-${age}`), 1e9 - age, 1e9 - age);
  }
  const first = await load(COMPONENT);
  assert.deepEqual(first.notices, [`translating \`${COMPONENT}\` for Node, once (about 2 s)`]);
  const names = readdirSync(kept);
  assert.equal(names.length, 8);
  assert.ok(names.includes('older-7') && !names.includes('older-8'));
  const [translation = ''] = names.filter((name) => !name.startsWith('older-'));
  utimesSync(join(kept, translation), 1, 1);
  const second = await load(COMPONENT);
  assert.deepEqual(second.notices, []);
  assert.ok(statSync(join(kept, translation)).mtimeMs > 1e12);
  assert.equal(second.userId, first.userId);
});

test('if the cache isn’t safe, it is translated without caching', async () => {
  chmodSync(cache, 0o777);
  const { notices, success } = await load(COMPONENT);
  assert.deepEqual(notices, [`translating \`${COMPONENT}\`; the result isn't kept: others can write to \`${cache}\``]);
  assert.ok(success);
  assert.deepEqual(readdirSync(join(cache, 'polyglot-pipeline/translated')), []);
});

test('a file that isn’t a pipeline is an error that says what it is', async () => {
  const files = /** @type {const} */ ({
    'text.wasm': ['text', 'found no WebAssembly: it starts with 74 65 78 74, expected `\\0asm`'],
    'module.wasm': [
      '\0asm\x01\0\0\0',
      'found a core module, expected a component; `wasm-tools component new` makes one of it',
    ],
    'empty.wasm': ['', 'found an empty file, expected a component'],
  });
  for (const [name, [content, why]] of Object.entries(files)) {
    const file = join(cache, name);
    writeFileSync(file, content);
    await assert.rejects(load(file), { message: `cannot read the component \`${file}\`: ${why}`, exitCode: 2 });
  }
  for (const [name, why] of [
    ['validator', 'found no export `my:pipeline/job@2.0.0`'],
    ['driver', 'found an import of `my:config/config`, expected none'],
  ]) {
    const file = join(BUILD, `${name}.wasm`);
    await assert.rejects(load(file), { message: `cannot read the component \`${file}\`: ${why}`, exitCode: 2 });
  }
});
