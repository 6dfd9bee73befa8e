/**
 * Translates a component by jco, and keeps the result in the user's cache folder, under the component's hash and jco's
 * version. What is there is run as it stands, so it is only taken from where nobody else can have put it.
 */

import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';

import { inFolder, inMemory } from './component.js';
import { reason } from './failure.js';
import { privateFolder } from './private.js';
import { FORMAT, readComponent, transpile } from './transpile.js';

/** Translations that are kept, those used last; 18 MB each. */
const KEPT = 8;

/**
 * @param {string} file a composed component
 * @param {(text: string) => void} notice is told what a person has to wait for, or why nothing could be kept
 * @returns {Promise<import('./component.js').Translation>}
 */
export async function translate(file, notice) {
  const bytes = readComponent(file);
  const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 32);
  let folder;
  try {
    const translated = privateFolder(join(cacheOfUser(), 'polyglot-pipeline', 'translated'));
    folder = join(translated, `${hash}-jco-${jcoVersion()}-${FORMAT}`);
  } catch (error) {
    notice(`translating \`${file}\`; the result isn't kept: ${reason(error)}`);
    return inMemory(await transpile(file, bytes));
  }
  if (existsSync(folder)) {
    touch(folder);
    return inFolder(folder);
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
  return isAbsolute(set) ? set : join(homedir(), '.cache');
}

function jcoVersion() {
  const name = '@bytecodealliance/jco/';
  const [place] = import.meta.resolve(name.slice(0, -1)).split(name);
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
    rmSync(partial, { recursive: true, force: true });
    // Somebody else was quicker.
    if (!existsSync(folder)) throw error;
  }
  forgetAllButTheLatest(dirname(folder));
}

/** Says that it was used. Where that can't be said it is forgotten sooner, which only costs time. @param {string} folder */
function touch(folder) {
  try {
    utimesSync(folder, new Date(), new Date());
  } catch {
    // See above.
  }
}

/** One that another process has forgotten meanwhile is gone. @param {string} folder */
function forgetAllButTheLatest(folder) {
  const age = (/** @type {string} */ name) => statSync(join(folder, name), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const names = readdirSync(folder).sort((a, b) => age(b) - age(a));
  for (const name of names.slice(KEPT)) rmSync(join(folder, name), { recursive: true, force: true });
}
