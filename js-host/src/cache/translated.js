/**
 * Translates a component by jco, and caches the result for the user, by the component's hash and jco's version. A cached
 * translation is run without another check, so it is only read from a folder that no other user can write to.
 */

import { createHash } from 'node:crypto';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { userInfo } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';

import { PipelineError, reason, shortage } from '../failure.js';
import { readComponent } from '../file.js';
import { inFolder, inMemory } from '../sandbox/component.js';
import { FORMAT, transpile } from '../translate/transpile.js';
import { checkOwned, ownedFolder } from './owned_dir.js';

/** How many translations are kept, the most recently used; 18 MB each. */
const KEPT = 8;

/**
 * @param {string} file a composed component
 * @param {(text: string) => void} notice called with what the user has to wait for, or why nothing could be cached
 * @returns {Promise<import('../sandbox/component.js').Translation>}
 */
export async function translate(file, notice) {
  const bytes = await readComponent(file);
  const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 32);
  const version = jcoVersion(file);
  let folder;
  try {
    const translated = ownedFolder(join(cacheOfUser(), 'polyglot-pipeline', 'translated'));
    folder = join(translated, `${hash}-jco-${version}-${FORMAT}`);
  } catch (error) {
    notice(`translating \`${file}\`; the result isn't kept: ${reason(error)}`);
    return inMemory(await transpile(file, bytes));
  }
  if (lstatSync(folder, { throwIfNoEntry: false })) {
    try {
      checkOwned(folder);
      const translation = inFolder(folder);
      touch(folder);
      return translation;
    } catch (error) {
      const lacking = shortage('read the translated component', error);
      if (lacking) throw lacking;
      notice(`translating again: ${reason(error)}`);
      remove(folder);
    }
  }
  notice(`translating \`${file}\` for Node, once (about 2 s)`);
  const files = await transpile(file, bytes);
  try {
    keep(folder, files);
  } catch (error) {
    notice(`cannot keep the translated component in \`${dirname(folder)}\`: ${reason(error)}`);
  }
  return inMemory(files);
}

function cacheOfUser() {
  const set = process.env.XDG_CACHE_HOME ?? '';
  if (isAbsolute(set)) return set;
  // An empty one counts as none.
  const home = process.env.HOME || userInfo().homedir;
  if (!isAbsolute(home)) throw new Error('there is no home folder');
  return join(home, '.cache');
}

/** @param {string} file for messages */
function jcoVersion(file) {
  const name = '@bytecodealliance/jco/';
  const found = (() => {
    try {
      return import.meta.resolve(name.slice(0, -1));
    } catch {
      const how = `install the npm package \`${name.slice(0, -1)}\`, which translates it`;
      throw new PipelineError('input', `cannot read the component \`${file}\`: ${how}`);
    }
  })();
  const [place] = found.split(name);
  return JSON.parse(readFileSync(new URL(`${place}${name}package.json`), 'utf8')).version;
}

/**
 * @param {string} folder
 * @param {Map<string, Uint8Array>} files
 */
function keep(folder, files) {
  const partial = `${folder}.partial-${process.pid}`;
  try {
    for (const [name, content] of files) {
      const path = join(partial, name);
      mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
      writeFileSync(path, content, { flag: 'wx', mode: 0o600 });
    }
    renameSync(partial, folder);
  } catch (error) {
    remove(partial);
    // Another process was faster.
    if (!existsSync(folder)) throw error;
  }
  removeAllButTheLatest(dirname(folder));
}

/** If it can't be removed, it is translated again each time. @param {string} folder */
function remove(folder) {
  try {
    rmSync(folder, { recursive: true, force: true });
  } catch {
    // Nothing is read from it.
  }
}

/** Marks it as used. If that fails it is removed sooner, which only costs time. @param {string} folder */
function touch(folder) {
  try {
    utimesSync(folder, new Date(), new Date());
  } catch {
    // Only a hint.
  }
}

/** Another process may remove some at the same time. @param {string} folder */
function removeAllButTheLatest(folder) {
  const age = (/** @type {string} */ name) => statSync(join(folder, name), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const names = readdirSync(folder).sort((a, b) => age(b) - age(a));
  for (const name of names.slice(KEPT)) rmSync(join(folder, name), { recursive: true, force: true });
}
