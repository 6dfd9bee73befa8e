/**
 * Translates a component by jco, and keeps the result in the user's cache folder, under the component's hash and jco's
 * version. What is there is run as it stands, so it is only taken from where nobody else can have put it.
 */

import { createHash } from 'node:crypto';
import { chmodSync, existsSync, lstatSync, mkdirSync, readFileSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';

import { PipelineError, reason } from './failure.js';

const WRITABLE_BY_OTHERS = 0o022;
const STICKY = 0o1000;

/** How a component starts, and how a core module does. */
const COMPONENT = [0x00, 0x61, 0x73, 0x6d, 0x0d, 0x00, 0x01, 0x00];
const MODULE = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];

/** As in the Makefile. */
const OPTIONS = /** @type {const} */ ({ name: 'pipeline', instantiation: 'async', multiMemory: true, nodejsCompat: false });

/**
 * @param {string} file a composed component
 * @param {(text: string) => void} notice
 * @returns {Promise<string>} the folder with the translation
 */
export async function translate(file, notice) {
  const bytes = read(file);
  if (!startsWith(bytes, COMPONENT)) {
    const found = startsWith(bytes, MODULE) ? 'a core module' : 'something else';
    throw new PipelineError('input', `cannot read the component \`${file}\`: found ${found}, expected a component`);
  }
  const version = jcoVersion();
  const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 32);
  const folder = join(privateFolder(), `${hash}-jco-${version}`);
  if (existsSync(folder)) return folder;
  notice(`translating \`${file}\` for Node, once (about 2 s)`);
  const { transpile } = await import('@bytecodealliance/jco');
  const { files } = await transpile(bytes, OPTIONS).catch((/** @type {Error} */ error) => {
    const why = error.message.split('\n')[0];
    throw new PipelineError('input', `cannot read the component \`${file}\`: ${why}`);
  });
  const partial = `${folder}.partial-${process.pid}`;
  for (const [name, content] of Object.entries(files)) {
    const path = join(partial, name);
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    writeFileSync(path, content);
  }
  try {
    renameSync(partial, folder);
  } catch (error) {
    rmSync(partial, { recursive: true, force: true });
    // Somebody else was quicker.
    if (!existsSync(folder)) throw error;
  }
  return folder;
}

/** @param {Buffer} bytes @param {number[]} start */
function startsWith(bytes, start) {
  return start.every((byte, at) => bytes[at] === byte);
}

function jcoVersion() {
  const name = '@bytecodealliance/jco/';
  const [place] = import.meta.resolve(name.slice(0, -1)).split(name);
  return JSON.parse(readFileSync(new URL(`${place}${name}package.json`), 'utf8')).version;
}

/** @param {string} file */
function read(file) {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new PipelineError('input', `cannot read the component \`${file}\`: ${reason(error)}`);
  }
}

/** Made where it is missing, refused where others can change what is in it. */
function privateFolder() {
  const set = process.env.XDG_CACHE_HOME ?? '';
  const cache = isAbsolute(set) ? set : join(homedir(), '.cache');
  const wanted = join(cache, 'polyglot-pipeline', 'translated');
  mkdirSync(wanted, { recursive: true, mode: 0o700 });
  const folder = realpathSync(wanted);
  chmodSync(folder, 0o700);
  const me = process.geteuid?.();
  for (let at = folder, depth = 0; ; at = dirname(at), depth += 1) {
    const { uid, mode } = lstatSync(at);
    const owned = uid === me || (depth > 0 && uid === 0);
    // In a folder such as /tmp nobody can rename what isn't theirs.
    const closed = (mode & WRITABLE_BY_OTHERS) === 0 || (depth > 0 && (mode & STICKY) !== 0);
    if (!owned || !closed) {
      throw new PipelineError('input', `cannot keep the translated component: others can write to \`${at}\``);
    }
    if (at === dirname(at)) return folder;
  }
}
