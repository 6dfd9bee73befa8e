/** `make new-stage NAME=… LANG=…`: writes a stage that works, and puts it before the service. */

import { cpSync, existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

import { insertStage } from './composition.js';
import { addMember, LANGUAGES, nameProblem, StageError } from './names.js';
import { allowStage, speaksOfDriver } from './policy.js';

const TEMPLATES = dirname(fileURLToPath(import.meta.url));

/**
 * @param {string} root the checkout
 * @param {string} name
 * @param {string} language
 * @returns {string[]} the files that were written or changed
 */
export function create(root, name, language) {
  const wac = join(root, 'composer/pipeline.wac');
  const composition = readFileSync(wac, 'utf8');
  const title = LANGUAGES.get(language);
  const problem = nameProblem(name, composition);
  if (problem) throw new StageError(`NAME: ${problem}`);
  if (!title) throw new StageError(`LANG: found \`${language}\`, expected one of ${[...LANGUAGES.keys()].join(', ')}`);
  const folder = join(root, 'stages', name);
  if (existsSync(folder)) throw new StageError(`NAME: \`${relative(root, folder)}\` is there already`);

  // All that could fail comes first, so that a failure leaves nothing behind.
  const { text, before } = insertStage(composition, name, title);
  /** @type {[string, string][]} */
  const changes = [[wac, text]];
  for (const file of readdirSync(join(root, 'composer')).filter((one) => one.endsWith('policy.toml')).sort()) {
    const path = join(root, 'composer', file);
    const policy = readFileSync(path, 'utf8');
    if (speaksOfDriver(policy)) changes.push([path, allowStage(policy, name, before, `composer/${file}`)]);
  }
  if (language === 'rust') {
    const workspace = join(root, 'Cargo.toml');
    changes.push([workspace, addMember(readFileSync(workspace, 'utf8'), `stages/${name}`)]);
  }

  try {
    for (const part of ['common', language]) {
      cpSync(join(TEMPLATES, part), folder, { recursive: true, verbatimSymlinks: true });
    }
    fill(folder, name);
    if (language === 'go') cpSync(join(root, 'go-service/go.sum'), join(folder, 'go.sum'));
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
  changes.forEach(([path, content]) => writeFileSync(path, content));
  return [folder, ...changes.map(([path]) => path)].map((path) => relative(root, path));
}

/** Writes the name where a template leaves room for it. @param {string} folder @param {string} name */
function fill(folder, name) {
  for (const file of ['Cargo.toml', 'tests/stage.rs'].map((one) => join(folder, one)).filter(existsSync)) {
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replaceAll('@NAME@', name).replaceAll('@IDENT@', name.replaceAll('-', '_')));
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { NAME: name = '', LANG: language = '' } = process.env;
  try {
    const written = create(process.cwd(), name, language);
    console.log(`Written or changed: ${written.join(', ')}`);
    console.log(`Now: make stages/${name}.test, make run. What it does: docs/add-a-stage.md`);
  } catch (error) {
    if (!(error instanceof StageError)) throw error;
    console.error(`error: cannot make a stage: ${error.message}`);
    console.error('usage: make new-stage NAME=tidy LANG=rust|go|python|js');
    process.exitCode = 2;
  }
}
