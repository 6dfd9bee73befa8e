/** The composed component as jco translated it. Its core modules are compiled once, for any number of instances. */

import { ofSystem, PipelineError } from '../failure.js';
import {
  closeSync,
  existsSync,
  fileURLToPath,
  fstatSync,
  openSync,
  pathToFileURL,
  read,
  readdirSync,
  readFileSync,
} from '../node.js';
import { FACTS, PAGE, setMaximum } from '../translate/modules.js';

/** @typedef {{ kind: string, message: string, position?: { line: bigint, column: bigint } }} JobError */
/** @typedef {import('../index.js').Exports} Exports */
/** @typedef {import('../translate/modules.js').Facts} Facts */
/** @typedef {(name: string) => WebAssembly.Module | undefined} GetModule */
/** @typedef {(module: WebAssembly.Module, imports: WebAssembly.Imports) => { exports: WebAssembly.Exports }} Instantiate */
/** @typedef {Record<string, object>} Imports */
/** @typedef {Map<string, WebAssembly.Module>} Modules */
/** @typedef {(imports?: Imports) => import('./calls.js').Running} Link */
/** @typedef {{ instantiate(get: GetModule, imports: Imports, core: Instantiate): Exports }} Translated */

/** Where `make` puts jco's translation of `build/pipeline.wasm`. */
export const TRANSLATED = fileURLToPath(new URL('../../../build/js/', import.meta.url));

/**
 * A component translated by jco: a script, and the core modules that it loads.
 * @typedef {object} Translation
 * @property {string} script its URL
 * @property {string[]} names
 * @property {(name: string) => Promise<Uint8Array<ArrayBuffer>> | Uint8Array<ArrayBuffer>} read
 * @property {Facts} facts
 */

/**
 * @param {string} folder
 * @returns {Translation}
 */
export function inFolder(folder) {
  const script = `${folder}/pipeline.js`;
  if (!existsSync(script)) {
    throw new PipelineError('input', `cannot find the component: no \`${script}\`; \`make compose\` builds it`);
  }
  const names = readdirSync(folder).filter(isModule);
  const facts = JSON.parse(readFileSync(`${folder}/${FACTS}`, 'utf8'));
  return { script: pathToFileURL(script).href, names, facts, read: (name) => readWhole(`${folder}/${name}`) };
}

/**
 * @param {Map<string, Uint8Array>} files
 * @returns {Translation}
 */
export function inMemory(files) {
  const read = (/** @type {string} */ name) => /** @type {Uint8Array<ArrayBuffer>} */ (files.get(name));
  const script = Buffer.from(read('pipeline.js')).toString('base64');
  const names = [...files.keys()].filter(isModule);
  const facts = JSON.parse(Buffer.from(read(FACTS)).toString());
  return { script: `data:text/javascript;base64,${script}`, names, facts, read };
}

const isModule = (/** @type {string} */ name) => name.endsWith('.wasm');

/**
 * Compiles the modules, and limits each memory.
 * @param {Translation} translation
 * @param {number} most bytes in one memory
 * @returns {Promise<Modules>}
 */
export async function compile({ names, read, facts }, most) {
  /** @param {string} name @returns {Promise<[string, WebAssembly.Module]>} */
  const compiled = async (name) => {
    try {
      const bytes = await read(name);
      const memory = facts.modules[name]?.memory;
      if (memory) setMaximum(bytes, memory, Math.max(memory.least, Math.floor(most / PAGE)));
      return [name, await WebAssembly.compile(bytes)];
    } catch (error) {
      throw ofSystem('input', `read \`${name}\` of the translated component`, error);
    }
  };
  return new Map(await Promise.all(names.map(compiled)));
}

/**
 * Loads a script while its modules are being compiled.
 * @param {string} script
 * @param {Promise<Modules>} compiling
 * @returns {Promise<Link>} a function that creates an instance
 */
export async function link(script, compiling) {
  /** @type {[Translated, Modules]} */
  const [{ instantiate }, modules] = await Promise.all([import(script), compiling]);
  return (imports = {}) => {
    /** @type {Set<WebAssembly.Memory>} */
    const memories = new Set();
    let isPoisoned = false;
    /** @type {Instantiate} */
    const core = (module, imports) => {
      const instance = new WebAssembly.Instance(module, imports);
      for (const item of Object.values(instance.exports)) if (item instanceof WebAssembly.Memory) memories.add(item);
      return { exports: withDestructors(instance.exports, () => !isPoisoned) };
    };
    const exports = instantiate((name) => modules.get(name), imports, core);
    return {
      exports,
      memory: () => [...memories].reduce((sum, { buffer }) => sum + buffer.byteLength, 0),
      poison: () => {
        isPoisoned = true;
      },
    };
  };
}

/**
 * The same exports, with destructors that do nothing once the instance must not be called: V8 calls them whenever it
 * collects a handle.
 * @param {WebAssembly.Exports} exports
 * @param {() => boolean} mayBeCalled
 * @returns {WebAssembly.Exports}
 */
function withDestructors(exports, mayBeCalled) {
  const all = Object.entries(exports);
  if (!all.some(([name]) => name.includes('[dtor]'))) return exports;
  /** @param {Function} destructor */
  const guarded = (destructor) => (/** @type {number} */ rep) => {
    if (mayBeCalled()) destructor(rep);
  };
  return Object.fromEntries(
    all.map(([name, item]) => [name, name.includes('[dtor]') ? guarded(/** @type {Function} */ (item)) : item]),
  );
}

/**
 * Reads a file in one call; `readFile` would read a large file in many small pieces.
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
