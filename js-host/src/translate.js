/**
 * Translates a component by jco, and keeps the result in the user's cache folder, under the component's hash and jco's
 * version. What is there is run as it stands, so it is only taken from where nobody else can have put it.
 */

import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';

import { inFolder, inMemory } from './component.js';
import { PipelineError, reason } from './failure.js';
import { privateFolder } from './private.js';

/** Translations that are kept, the latest ones; 18 MB each. */
const KEPT = 8;

/** How a component starts, and how a core module does. */
const COMPONENT = [0x00, 0x61, 0x73, 0x6d, 0x0d, 0x00, 0x01, 0x00];
const MODULE = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];

/** What a host calls. */
const EXPORTS = ['my:pipeline/job@1.0.0', 'my:user-service/user-service@1.0.0', 'my:config/config@1.0.0'];

/** As in the Makefile. */
const OPTIONS = /** @type {const} */ ({
  name: 'pipeline',
  instantiation: 'async',
  multiMemory: true,
  nodejsCompat: false,
});

/**
 * @param {string} file a composed component
 * @param {(text: string) => void} notice is told what a person has to wait for, or why nothing could be kept
 * @returns {Promise<import('./component.js').Translation>}
 */
export async function translate(file, notice) {
  const bytes = read(file);
  const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 32);
  let folder;
  try {
    folder = join(privateFolder(join(cacheOfUser(), 'polyglot-pipeline', 'translated')), `${hash}-jco-${jcoVersion()}`);
  } catch (error) {
    notice(`translating \`${file}\`; the result isn't kept: ${reason(error)}`);
    return inMemory(await transpiled(file, bytes));
  }
  if (existsSync(folder)) return inFolder(folder);
  notice(`translating \`${file}\` for Node, once (about 2 s)`);
  const files = await transpiled(file, bytes);
  try {
    keep(folder, files);
  } catch (error) {
    notice(`cannot keep the translated component in \`${dirname(folder)}\`: ${reason(error)}`);
  }
  return inMemory(files);
}

/** @param {string} file */
function read(file) {
  const bytes = (() => {
    try {
      return readFileSync(file);
    } catch (error) {
      throw unreadable(file, reason(error));
    }
  })();
  const startsWith = (/** @type {number[]} */ start) => start.every((byte, at) => bytes[at] === byte);
  if (startsWith(COMPONENT)) return bytes;
  throw unreadable(file, `found ${startsWith(MODULE) ? 'a core module' : 'something else'}, expected a component`);
}

/** @param {string} file @param {Buffer} bytes */
async function transpiled(file, bytes) {
  const { transpile } = await import('@bytecodealliance/jco');
  const { files, imports, exports } = await transpile(bytes, OPTIONS).catch((/** @type {Error} */ error) => {
    throw unreadable(file, String(error.message).split('\n')[0] ?? '');
  });
  if (imports.length > 0) throw unreadable(file, `found an import of \`${imports[0]}\`, expected none`);
  const missing = EXPORTS.find((name) => !exports.some(([found]) => found === name));
  if (missing !== undefined) throw unreadable(file, `found no export \`${missing}\``);
  return new Map(Object.entries(files));
}

/** @param {string} file @param {string} why */
function unreadable(file, why) {
  return new PipelineError('input', `cannot read the component \`${file}\`: ${why}`);
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

/** @param {string} folder */
function forgetAllButTheLatest(folder) {
  const age = (/** @type {string} */ name) => statSync(join(folder, name)).mtimeMs;
  const names = readdirSync(folder).sort((a, b) => age(b) - age(a));
  for (const name of names.slice(KEPT)) rmSync(join(folder, name), { recursive: true, force: true });
}
