/** Translates a validator for Node, where its strings are those of the Node host: `node translate.js COMPONENT FOLDER`. */

import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { transpile } from '@bytecodealliance/jco';

import { DROPS_MARK, KEEPS_MARK } from '../../../js-host/src/translate/transpile.js';

const [component = '', folder = ''] = process.argv.slice(2);
const { files } = await transpile(readFileSync(component), { name: 'validator', instantiation: 'async', nodejsCompat: false });
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, 'package.json'), '{ "type": "module" }\n');
for (const [name, content] of Object.entries(files)) if (name.endsWith('.wasm')) writeFileSync(join(folder, name), content);
const script = Buffer.from(files['validator.js'] ?? []).toString();
writeFileSync(join(folder, 'validator.js'), script.replace(DROPS_MARK, KEEPS_MARK));
