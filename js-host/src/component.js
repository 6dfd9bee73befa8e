/** The composed component, as jco translated it: its modules, compiled once, and instances of it. */

import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';

import { PipelineError, reason } from './failure.js';

/** @typedef {{ kind: string, message: string, position?: { line: bigint, column: bigint } }} JobError */
/** @typedef {import('./index.js').Exports} Exports */
/** @typedef {(name: string) => Promise<WebAssembly.Module>} GetModule */
/** @typedef {{ instantiate(get: GetModule, imports: object): Promise<Exports> }} Translated */

/** Where `make` puts what jco makes of `build/pipeline.wasm`. */
export const TRANSLATED = fileURLToPath(new URL('../../build/js/', import.meta.url));

/** Interfaces of types alone; there is nothing to give for them. */
const IMPORTS = { 'my:user-validator/types': {}, 'my:user-service/types': {} };

/**
 * Loads what jco wrote to a folder. Modules are compiled when the first instance needs them, and then kept.
 * @param {string} folder
 * @returns {Promise<() => Promise<Exports>>} makes an instance
 */
export async function load(folder) {
  const script = `${folder}/pipeline.js`;
  if (!existsSync(script)) {
    throw new PipelineError('input', `cannot find the component: no \`${script}\`; \`make compose\` makes it`);
  }
  const translated = /** @type {Translated} */ (await import(pathToFileURL(script).href));
  /** @type {Map<string, Promise<WebAssembly.Module>>} */
  const modules = new Map();
  /** @type {GetModule} */
  const module = (name) => {
    const known = modules.get(name) ?? compile(`${folder}/${name}`);
    modules.set(name, known);
    return known;
  };
  return () => translated.instantiate(module, IMPORTS);
}

/** @param {string} file */
async function compile(file) {
  const bytes = await readFile(file).catch((error) => {
    throw new PipelineError('input', `cannot read the component \`${file}\`: ${reason(error)}`);
  });
  return WebAssembly.compile(bytes);
}
