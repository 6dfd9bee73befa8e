/** The composed component, as jco translated it: its modules, compiled once, and instances of it. */

import { PipelineError, reason } from './failure.js';
import { closeSync, existsSync, fileURLToPath, fstatSync, openSync, pathToFileURL, read, readdirSync } from './node.js';

/** @typedef {{ kind: string, message: string, position?: { line: bigint, column: bigint } }} JobError */
/** @typedef {import('./index.js').Exports} Exports */
/** @typedef {(name: string) => WebAssembly.Module | undefined} GetModule */
/** @typedef {(module: WebAssembly.Module, imports: WebAssembly.Imports) => WebAssembly.Instance} Instantiate */
/** @typedef {{ instantiate(get: GetModule, imports: object, core: Instantiate): Exports }} Translated */

/** Where `make` puts what jco makes of `build/pipeline.wasm`. */
export const TRANSLATED = fileURLToPath(new URL('../../build/js/', import.meta.url));

/** Interfaces of types alone; there is nothing to give for them. */
const IMPORTS = { 'my:user-validator/types': {}, 'my:user-service/types': {} };

/**
 * Loads what jco wrote to a folder. The modules are compiled while the script that will ask for them is being loaded.
 * @param {string} folder
 * @returns {Promise<() => Exports>} makes an instance
 */
export async function load(folder) {
  const script = `${folder}/pipeline.js`;
  if (!existsSync(script)) {
    throw new PipelineError('input', `cannot find the component: no \`${script}\`; \`make compose\` makes it`);
  }
  const names = readdirSync(folder).filter((name) => name.endsWith('.wasm'));
  /** @type {[Translated, WebAssembly.Module[]]} */
  const [{ instantiate }, compiled] = await Promise.all([
    import(pathToFileURL(script).href),
    Promise.all(names.map((name) => compile(`${folder}/${name}`))),
  ]);
  const modules = new Map(names.map((name, at) => [name, compiled[at]]));
  /** @type {Instantiate} */
  const core = (module, imports) => new WebAssembly.Instance(module, imports);
  return () => instantiate((name) => modules.get(name), IMPORTS, core);
}

/** @param {string} file */
async function compile(file) {
  const bytes = await readWhole(file).catch((error) => {
    throw new PipelineError('input', `cannot read the component \`${file}\`: ${reason(error)}`);
  });
  return WebAssembly.compile(bytes);
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
