/** Translates a component by jco for Node: `node build.js FOLDER NAME`, FOLDER/NAME.wasm into FOLDER/node/NAME. */

import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';

import { transpile } from '@bytecodealliance/jco';

/** jco's script checks this before each of its many log messages on a call. */
const ASKS = 'if (!globalThis?.process?.env?.JCO_DEBUG) { return; }';

const [folder, name] = process.argv.slice(2);
if (folder === undefined || name === undefined) throw new Error('usage: node build.js FOLDER NAME');
const target = `${folder}/node/${name}`;
const { files } = await transpile(readFileSync(`${folder}/${name}.wasm`), { name: 'chain', instantiation: 'async', multiMemory: true });
const script = Buffer.from(files['chain.js'] ?? []).toString();
if (!script.includes(ASKS)) throw new Error(`cannot quieten jco's script of \`${name}\`: found no \`${ASKS}\``);
rmSync(target, { recursive: true, force: true });
mkdirSync(target, { recursive: true });
const modules = Object.entries(files).filter(([file]) => file.endsWith('.wasm'));
for (const [file, bytes] of modules) writeFileSync(`${target}/${file}`, bytes);
// make takes it as a sign that all is there.
writeFileSync(`${target}/chain.js`, script.replace(ASKS, 'return;'));
