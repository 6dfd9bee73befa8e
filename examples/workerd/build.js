/**
 * Translates the components by jco into a folder that workerd serves: `node build.js COMPONENTS FOLDER`. The folder has the
 * scripts, the core modules and workerd's configuration.
 */

import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { transpile } from '@bytecodealliance/jco';

const WORKER = fileURLToPath(new URL('worker/', import.meta.url));

/**
 * The components, with jco's options. Only the gateway waits for its host: for the next bytes of a request, and for room in a response.
 * @type {Record<string, Parameters<typeof transpile>[1]>}
 */
const COMPONENTS = {
  'gateway-open': {
    asyncMode: 'jspi',
    asyncImports: ['wasi:io/streams@0.2.12#[method]input-stream.blocking-read', 'wasi:io/poll@0.2.12#[method]pollable.block'],
    asyncExports: ['wasi:http/incoming-handler@0.2.12#handle'],
  },
  job: {},
  reporter: {},
};

/** A module that jco's script compiles from bytes. A worker may not: each module has to be a file. */
const COMPILED = /new WebAssembly\.Module\(new Uint8Array\(\[([\s0-9a-fx,]+)\]\)\)/;

/** jco's script checks this before each of its many log messages on a call. */
const ASKS = 'if (!globalThis?.process?.env?.JCO_DEBUG) { return; }';

/** jco's script drops U+FEFF at the start of each string. In a column of addresses, all ends would be wrong then. */
const DROPS_MARK = 'new TextDecoder();';
const KEEPS_MARK = "new TextDecoder('utf-8', { ignoreBOM: true });";

const [components, folder] = process.argv.slice(2);
if (components === undefined || folder === undefined) throw new Error('usage: node build.js COMPONENTS FOLDER');

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
for (const [name, options] of Object.entries(COMPONENTS)) await translate(name, options);
for (const script of readdirSync(WORKER).filter((file) => file.endsWith('.js'))) cpSync(WORKER + script, `${folder}/${script}`);
writeFileSync(`${folder}/config.capnp`, config(readdirSync(folder)));

/**
 * Writes NAME.js, its core modules, and NAME.modules.js, which imports them.
 * @param {string} name
 * @param {Parameters<typeof transpile>[1]} options
 */
async function translate(name, options) {
  const component = readFileSync(`${components}/${name}.wasm`);
  const { files } = await transpile(component, {
    name,
    instantiation: 'async',
    multiMemory: true,
    nodejsCompat: false,
    ...options,
  });
  const modules = new Map(Object.entries(files).filter(([file]) => file.endsWith('.wasm')));
  let script = Buffer.from(files[`${name}.js`] ?? []).toString();
  if (!script.includes(ASKS)) throw new Error(`cannot quieten jco's script of \`${name}\`: found no \`${ASKS}\``);
  if (!script.includes(DROPS_MARK)) throw new Error(`cannot change jco's script of \`${name}\`: found no \`${DROPS_MARK}\``);
  script = script.replace(ASKS, 'return;').replace(DROPS_MARK, KEEPS_MARK);
  const compiled = COMPILED.exec(script);
  if (compiled) {
    const helper = `${name}.helper.wasm`;
    modules.set(helper, Uint8Array.from(compiled[1]?.match(/\w+/g) ?? [], Number));
    script = script.replace(COMPILED, `getCoreModule('${helper}')`);
  }
  if (script.includes('new WebAssembly.Module(')) throw new Error(`cannot translate \`${name}\`: its script compiles a module`);
  const imports = [...modules.keys()].map((file, at) => `import module${at} from './${file}';\n`);
  const table = [...modules.keys()].map((file, at) => `  '${file}': module${at},\n`);
  const lines = [...imports, '\nexport default /** @type {Record<string, WebAssembly.Module>} */ ({\n', ...table, '});\n'];
  writeFileSync(`${folder}/${name}.modules.js`, lines.join(''));
  writeFileSync(`${folder}/${name}.js`, script);
  for (const [file, bytes] of modules) writeFileSync(`${folder}/${file}`, bytes);
}

/**
 * The configuration of the worker. Its store is a folder, which is named when it is served. It can reach no network.
 * @param {string[]} files
 */
function config(files) {
  const modules = ['main.js', ...files.filter((file) => file !== 'main.js')].map((file) => {
    const kind = file.endsWith('.wasm') ? 'wasm' : 'esModule';
    return `    (name = "${file}", ${kind} = embed "${file}"),\n`;
  });
  return `using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "pipeline", worker = .pipeline),
    (name = "store", disk = (writable = true)),
    (name = "nowhere", network = (allow = [])),
  ],
  sockets = [(name = "http", http = (), service = "pipeline")],
);

const pipeline :Workerd.Worker = (
  compatibilityDate = "2026-11-01",
  globalOutbound = "nowhere",
  bindings = [(name = "USERS", durableObjectNamespace = "Users")],
  durableObjectNamespaces = [(className = "Users", uniqueKey = "polyglot-pipeline-users", enableSql = true)],
  durableObjectStorage = (localDisk = "store"),
  modules = [
${modules.join('')}  ],
);
`;
}
