/** Translates a component by jco into a new folder: `node build.js COMPONENT FOLDER`. */

import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { readComponent } from './src/file.js';
import { transpile } from './src/translate/transpile.js';

const [component, folder] = process.argv.slice(2);
if (component === undefined || folder === undefined) throw new Error('usage: node build.js COMPONENT FOLDER');
for (const [name, content] of await transpile(component, await readComponent(component))) {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}
