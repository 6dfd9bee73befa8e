/**
 * Builds the playground as a folder that any web server can serve: `node build.js FOLDER`. The components and their connections
 * are read from the composed file itself.
 */

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const COMPONENT = `${ROOT}build/pipeline.wasm`;
const TRANSLATED = `${ROOT}build/js/`;
const SAMPLES = { 'users.csv': `${ROOT}samples/users.csv`, 'users-100000.csv': `${ROOT}data/users-100000.csv` };

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('usage: node build.js FOLDER');

rmSync(folder, { recursive: true, force: true });
cpSync(`${ROOT}examples/playground/site`, folder, { recursive: true, filter: (path) => !path.endsWith('.d.ts') });
cpSync(`${ROOT}js-host/src/invisible.js`, `${folder}/page/invisible.js`);
mkdirSync(`${folder}/component`);
for (const name of readdirSync(TRANSLATED)) {
  if (name === 'pipeline.js' || name.endsWith('.wasm')) cpSync(TRANSLATED + name, `${folder}/component/${name}`);
}
mkdirSync(`${folder}/samples`);
for (const [name, from] of Object.entries(SAMPLES)) cpSync(from, `${folder}/samples/${name}`);

const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((path) => statSync(`${folder}/${path}`).isFile())
  .toSorted();
const files = paths.map((path) => ({ path, bytes: statSync(`${folder}/${path}`).size }));
const version = createHash('sha256');
for (const path of paths) version.update(path).update(readFileSync(`${folder}/${path}`));
const component = readFileSync(COMPONENT);

/** @type {import('./site/protocol.js').Build} */
const build = {
  version: version.digest('hex').slice(0, 16),
  files,
  component: { sha256: createHash('sha256').update(component).digest('hex'), bytes: component.length },
  graph: JSON.parse(execFileSync(`${ROOT}bin/pipeline`, ['inspect', COMPONENT, '--format', 'json'], { encoding: 'utf8' })),
};
writeFileSync(`${folder}/build.json`, JSON.stringify(build));
