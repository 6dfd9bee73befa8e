/** The composed component, as jco translated it: its modules, compiled once, and instances of it. */

import { PipelineError, reason } from './failure.js';
import { closeSync, existsSync, fileURLToPath, fstatSync, openSync, pathToFileURL, read, readdirSync } from './node.js';

/** @typedef {{ kind: string, message: string, position?: { line: bigint, column: bigint } }} JobError */
/** @typedef {import('./index.js').Exports} Exports */
/** @typedef {(name: string) => WebAssembly.Module | undefined} GetModule */
/** @typedef {(module: WebAssembly.Module, imports: WebAssembly.Imports) => WebAssembly.Instance} Instantiate */
/** @typedef {Record<string, object>} Imports */
/** @typedef {{ instantiate(get: GetModule, imports: Imports, core: Instantiate): Exports }} Translated */

/** Where `make` puts what jco makes of `build/pipeline.wasm`. */
export const TRANSLATED = fileURLToPath(new URL('../../build/js/', import.meta.url));

/**
 * What jco made of a component: a script, and the core modules that it asks for.
 * @typedef {object} Translation
 * @property {string} script where it is, as a URL
 * @property {string[]} names
 * @property {(name: string) => Promise<BufferSource> | BufferSource} read
 */

/**
 * @param {string} folder
 * @returns {Translation}
 */
export function inFolder(folder) {
  const script = `${folder}/pipeline.js`;
  if (!existsSync(script)) {
    throw new PipelineError('input', `cannot find the component: no \`${script}\`; \`make compose\` makes it`);
  }
  const names = readdirSync(folder).filter(isModule);
  return { script: pathToFileURL(script).href, names, read: (name) => readWhole(`${folder}/${name}`) };
}

/**
 * @param {Map<string, Uint8Array>} files
 * @returns {Translation}
 */
export function inMemory(files) {
  const read = (/** @type {string} */ name) => /** @type {Uint8Array<ArrayBuffer>} */ (files.get(name));
  const script = Buffer.from(read('pipeline.js')).toString('base64');
  return { script: `data:text/javascript;base64,${script}`, names: [...files.keys()].filter(isModule), read };
}

const isModule = (/** @type {string} */ name) => name.endsWith('.wasm');

/**
 * Loads a translation. The modules are compiled while the script that will ask for them is being loaded.
 * @param {Translation} translation
 * @returns {Promise<(imports?: Imports) => Exports>} makes an instance
 */
export async function load({ script, names, read }) {
  /** @type {[Translated, WebAssembly.Module[]]} */
  const [{ instantiate }, compiled] = await Promise.all([
    import(script),
    Promise.all(names.map((name) => compile(name, read))),
  ]);
  const modules = new Map(names.map((name, at) => [name, compiled[at]]));
  /** @type {Instantiate} */
  const core = (module, imports) => new WebAssembly.Instance(module, imports);
  return (imports = {}) => instantiate((name) => modules.get(name), imports, core);
}

/** @param {string} name @param {Translation['read']} read */
async function compile(name, read) {
  try {
    return await WebAssembly.compile(await read(name));
  } catch (error) {
    throw new PipelineError('input', `cannot read \`${name}\` of the translated component: ${reason(error)}`);
  }
}

/**
 * In one go; `readFile` would take a large file in many small pieces.
 * @param {string} path
 * @returns {Promise<Buffer<ArrayBuffer>>}
 */
async function readWhole(path) {
  const file = openSync(path, 'r');
  try {
    const bytes = Buffer.allocUnsafeSlow(fstatSync(file).size);
    await new Promise((resolve, reject) => {
      read(file, bytes, 0, bytes.length, 0, (error, length) => {
        if (error) reject(error);
        else resolve(length);
      });
    });
    return bytes;
  } finally {
    closeSync(file);
  }
}
